#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_STORY_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_STORY_H_

// What the chapters of a simulated year are written with: steps in time, who
// takes them, and when things happen.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "tools/demo/draw.h"
#include "tools/workledger/simulate/course.h"
#include "tools/workledger/simulate/figures.h"
#include "tools/workledger/simulate/hours.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// An order and when it is given. The command has no request id and no time yet.
struct Step {
  absl::Time time;
  v1::Command command;
  // Of the ticket that the order opens.
  StoryCourse course = StoryCourse::kSmooth;
};

using Steps = std::vector<Step>;

// The year 2025 at UTC+8.
absl::Time YearStart();
absl::Time YearEnd();
absl::TimeZone BureauTime();

// Parties of the catalogue.
inline constexpr std::string_view kRepairTeam = "repair-team";
inline constexpr std::string_view kServiceTeam = "service-team";
inline constexpr std::string_view kCleaners = "cleaning-contractor";
inline constexpr std::string_view kGuards = "guarding-contractor";
inline constexpr std::string_view kBuilders = "works-contractor";
inline constexpr std::string_view kFireService = "fire-contractor";
inline constexpr std::string_view kLiftService = "lift-contractor";

// Code of the rubric that cleaning is scored by.
inline constexpr std::string_view kCleaningRubric = "public-area";

// A person of a party, or of the bureau itself if that is empty.
v1::Actor Person(std::string_view principal, v1::Role role,
                 std::string_view party = "");
v1::Actor DeskPerson();
v1::Actor InspectorPerson();
v1::Actor Worker(std::string_view party);

// Code of a property of the catalogue, counted from 0.
std::string PropertyCode(uint64_t property);

// Id of the ticket number `index` of a category.
std::string TicketName(std::string_view category, uint64_t index);

// Draw a moment of the desk's, early enough for what it begins to end within
// the year: in the hours of the office, or at any.
absl::Time DrawWorkTime(Draw& draw);
absl::Time DrawAnyTime(Draw& draw);

// The quantities that ticket number `index` of `count` does.
std::vector<v1::Quantity> QuantitiesOf(std::string_view category,
                                       uint64_t scale, uint64_t count,
                                       uint64_t index);

// Tells what one ticket goes through: time is moved on, then orders are given.
//
//   story.Next(DeskPerson()).mutable_accept();
//   story.Work(2);
//   story.Next(Worker(kGuards)).mutable_acknowledge();
class TicketStory {
 public:
  // `start` is a moment of the desk's.
  TicketStory(std::string ticket, absl::Time start, const Pace& pace,
              Steps& steps)
      : ticket_(std::move(ticket)), time_(start), pace_(pace), steps_(steps) {}

  // Go on to the first moment of the desk's; to the first of the worker's and
  // so many further.
  void Desk() { time_ = DeskMoment(time_, pace_); }
  void Work(int steps) { time_ = WorkMoment(time_, pace_, steps); }
  // Goes on to a later time.
  void GoTo(absl::Time time) { time_ = time; }

  // Adds an order at the time that is reached; the caller fills it in.
  v1::Command& Next(const v1::Actor& actor);

  // Says what goes wrong with the ticket that the last order opened.
  void SetCourse(StoryCourse course) { steps_.back().course = course; }

  absl::Time time() const { return time_; }

 private:
  const std::string ticket_;
  absl::Time time_;
  const Pace pace_;
  Steps& steps_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_STORY_H_
