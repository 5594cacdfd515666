#include "engine/view/urgency.h"

#include <utility>

#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/deadline.h"

namespace workledger {
namespace {

bool Tighter(const Urgency& a, const Urgency& b) {
  return std::pair(a.due, a.left) < std::pair(b.due, b.left);
}

// Returns no clock for one that is never due: its calendar has no open time.
Urgency UrgencyOf(const v1::Clock& clock, const v1::Ticket& ticket,
                  const WorkingCalendar& calendar) {
  const Course course =
      CourseOf(clock.terms(), ticket, calendar, absl::InfiniteFuture());
  if (course.due != absl::InfiniteFuture()) {
    return {.clock = &clock, .due = course.due};
  }
  if (course.pauses.empty() ||
      course.pauses.back().end != absl::InfiniteFuture()) {
    return {};
  }
  // It stands where it stood when the hold began.
  const absl::Time stopped = course.pauses.back().start;
  const absl::Time due = CourseOf(clock.terms(), ticket, calendar, stopped).due;
  return {.clock = &clock, .left = calendar.Elapsed(stopped, due)};
}

}  // namespace

Urgency UrgencyOf(const v1::Ticket& ticket, const Catalogue& catalogue) {
  Urgency tightest;
  for (const v1::Clock& clock : ticket.clocks()) {
    if (!IsRunning(clock)) continue;
    const WorkingCalendar* const calendar = catalogue.FindWorkingCalendar(
        clock.terms().calendar(), clock.terms().calendar_revision());
    if (calendar == nullptr) continue;
    const Urgency urgency = UrgencyOf(clock, ticket, *calendar);
    if (urgency.clock == nullptr) continue;
    if (tightest.clock == nullptr || Tighter(urgency, tightest)) {
      tightest = urgency;
    }
  }
  return tightest;
}

}  // namespace workledger
