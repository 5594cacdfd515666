#include "engine/core/sla/evaluate.h"

#include <algorithm>

#include "engine/base/time.h"

namespace workledger {
namespace {

absl::Duration PausedTime(const Course& course,
                          const WorkingCalendar& calendar) {
  absl::Duration paused;
  for (const Pause& pause : course.pauses) {
    paused += calendar.Elapsed(pause.start, pause.end);
  }
  return paused;
}

v1::ClockState StateOf(const v1::Clock& clock, const Course& course,
                       absl::Time now) {
  if (clock.has_stop_time()) {
    const bool met = FromTimestamp(clock.stop_time()) <= course.due;
    return met && !IsBreached(clock) ? v1::CLOCK_STATE_MET
                                     : v1::CLOCK_STATE_BREACHED_STOPPED;
  }
  if (clock.has_cancel_time()) return v1::CLOCK_STATE_CANCELLED;
  if (IsBreached(clock) || now > course.due) {
    return v1::CLOCK_STATE_BREACHED_RUNNING;
  }
  if (now < FromTimestamp(clock.terms().start_time())) {
    return v1::CLOCK_STATE_NOT_STARTED;
  }
  return course.paused ? v1::CLOCK_STATE_PAUSED : v1::CLOCK_STATE_RUNNING;
}

// Returns the deadline that was promised first, with the pauses there were.
absl::Time OriginalDue(const v1::Clock& clock, const v1::Ticket& ticket,
                       const WorkingCalendar& calendar, absl::Time now) {
  const v1::ClockTerms& terms =
      clock.has_original_terms() ? clock.original_terms() : clock.terms();
  return CourseOf(terms, ticket, calendar, now, EndOf(clock)).due;
}

void SetTime(absl::Time time,
             google::protobuf::Timestamp* (v1::ClockValue::*set)(),
             v1::ClockValue& value) {
  if (time != absl::InfiniteFuture()) *(value.*set)() = ToTimestamp(time);
}

}  // namespace

v1::ClockValue EvaluateClock(const v1::Clock& clock, const v1::Ticket& ticket,
                             const WorkingCalendar& calendar, absl::Time now,
                             const WorkingCalendar* original) {
  const absl::Time start = FromTimestamp(clock.terms().start_time());
  const std::optional<absl::Time> end = EndOf(clock);
  const absl::Time at = end.value_or(now);
  const Course course = CourseOf(clock.terms(), ticket, calendar, at, end);
  const absl::Duration paused = PausedTime(course, calendar);
  const absl::Time from = std::max(at, start);
  v1::ClockValue value;
  *value.mutable_terms() = clock.terms();
  value.set_state(StateOf(clock, course, now));
  SetTime(course.due, &v1::ClockValue::mutable_due_time, value);
  SetTime(OriginalDue(clock, ticket, original == nullptr ? calendar : *original,
                      at),
          &v1::ClockValue::mutable_original_due_time, value);
  if (clock.has_stop_time()) *value.mutable_stop_time() = clock.stop_time();
  value.set_implied(clock.implied());
  value.set_elapsed_millis(
      absl::ToInt64Milliseconds(calendar.Elapsed(start, from) - paused));
  value.set_paused_millis(absl::ToInt64Milliseconds(paused));
  value.set_remaining_millis(
      absl::ToInt64Milliseconds(calendar.Elapsed(from, course.due)));
  value.set_target_millis(
      absl::ToInt64Milliseconds(TargetOf(clock.terms(), calendar)));
  value.set_provisional(!clock.terms().has_agreed_time() &&
                        calendar.IsProvisional(course.due));
  if (clock.has_breach()) *value.mutable_breach() = clock.breach();
  value.set_deadline_revision(clock.deadline_revision());
  return value;
}

std::vector<Pause> PausesOf(const v1::Clock& clock, const v1::Ticket& ticket,
                            const WorkingCalendar& calendar, absl::Time now) {
  const std::optional<absl::Time> end = EndOf(clock);
  return CourseOf(clock.terms(), ticket, calendar, end.value_or(now), end)
      .pauses;
}

bool IsBreached(const v1::Clock& clock) {
  return clock.breach().state() == v1::BREACH_STATE_STANDING ||
         clock.breach().state() == v1::BREACH_STATE_EXCUSED;
}

}  // namespace workledger
