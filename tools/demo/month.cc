#include "tools/demo/month.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "engine/base/time.h"
#include "tools/demo/draw.h"
#include "tools/demo/ticket_story.h"
#include "tools/demo/work_hours.h"

namespace workledger {
namespace {

constexpr absl::CivilDay kFirstDay(2025, 3, 1);
constexpr absl::CivilDay kLastDay(2025, 3, 31);

constexpr absl::Duration kTick = absl::Minutes(5);

// Reports in a day: from the first to just below the second.
struct DayVolume {
  uint64_t least;
  uint64_t most;
};
constexpr DayVolume kWorkday = {80, 111};
constexpr DayVolume kWeekend = {12, 21};

constexpr uint64_t kDuplicatePercent = 3;

// How many of a day's reports fall into each hour, in thousandths.
constexpr uint64_t kHourWeights[24] = {4,   3,   2,   2,  2,  4,  12,  45,
                                       140, 130, 105, 60, 25, 45, 115, 110,
                                       85,  50,  22,  14, 10, 7,  5,   3};

uint64_t DrawHour(Draw& draw) {
  uint64_t sum = 0;
  for (const uint64_t weight : kHourWeights) sum += weight;
  uint64_t mark = draw.Below(sum);
  uint64_t hour = 0;
  while (mark >= kHourWeights[hour]) mark -= kHourWeights[hour++];
  return hour;
}

// When faults are reported, in order.
std::vector<absl::Time> DrawReportTimes(Draw& draw) {
  std::vector<absl::Time> times;
  for (absl::CivilDay day = kFirstDay; day <= kLastDay; ++day) {
    const absl::Weekday weekday = absl::GetWeekday(day);
    const bool weekend =
        weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
    const DayVolume volume = weekend ? kWeekend : kWorkday;
    const uint64_t count =
        volume.least + draw.Below(volume.most - volume.least);
    for (uint64_t i = 0; i < count; ++i) {
      const absl::Duration hour = absl::Hours(DrawHour(draw));
      times.push_back(
          absl::FromCivil(day, BureauZone()) + hour +
          draw.Between(absl::ZeroDuration(), absl::Seconds(59 * 60 + 59)));
    }
  }
  std::sort(times.begin(), times.end());
  return times;
}

std::string TicketId(size_t number) {
  return absl::StrFormat("wo-%05d", number);
}

bool Ends(const v1::Command& command) {
  return command.has_close() || command.has_reject() ||
         command.has_withdraw() || command.has_convert_to_project();
}

// Whether the ticket is still open at `time`.
bool OpenAt(const std::vector<Step>& story, absl::Time time) {
  return std::none_of(story.begin(), story.end(), [time](const Step& step) {
    return step.time <= time && Ends(step.command);
  });
}

// All that would happen, also after the month; a ticket's steps stay in order.
std::vector<Step> TellMonth(Draw& draw) {
  std::vector<Step> steps;
  size_t tickets = 0;
  for (const absl::Time time : DrawReportTimes(draw)) {
    const Scene scene = DrawScene(draw);
    const std::string ticket = TicketId(++tickets);
    const std::vector<Step> story = TellTicket(ticket, scene, time, draw);
    steps.insert(steps.end(), story.begin(), story.end());
    if (!draw.Chance(kDuplicatePercent)) continue;
    const absl::Time again =
        time + draw.Between(absl::Minutes(3), absl::Minutes(40));
    const std::vector<Step> duplicate =
        TellDuplicate(TicketId(tickets + 1), ticket, scene, again, draw);
    // Only an open ticket can have duplicates.
    if (!OpenAt(story, duplicate.back().time)) continue;
    ++tickets;
    steps.insert(steps.end(), duplicate.begin(), duplicate.end());
  }
  std::stable_sort(
      steps.begin(), steps.end(),
      [](const Step& a, const Step& b) { return a.time < b.time; });
  return steps;
}

v1::Command Advance(absl::Time time) {
  v1::Command command;
  command.mutable_actor()->set_principal("demo-clock");
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
  *command.mutable_advance_time()->mutable_now_time() = ToTimestamp(time);
  return command;
}

// The tick at or after `time`.
absl::Time TickOf(absl::Time time) {
  return MonthStart() + absl::Ceil(time - MonthStart(), kTick);
}

}  // namespace

absl::Time MonthStart() { return absl::FromCivil(kFirstDay, BureauZone()); }

absl::Time MonthEnd() { return absl::FromCivil(kLastDay + 1, BureauZone()); }

std::string FirstTicket() { return TicketId(1); }

std::vector<v1::Command> MakeMonth(uint64_t seed) {
  Draw draw(seed);
  std::vector<v1::Command> commands;
  absl::Time now = MonthStart();
  for (Step& step : TellMonth(draw)) {
    if (step.time >= MonthEnd()) break;
    if (const absl::Time tick = TickOf(step.time); tick > now) {
      commands.push_back(Advance(tick));
      now = tick;
    }
    *step.command.mutable_occur_time() = ToTimestamp(step.time);
    commands.push_back(std::move(step.command));
  }
  if (now < MonthEnd()) commands.push_back(Advance(MonthEnd()));
  for (size_t i = 0; i < commands.size(); ++i) {
    commands[i].set_request_id(absl::StrCat("demo-", seed, "-", i));
  }
  return commands;
}

}  // namespace workledger
