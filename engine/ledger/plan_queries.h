#ifndef WORKLEDGER_LEDGER_PLAN_QUERIES_H_
#define WORKLEDGER_LEDGER_PLAN_QUERIES_H_

// Answers of one ledger to queries for plans, from its views.

#include "absl/status/statusor.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/plan_service.pb.h"

namespace workledger {

// Returns the plans in use, by code, and how far they are.
absl::StatusOr<v1::ListPlansResponse> ListPlans(
    const Ledger& ledger, const v1::ListPlansRequest& request);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_PLAN_QUERIES_H_
