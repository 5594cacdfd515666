#ifndef WORKLEDGER_CORE_LIFECYCLE_SECURITY_TIMERS_H_
#define WORKLEDGER_CORE_LIFECYCLE_SECURITY_TIMERS_H_

// What the timers of security incidents lead to. The caller has checked that
// the fold still has exactly this timer.

#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// Nobody verified the incident in time: calls the next level of the shift that
// is on duty now, and again after the same time, until somebody verifies it.
// Goes round when the shift's levels end; calls nobody where there is none.
absl::StatusOr<std::vector<StreamEvents>> FireOnCall(const v1::FireTimer& order,
                                                     const Folds& folds,
                                                     const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_SECURITY_TIMERS_H_
