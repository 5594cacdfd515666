#ifndef WORKLEDGER_LEDGER_METRIC_QUERIES_H_
#define WORKLEDGER_LEDGER_METRIC_QUERIES_H_

// SLA figures of one ledger (docs/metrics.md): from the view's facts, or with
// `as_of` from the tickets as they were. Each checks its request; none waits.
//
//   INVALID_ARGUMENT   FIELD_REQUIRED, FIELD_INVALID, and what ValidateMessage
//                      says; FIELD_INVALID also where a limit of limits.h is
//                      passed.
//   OUT_OF_RANGE       POSITION_AHEAD: `as_of` is.
//   DEADLINE_EXCEEDED  `deadline` passed.
//   INTERNAL           figures do not add up: a broken promise of ours.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/metric_service.pb.h"

namespace workledger {

// Answers with one row for each value of the dimensions, and the total.
absl::StatusOr<v1::QueryMetricsResponse> QueryMetrics(
    const Ledger& ledger, const v1::QueryMetricsRequest& request,
    absl::Time deadline);

// Lists what is behind one figure, by time. A page works the figures out anew;
// what has not changed since appears once.
absl::StatusOr<v1::ListMetricTicketsResponse> ListMetricTickets(
    const Ledger& ledger, const v1::ListMetricTicketsRequest& request,
    absl::Time deadline);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_METRIC_QUERIES_H_
