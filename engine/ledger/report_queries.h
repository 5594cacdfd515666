#ifndef WORKLEDGER_LEDGER_REPORT_QUERIES_H_
#define WORKLEDGER_LEDGER_REPORT_QUERIES_H_

// Figures of one ledger, from its views or, of a period and as of then, from
// its log. Each checks its request; none waits.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/report_service.pb.h"

namespace workledger {

// A period tells of the tickets that were open at any time in it, as they stood
// at its end: what is done of them was done in it.
absl::StatusOr<v1::ReportWorkResponse> ReportWork(
    const Ledger& ledger, const v1::ReportWorkRequest& request,
    absl::Time deadline);

// Times are cut to the days that they touch, by the calendar of the request's
// location; without one by the first of the catalogue; else in UTC.
absl::StatusOr<v1::ReportTalliesResponse> ReportTallies(
    const Ledger& ledger, const v1::ReportTalliesRequest& request,
    absl::Time deadline);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_REPORT_QUERIES_H_
