#ifndef WORKLEDGER_CORE_PENALTY_PENALTY_AMOUNT_H_
#define WORKLEDGER_CORE_PENALTY_PENALTY_AMOUNT_H_

// What penalties and months come to, in fen. Integers only: the same facts and
// the same revision of the contract give the same fen for ever. Where a part of
// a fen is left over it is the contractor's: a penalty is rounded down, what is
// paid is rounded up.
//
//   PenaltyFen(clause.penalty(), {.late_hours = 3}, /*repeat=*/2);

#include <cstdint>

#include "absl/time/time.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {

// What a clause is applied to.
struct PenaltyFacts {
  // Of a breach: hours of open time that it was late, a started one whole.
  int64_t late_hours = 0;
  // Of a score or finding: points that were taken off.
  uint32_t lost_points = 0;
};

// Returns how many hours of `late` have begun; 0 if it is not positive.
int64_t StartedHours(absl::Duration late);

// Returns what the rule takes off: of a breach `fixed_fen` and `hour_fen` for
// each hour, of a score `point_fen` for each point; from the second of a month
// on `repeat_percent` of that, rounded down; at most `cap_fen`, and never more
// than kContractFenMax, so that the sums of a month do not overflow.
int64_t PenaltyFen(const v1::PenaltyRule& rule, const PenaltyFacts& facts,
                   uint32_t repeat);

// Returns the points that the rule takes off the month's score.
uint32_t PenaltyPoints(const v1::PenaltyRule& rule, const PenaltyFacts& facts);

// Whether the penalty counts: it was confirmed or reduced.
bool Stands(const v1::Penalty& penalty);

// Whether nobody has decided of the penalty.
bool IsOpen(const v1::Penalty& penalty);

// Returns the account of the month under `contract`, by the penalties that
// stand; `contract_revision` is left to the caller. The score is 100 less their
// points. The fee is paid in full from `full_score` on, below it (base + score)
// percent of it, rounded up, at most all of it; their amounts, up to the
// month's cap, are taken off, and never more than there is.
v1::Settlement SettlementOf(const v1::PenaltyMonth& month,
                            const v1::Contract& contract);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PENALTY_PENALTY_AMOUNT_H_
