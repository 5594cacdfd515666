#ifndef WORKLEDGER_CORE_LIFECYCLE_CLEANING_TIMERS_H_
#define WORKLEDGER_CORE_LIFECYCLE_CLEANING_TIMERS_H_

// What follows when the window of a cleaning task begins or is over. The timer
// is one that the ticket's fold has.

#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// The window begins: a planned task goes to its assignee, as it was planned;
// one who is no longer fit is for the desk to replace.
absl::StatusOr<std::vector<StreamEvents>> FireRelease(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

// The window is over, and nobody has started.
absl::StatusOr<std::vector<StreamEvents>> FireMissed(const v1::FireTimer& order,
                                                     const Folds& folds,
                                                     const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_CLEANING_TIMERS_H_
