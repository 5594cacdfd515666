#ifndef WORKLEDGER_CORE_INSPECTION_INSPECTION_DECIDE_H_
#define WORKLEDGER_CORE_INSPECTION_INSPECTION_DECIDE_H_

// Orders to inspection rounds 巡查.

#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Returns the streams that the order reads: the round, the ticket that a
// finding opens, those of all findings to end the round, and the plan of a
// planned one.
std::vector<StreamName> ReadsInspection(const v1::Command& command,
                                        const Folds& known);

// Decides an order to a round. Checked in this order: the round exists, or is
// new; occur_time; the actor's roles; the round's state; its party; the order's
// own guards.
absl::StatusOr<std::vector<StreamEvents>> DecideInspection(
    const v1::Command& command, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_INSPECTION_INSPECTION_DECIDE_H_
