#ifndef WORKLEDGER_REPLAY_METRIC_AS_OF_H_
#define WORKLEDGER_REPLAY_METRIC_AS_OF_H_

// The facts that figures are made of, as of then: those of every ticket's fold
// of the part of the log that `as_of` names.

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "engine/view/metric.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Gives `sink` all facts as of then and returns the position that they are true
// at. `view` names the streams and must have reached `as_of`. With `current`,
// the dimensions are those that each ticket had then. Takes time in proportion
// to the log.
//
//   DEADLINE_EXCEEDED  `deadline` passed.
absl::StatusOr<uint64_t> ReadMetricFactsAsOf(const EventLog& log,
                                             const LedgerView& view,
                                             const v1::AsOf& as_of,
                                             bool current, absl::Time deadline,
                                             const MetricSink& sink);

// Returns the ledger's now as of then: when the last event of that part of the
// log was recorded, or an earlier time that `as_of` names.
absl::StatusOr<absl::Time> NowAsOf(const EventLog& log, uint64_t position,
                                   const v1::AsOf& as_of);

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_METRIC_AS_OF_H_
