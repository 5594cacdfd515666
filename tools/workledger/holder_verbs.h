#ifndef WORKLEDGER_TOOLS_WORKLEDGER_HOLDER_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_HOLDER_VERBS_H_

// `workledger report holders`: the responsibility ledger of a period, or the
// tickets that somebody held.

#include "absl/status/status.h"
#include "tools/workledger/session.h"
#include "tools/workledger/sla_verbs.h"
#include "workledger/v1/metric_service.pb.h"

namespace workledger {

// Whether in every row the holders' times add up to the open time, and the rows
// to the total.
//
//   DATA_LOSS  they do not; the message names the row.
absl::Status CheckHolderSums(const v1::QueryMetricsResponse& response);

// Of `flags` it does not read `figures`, `basis`, `metric`, `clock_party`,
// `part` and `of_total`; `list` is a holder, for example "desk" or
// "contractor:wuye-1".
absl::Status RunReportHolders(const SlaFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_HOLDER_VERBS_H_
