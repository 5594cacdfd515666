#ifndef WORKLEDGER_CORE_PENALTY_PENALTY_FOLLOW_UPS_H_
#define WORKLEDGER_CORE_PENALTY_PENALTY_FOLLOW_UPS_H_

// Penalties are proposed with their grounds, in the same transaction. Decide
// calls this once for all that it has decided, behind the clocks.

#include <vector>

#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Returns the penalty streams that AddPenalties needs for `streams` and that
// `known` does not hold yet. Ask again when they are there.
std::vector<StreamName> PenaltyReads(const std::vector<StreamEvents>& streams,
                                     const v1::Command& command,
                                     const Folds& known,
                                     const Context& context);

// Returns `streams`, which follow from `command`, and behind them
// PenaltyProposed for every ground among them.
//
// A penalty belongs to the month in which its ground happened, by the clock of
// the calendar of the contract's month terms. Where that month is settled, or
// full (kPenaltiesMax), it goes to the next one that is neither.
//
// A ground that changes or goes is proposed again under the same id: with what
// it costs now, with 0 fen and 0 points if it has gone, and with the event that
// says so among its evidence. Whatever was decided of it is open again, so that
// it is never a person's word that falls silently; but not what was waived, nor
// what is settled.
std::vector<StreamEvents> AddPenalties(std::vector<StreamEvents> streams,
                                       const v1::Command& command,
                                       const Folds& folds,
                                       const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PENALTY_PENALTY_FOLLOW_UPS_H_
