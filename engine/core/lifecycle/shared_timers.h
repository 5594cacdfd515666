#ifndef WORKLEDGER_CORE_LIFECYCLE_SHARED_TIMERS_H_
#define WORKLEDGER_CORE_LIFECYCLE_SHARED_TIMERS_H_

// What the timers of tickets lead to that every kind may have. The caller has
// checked that the ticket still has the timer.

#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// A hold is over: HoldExpired.
absl::StatusOr<std::vector<StreamEvents>> FireHoldExpiry(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

// Nobody judged completed work: WorkDeemedAccepted.
absl::StatusOr<std::vector<StreamEvents>> FireDeemedAcceptance(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

// The day to look at closed work again has come: LookBackDue.
absl::StatusOr<std::vector<StreamEvents>> FireLookBack(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_SHARED_TIMERS_H_
