#include "engine/core/sla/clock_allowance.h"

#include <algorithm>
#include <cstdint>

#include "engine/base/time.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/deadline.h"
#include "engine/core/sla/evaluate.h"

namespace workledger {
namespace {

constexpr int64_t kGraceDivisor = 10;  // 10 % of the target

// Extensions once were fixed times, and may be in older logs.
bool IsFixedExtension(const v1::ClockTerms& terms, const v1::Ticket& ticket) {
  return terms.has_agreed_time() && ticket.extension().has_due_time() &&
         CompareTimestamps(terms.agreed_time(),
                           ticket.extension().due_time()) == 0;
}

// What was agreed on holds, but for an extension of a target that is no more:
// of a higher priority, or of one that gives more time anyway.
void CarryAgreed(const v1::Clock& clock, const ClockChange& change,
                 v1::ClockTerms& terms) {
  const v1::ClockTerms& before = clock.terms();
  if (!before.has_agreed_time()) return;
  if (IsFixedExtension(before, change.ticket) &&
      (IsRaised(change) ||
       DueOf(terms, change.ticket, change.catalogue, change.occur_time) >
           FromTimestamp(before.agreed_time()))) {
    return;
  }
  *terms.mutable_agreed_time() = before.agreed_time();
}

// Whether open time from the start means the same in both.
bool RunAlike(const v1::ClockTerms& a, const v1::ClockTerms& b) {
  return a.calendar() == b.calendar() &&
         a.calendar_revision() == b.calendar_revision() &&
         CompareTimestamps(a.start_time(), b.start_time()) == 0 &&
         std::ranges::equal(a.pauses(), b.pauses(), {},
                            &v1::ClockPause::SerializeAsString,
                            &v1::ClockPause::SerializeAsString);
}

void SetLeast(absl::Duration open, v1::ClockTerms& terms) {
  terms.set_least_millis(std::max<int64_t>(0, absl::ToInt64Milliseconds(open)));
}

// Returns when the clock is due by what it was allowed alone.
absl::Time AllowedUntil(v1::ClockTerms terms, const ClockChange& change) {
  terms.mutable_target()->mutable_open_time()->Clear();
  terms.clear_used_millis();
  return DueOf(terms, change.ticket, change.catalogue, change.occur_time);
}

// Whether the clock now has less time than it ran by. One that runs again may
// have missed that the priority was raised.
bool IsCurtailed(const v1::Clock& clock, const ClockChange& change) {
  return IsRaised(change) ||
         (change.revived_since != nullptr &&
          DueOf(clock.terms(), change.ticket, change.catalogue, change.now) >=
              change.now);
}

}  // namespace

bool IsRaised(const ClockChange& change) {
  // P1 is the highest, so that a lower number is a higher priority.
  return change.move_cause == v1::CLOCK_CAUSE_PRIORITY &&
         change.previous_priority != v1::PRIORITY_UNSPECIFIED &&
         change.ticket.priority() < change.previous_priority;
}

bool IsExtended(const v1::ClockTerms& terms) {
  return terms.has_grace_time() && terms.least_millis() > 0;
}

void CarryAllowance(const v1::Clock& clock, const ClockChange& change,
                    v1::ClockTerms& terms) {
  CarryAgreed(clock, change, terms);
  const v1::ClockTerms& before = clock.terms();
  const bool stays = IsExtended(before)
                         ? !IsRaised(change)
                         : change.move_cause != v1::CLOCK_CAUSE_PRIORITY;
  if (!stays) return;
  if (before.has_grace_time()) {
    *terms.mutable_grace_time() = before.grace_time();
  }
  terms.set_least_millis(before.least_millis());
  if (before.least_millis() == 0 || RunAlike(before, terms)) return;
  const absl::Time until = AllowedUntil(before, change);
  if (until == absl::InfiniteFuture()) return;
  SetLeast(
      OpenTimeUntil(terms, change.ticket, *CalendarOf(terms, change.catalogue),
                    change.occur_time, until),
      terms);
}

void SetExtension(const v1::Clock& clock, const ClockChange& change,
                  v1::ClockTerms& terms) {
  if (change.move_cause != v1::CLOCK_CAUSE_EXTENSION ||
      terms.clock().metric() != v1::METRIC_RESOLUTION) {
    return;
  }
  const auto& granted = change.ticket.extension().due_time();
  if (FromTimestamp(granted) <= DueOf(clock.terms(), change.ticket,
                                      change.catalogue, change.occur_time)) {
    return;
  }
  terms.clear_agreed_time();
  *terms.mutable_grace_time() = granted;
  SetLeast(
      OpenTimeUntil(terms, change.ticket, *CalendarOf(terms, change.catalogue),
                    change.occur_time, FromTimestamp(granted)),
      terms);
}

void SetGrace(const v1::Clock& clock, const ClockChange& change,
              v1::ClockTerms& terms) {
  if (!IsCurtailed(clock, change) || terms.has_agreed_time() ||
      IsBreached(clock)) {
    return;
  }
  const WorkingCalendar& calendar = *CalendarOf(terms, change.catalogue);
  if (DueOf(terms, change.ticket, change.catalogue, change.now) >= change.now) {
    return;
  }
  // Cut down to milliseconds.
  const absl::Duration grace = absl::Milliseconds(
      absl::ToInt64Milliseconds(TargetOf(terms, calendar)) / kGraceDivisor);
  SetLeast(
      OpenTimeUntil(terms, change.ticket, calendar, change.now, change.now) +
          grace,
      terms);
}

}  // namespace workledger
