#ifndef WORKLEDGER_CORE_PENALTY_PENALTY_DECIDE_H_
#define WORKLEDGER_CORE_PENALTY_PENALTY_DECIDE_H_

// Orders to the account of a contract's month: a penalty is contested by the
// contractor, confirmed, reduced or waived by a supervisor, and the month is
// settled.

#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Returns the stream of the month that the order names.
std::vector<StreamName> ReadsPenaltyMonth(const v1::Command& command,
                                          const Folds& known);

// Decides an order to a month. Checked in this order: occur_time; the penalty,
// or for a month to settle the contract, exists; who gives the order; the month
// is not settled; the penalty is open; the order's own guards.
//
// A penalty may be contested once, by whoever belongs to the contract's party,
// until its contest_end_time by the ledger's now. It may be decided at once: a
// contest that comes too late for that is a talk between people. A month is
// settled when it is over by the ledger's now and all its penalties are
// decided, under the contract as it was when the month ended (SettlementOf).
absl::StatusOr<std::vector<StreamEvents>> DecidePenaltyOrder(
    const v1::Command& command, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PENALTY_PENALTY_DECIDE_H_
