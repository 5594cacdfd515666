#ifndef WORKLEDGER_LEDGER_INSPECTION_QUERIES_H_
#define WORKLEDGER_LEDGER_INSPECTION_QUERIES_H_

// Answers of one ledger about inspection rounds, from its views. Each checks
// its request; none waits.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/inspection_service.pb.h"

namespace workledger {

absl::StatusOr<v1::GetInspectionResponse> GetInspection(
    const Ledger& ledger, const v1::GetInspectionRequest& request);

absl::StatusOr<v1::ListInspectionsResponse> ListInspections(
    const Ledger& ledger, const v1::ListInspectionsRequest& request,
    absl::Time deadline);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_INSPECTION_QUERIES_H_
