#include "engine/replay/metric_as_of.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/metric/metric_facts.h"
#include "engine/core/upcast.h"
#include "engine/replay/as_of.h"
#include "workledger/error.h"
#include "workledger/v1/ledger.pb.h"

namespace workledger {
namespace {

constexpr int kStreamsPerRead = 1000;

absl::Status CheckDeadline(absl::Time deadline) {
  if (absl::Now() <= deadline) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_PASSED,
                   "metrics: got no answer in time");
}

absl::Status ReadTickets(const EventLog& log, const LedgerView& view,
                         const v1::AsOf& as_of, bool current,
                         absl::Time deadline, const MetricSink& sink) {
  WL_ASSIGN_OR_RETURN(const Catalogue catalogue, CatalogueAsOf(log, as_of));
  std::vector<std::string> ids;
  do {
    WL_ASSIGN_OR_RETURN(
        ids, view.TicketIds(ids.empty() ? "" : ids.back(), kStreamsPerRead));
    for (const std::string& id : ids) {
      WL_RETURN_IF_ERROR(CheckDeadline(deadline));
      WL_ASSIGN_OR_RETURN(const v1::Ticket ticket, TicketAsOf(log, id, as_of));
      for (v1::MetricFact& fact : MetricFactsOf(ticket, catalogue)) {
        if (current) SetDimensions(ticket, fact);
        WL_RETURN_IF_ERROR(sink(id, std::move(fact)));
      }
    }
  } while (!ids.empty());
  return absl::OkStatus();
}

absl::Status ReadPenalties(const EventLog& log, const LedgerView& view,
                           const v1::AsOf& as_of, absl::Time deadline,
                           const MetricSink& sink) {
  std::string from;
  bool more = true;
  while (more) {
    WL_ASSIGN_OR_RETURN(
        const FoldPage page,
        view.ListFolds(v1::STREAM_KIND_PENALTY, kStreamsPerRead, from));
    for (const auto& [key, fold] : page.folds) {
      WL_RETURN_IF_ERROR(CheckDeadline(deadline));
      WL_ASSIGN_OR_RETURN(const v1::Fold then,
                          FoldAsOf(log, {v1::STREAM_KIND_PENALTY, key}, as_of));
      for (v1::MetricFact& fact : MetricFactsOf(then.penalty_month())) {
        WL_RETURN_IF_ERROR(sink(key, std::move(fact)));
      }
      // The smallest key after this one.
      from = key + '\0';
    }
    more = page.more;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<uint64_t> ReadMetricFactsAsOf(const EventLog& log,
                                             const LedgerView& view,
                                             const v1::AsOf& as_of,
                                             bool current, absl::Time deadline,
                                             const MetricSink& sink) {
  v1::AsOf bounded = as_of;
  const uint64_t known = view.Position();
  bounded.set_position(as_of.has_position() ? std::min(as_of.position(), known)
                                            : known);
  WL_RETURN_IF_ERROR(ReadTickets(log, view, bounded, current, deadline, sink));
  WL_RETURN_IF_ERROR(ReadPenalties(log, view, bounded, deadline, sink));
  return bounded.position();
}

absl::StatusOr<absl::Time> NowAsOf(const EventLog& log, uint64_t position,
                                   const v1::AsOf& as_of) {
  v1::LedgerState ledger;
  absl::Status folded;
  if (position > 0) {
    WL_RETURN_IF_ERROR(log.Read(position, [&](const RecordView& view) {
      v1::Record record;
      v1::Event event;
      folded = ParseRecord(view.bytes, record);
      if (folded.ok()) folded = Upcast(record, event);
      if (folded.ok()) EvolveLedger(ledger, record, event);
      return false;
    }));
  }
  WL_RETURN_IF_ERROR(folded);
  absl::Time now = FromTimestamp(ledger.now_time());
  if (as_of.has_known_time()) {
    now = std::min(now, FromTimestamp(as_of.known_time()));
  }
  if (as_of.has_valid_time()) {
    now = std::min(now, FromTimestamp(as_of.valid_time()));
  }
  return now;
}

}  // namespace workledger
