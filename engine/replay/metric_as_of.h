#ifndef WORKLEDGER_REPLAY_METRIC_AS_OF_H_
#define WORKLEDGER_REPLAY_METRIC_AS_OF_H_

// The facts that figures are made of, as of then: those of every ticket's fold
// of the part of the log that `as_of` names.

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "engine/view/metric.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// What of the past is read, and how.
struct MetricReplay {
  // Names a position that the view has reached.
  v1::AsOf as_of = {};
  // The dimensions are those that each ticket had then.
  bool current = false;
  absl::Time deadline = absl::InfiniteFuture();
};

// Gives `sink` all facts as of then. `view` names the streams; `catalogue` is
// as of then. Takes time in proportion to the log.
//
//   DEADLINE_EXCEEDED  the deadline passed.
absl::Status ReadMetricFactsAsOf(const EventLog& log, const LedgerView& view,
                                 const Catalogue& catalogue,
                                 const MetricReplay& replay,
                                 const MetricSink& sink);

// Returns the ledger's now as of then: when the last event of that part of the
// log was recorded, or an earlier time that `as_of` names.
absl::StatusOr<absl::Time> NowAsOf(const EventLog& log, uint64_t position,
                                   const v1::AsOf& as_of);

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_METRIC_AS_OF_H_
