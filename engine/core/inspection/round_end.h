#ifndef WORKLEDGER_CORE_INSPECTION_ROUND_END_H_
#define WORKLEDGER_CORE_INSPECTION_ROUND_END_H_

// When a round may end 销号: all that it found was put right and looked at
// again.

#include <vector>

#include "absl/status/status.h"
#include "engine/core/fold.h"
#include "workledger/v1/inspection.pb.h"

namespace workledger {

// Returns the streams, of those not known yet, of the tickets that answer for
// what the round found, and of those that they repeat. Empty once all are.
std::vector<StreamName> ReadsFindings(const v1::Inspection& round,
                                      const Folds& known);

// Refuses a round of which something was not put right: FINDINGS_OPEN. Of a
// finding that repeats another, that other ticket counts. ReadsFindings has
// named the tickets.
absl::Status CheckPutRight(const v1::Inspection& round, const Folds& folds);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_INSPECTION_ROUND_END_H_
