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
#include "tools/workledger/simulate/figures.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// An order and when it is given. The command has no request id and no time yet.
struct Step {
  absl::Time time;
  v1::Command command;
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

// A person of a party, or of the bureau itself if that is empty.
v1::Actor Person(std::string_view principal, v1::Role role,
                 std::string_view party = "");
v1::Actor DeskPerson();
v1::Actor Worker(std::string_view party);

// Code of a property of the catalogue, counted from 0.
std::string PropertyCode(uint64_t property);

// Id of the ticket number `index` of a category.
std::string TicketName(std::string_view category, uint64_t index);

// Draws a time within the hours of a working day, early enough for what it
// begins to end within the year.
absl::Time DrawWorkTime(Draw& draw);

// The quantities that ticket number `index` of `count` does.
std::vector<v1::Quantity> QuantitiesOf(std::string_view category,
                                       uint64_t scale, uint64_t count,
                                       uint64_t index);

// Tells what one ticket goes through; each step comes later than the one
// before, and all within a day.
class TicketStory {
 public:
  TicketStory(std::string ticket, absl::Time start, Draw& draw, Steps& steps)
      : ticket_(std::move(ticket)), time_(start), draw_(draw), steps_(steps) {}

  // Adds the next step, up to `wait` after the one before; the caller fills in
  // the order.
  v1::Command& Next(const v1::Actor& actor,
                    absl::Duration wait = absl::Minutes(20));

  absl::Time time() const { return time_; }

 private:
  const std::string ticket_;
  absl::Time time_;
  Draw& draw_;
  Steps& steps_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_STORY_H_
