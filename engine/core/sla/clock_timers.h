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

// Returns DeadlineMoved for each clock that runs on a calendar that has a newer
// revision, and before it BreachVoided where its breach is none by that. Those
// that have ended keep theirs.
absl::StatusOr<std::vector<StreamEvents>> FireCalendar(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_TIMERS_H_
