#ifndef WORKLEDGER_CORE_SLA_CLOCK_TIMERS_H_
#define WORKLEDGER_CORE_SLA_CLOCK_TIMERS_H_

// Timers of clocks: a deadline or a level of escalation, and a calendar's new
// revision. No fold keeps them; what a timer says is compared with what the
// clock is due for, so that each has its effect once, and none when the clock
// has stopped or its deadline has moved.

#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// Returns SlaBreached or EscalationRaised, if that is the clock's next alarm
// (NextAlarm) and due by now; else nothing.
absl::StatusOr<std::vector<StreamEvents>> FireClock(const v1::FireTimer& order,
                                                    const Folds& folds,
                                                    const Context& context);

// Returns DeadlineMoved if the clock's calendars have a newer revision, and
// before it BreachVoided where the breach was at the deadline that the former
// one gave, and the new one gives a later one.
Events CalendarMoves(const v1::Clock& clock, const v1::Ticket& ticket,
                     const Catalogue& catalogue, absl::Time now);

// Returns CalendarMoves of each clock that runs. Those that have ended keep
// their calendar.
absl::StatusOr<std::vector<StreamEvents>> FireCalendar(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_TIMERS_H_
