// What falls due next while a clock runs.

#include <algorithm>

#include "engine/base/time.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/evaluate.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr int64_t kPercent = 100;
constexpr int32_t kNanosPerMilli = 1'000'000;

// Nobody has taken the ticket up yet; a level that comes again does so for as
// long.
constexpr StateSet kUnanswered = {
    v1::TICKET_STATE_REPORTED,   v1::TICKET_STATE_ACCEPTED,
    v1::TICKET_STATE_DISPATCHED, v1::TICKET_STATE_PLANNED,
    v1::TICKET_STATE_ASSIGNED,   v1::TICKET_STATE_ALARMED};

// Cut down to milliseconds, as all times are: a timer names no finer one.
absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Milliseconds(duration.nanos() / kNanosPerMilli);
}

// A clock with all that its alarms depend on.
struct Armed {
  const v1::Clock& clock;
  const v1::Ticket& ticket;
  const WorkingCalendar& calendar;
  const Course& course;
};

// Returns when a level is first due.
absl::Time DueOf(const v1::EscalationLevel& level, const Armed& armed) {
  const Course& course = armed.course;
  switch (level.moment_case()) {
    case v1::EscalationLevel::kPercent: {
      if (level.percent() >= kPercent) return course.due;
      // Cut down to milliseconds.
      const int64_t part = absl::ToInt64Milliseconds(course.available) *
                           level.percent() / kPercent;
      return Reach(armed.calendar,
                   FromTimestamp(armed.clock.terms().start_time()),
                   absl::Milliseconds(part), course.pauses);
    }
    case v1::EscalationLevel::kOverdueOpenTime:
      if (course.due == absl::InfiniteFuture()) return course.due;
      return armed.calendar.Add(course.due,
                                DurationOf(level.overdue_open_time()));
    case v1::EscalationLevel::kOverdueWorkingDays:
      if (course.due == absl::InfiniteFuture()) return course.due;
      return armed.calendar.AddWorkingDays(
          course.due, static_cast<int>(level.overdue_working_days()));
    case v1::EscalationLevel::MOMENT_NOT_SET:
      break;
  }
  return absl::InfiniteFuture();
}

// A pause holds up what would come in it.
absl::Time AfterPause(absl::Time time, const Course& course) {
  for (const Pause& pause : course.pauses) {
    if (pause.start <= time && time < pause.end) return pause.end;
  }
  return time;
}

// Returns when a level that was raised at `told` comes again, if it does.
absl::Time AgainAt(absl::Time told, const v1::EscalationLevel& level,
                   uint32_t repeats, const Armed& armed) {
  if (!level.has_repeat() || repeats >= kEscalationRepeatsMax ||
      !kUnanswered.Contains(armed.ticket.state())) {
    return absl::InfiniteFuture();
  }
  return AfterPause(told + DurationOf(level.repeat()), armed.course);
}

ClockAlarm AlarmOf(const v1::EscalationLevel& level, const Armed& armed) {
  const auto& all = armed.clock.raised();
  const auto raised = std::ranges::find_if(
      all, [&](const v1::RaisedLevel& r) { return r.level() == level.code(); });
  ClockAlarm alarm = {
      .due = DueOf(level, armed), .level = level.code(), .repeat = 1};
  if (raised == all.end()) return alarm;
  const absl::Time told = FromTimestamp(raised->raise_time());
  if (raised->deadline_revision() != armed.clock.deadline_revision() &&
      alarm.due > told) {
    return alarm;
  }
  alarm.due = AgainAt(told, level, raised->repeats(), armed);
  alarm.repeat = raised->repeats() + 1;
  return alarm;
}

// Returns when something falls due after the first of the alarms: another, or
// the first itself once more.
absl::Time FollowingOf(const std::vector<ClockAlarm>& alarms,
                       const Armed& armed) {
  const ClockAlarm& first = alarms.front();
  absl::Time following =
      alarms.size() > 1 ? alarms[1].due : absl::InfiniteFuture();
  const auto& levels = armed.clock.terms().levels();
  const auto level =
      std::ranges::find(levels, first.level, &v1::EscalationLevel::code);
  if (!first.level.empty() && level != levels.end()) {
    following =
        std::min(following, AgainAt(first.due, *level, first.repeat, armed));
  }
  return following;
}

// Whether it may still turn out that the clock stopped in time.
bool AwaitsHistory(const v1::Clock& clock, const v1::Ticket& ticket,
                   absl::Time due) {
  return !ticket.source().empty() && clock.silent() && IsRunning(clock) &&
         due > FromTimestamp(ticket.milestones().change_time());
}

bool DeadlineCounts(const Armed& armed) {
  if (IsBreached(armed.clock)) return false;
  const std::optional<absl::Time> end = EndOf(armed.clock);
  if (end) return *end > armed.course.due;
  return !AwaitsHistory(armed.clock, armed.ticket, armed.course.due);
}

}  // namespace

std::optional<ClockAlarm> NextAlarm(const v1::Clock& clock,
                                    const v1::Ticket& ticket,
                                    const Catalogue& catalogue,
                                    absl::Time* following) {
  if (following != nullptr) *following = absl::InfiniteFuture();
  const v1::ClockTerms& terms = clock.terms();
  const WorkingCalendar* const calendar = catalogue.FindWorkingCalendar(
      terms.calendar(), terms.calendar_revision());
  if (calendar == nullptr) return std::nullopt;
  const Course course =
      CourseOf(terms, ticket, *calendar, absl::InfiniteFuture(), EndOf(clock));
  const Armed armed = {clock, ticket, *calendar, course};
  std::vector<ClockAlarm> alarms;
  if (DeadlineCounts(armed)) alarms.push_back({.due = course.due});
  if (IsRunning(clock)) {
    for (const v1::EscalationLevel& level : terms.levels()) {
      alarms.push_back(AlarmOf(level, armed));
    }
  }
  std::erase_if(alarms, [](const ClockAlarm& alarm) {
    return alarm.due == absl::InfiniteFuture();
  });
  // At one instant the breach comes first, then levels as the policy has them.
  std::ranges::stable_sort(alarms, {}, &ClockAlarm::due);
  if (alarms.empty()) return std::nullopt;
  if (following != nullptr) *following = FollowingOf(alarms, armed);
  return alarms.front();
}

absl::Time BreachDue(const v1::Clock& clock, const v1::Ticket& ticket,
                     const Catalogue& catalogue) {
  const WorkingCalendar* const calendar = catalogue.FindWorkingCalendar(
      clock.terms().calendar(), clock.terms().calendar_revision());
  if (calendar == nullptr) return absl::InfiniteFuture();
  const Course course = CourseOf(clock.terms(), ticket, *calendar,
                                 absl::InfiniteFuture(), EndOf(clock));
  return DeadlineCounts({clock, ticket, *calendar, course})
             ? course.due
             : absl::InfiniteFuture();
}

}  // namespace workledger
