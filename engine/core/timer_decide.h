#ifndef WORKLEDGER_CORE_TIMER_DECIDE_H_
#define WORKLEDGER_CORE_TIMER_DECIDE_H_

// The engine's own order: a timer is due. Each kind of timer has a row that
// says which folds its events need and what they are.

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// What the request ids of the engine's own orders begin with. No client's may,
// or it could stand in a timer's way.
inline constexpr std::string_view kTimerRequestPrefix = "timer-";

// What the request ids begin with by which the engine records where a client's
// step of the clock began: an AdvanceTime that leads nowhere.
inline constexpr std::string_view kStepRequestPrefix = "timer-step-";

// Returns the streams that the order reads, as far as `known` tells.
std::vector<StreamName> ReadsTimer(const v1::Command& command,
                                   const Folds& known);

// Returns the events of the timer; none if the stream's fold no longer has it,
// with the same due time and set by the same event. So a timer that fires twice
// has one effect.
absl::StatusOr<std::vector<StreamEvents>> DecideTimer(
    const v1::Command& command, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_TIMER_DECIDE_H_
