#ifndef WORKLEDGER_LEDGER_PENALTY_QUERIES_H_
#define WORKLEDGER_LEDGER_PENALTY_QUERIES_H_

// Answers of one ledger about the accounts of contracts, from its views. Each
// checks its request; none waits.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/clock_service.pb.h"

namespace workledger {

// Returns the month's account, an empty one if nothing was proposed, and what
// it would come to if it were settled now: by the penalties that stand.
absl::StatusOr<v1::GetPenaltyMonthResponse> GetPenaltyMonth(
    const Ledger& ledger, const v1::GetPenaltyMonthRequest& request);

absl::StatusOr<v1::ListPenaltyMonthsResponse> ListPenaltyMonths(
    const Ledger& ledger, const v1::ListPenaltyMonthsRequest& request,
    absl::Time deadline);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_PENALTY_QUERIES_H_
