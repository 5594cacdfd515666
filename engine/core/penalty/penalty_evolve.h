#ifndef WORKLEDGER_CORE_PENALTY_PENALTY_EVOLVE_H_
#define WORKLEDGER_CORE_PENALTY_PENALTY_EVOLVE_H_

// The fold of a contract's month.

#include <string_view>

#include "workledger/v1/event.pb.h"
#include "workledger/v1/penalty.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// Applies an event of the month's stream. Total.
void EvolvePenaltyMonth(v1::PenaltyMonth& month, const v1::Record& record,
                        const v1::Event& event);

// Returns the penalty with this id, or null.
const v1::Penalty* FindPenalty(const v1::PenaltyMonth& month,
                               std::string_view penalty);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PENALTY_PENALTY_EVOLVE_H_
