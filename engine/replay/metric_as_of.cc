#include "engine/replay/metric_as_of.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/metric/metric_events.h"
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

// Returns the facts of a stream as of then: of its events, then of its fold.
absl::StatusOr<std::vector<v1::MetricFact>> StreamFacts(
    const EventLog& log, const StreamName& stream, const Catalogue& catalogue,
    const MetricReplay& replay) {
  WL_ASSIGN_OR_RETURN(const std::vector<ToldEvent> events,
                      StreamEventsAsOf(log, stream, replay.as_of));
  std::vector<v1::MetricFact> facts;
  v1::Fold fold;
  for (const ToldEvent& told : events) {
    std::optional<v1::MetricFact> fact =
        EventFactOf(told.record, told.event, fold);
    if (fact.has_value()) facts.push_back(*std::move(fact));
    EvolveFold(fold, told.record, told.event);
  }
  const auto add = [&facts](std::vector<v1::MetricFact> more) {
    std::ranges::move(more, std::back_inserter(facts));
  };
  if (fold.has_ticket()) add(MetricFactsOf(fold.ticket(), catalogue));
  if (fold.has_penalty_month()) add(MetricFactsOf(fold.penalty_month()));
  if (fold.has_inspection()) add(MetricFactsOf(fold.inspection()));
  if (replay.current && fold.has_ticket()) {
    for (v1::MetricFact& fact : facts) SetDimensions(fold.ticket(), fact);
  }
  return facts;
}

// What the facts of all streams are read with.
struct Reader {
  const EventLog& log;
  const LedgerView& view;
  const Catalogue& catalogue;
  const MetricReplay& replay;
  const MetricSink& sink;

  absl::Status Read(const StreamName& stream) const {
    WL_RETURN_IF_ERROR(CheckDeadline(replay.deadline));
    WL_ASSIGN_OR_RETURN(std::vector<v1::MetricFact> facts,
                        StreamFacts(log, stream, catalogue, replay));
    for (v1::MetricFact& fact : facts) {
      WL_RETURN_IF_ERROR(sink(stream.second, std::move(fact)));
    }
    return absl::OkStatus();
  }

  absl::Status ReadTickets() const {
    std::vector<std::string> ids;
    do {
      WL_ASSIGN_OR_RETURN(
          ids, view.TicketIds(ids.empty() ? "" : ids.back(), kStreamsPerRead));
      for (const std::string& id : ids) {
        WL_RETURN_IF_ERROR(Read({v1::STREAM_KIND_TICKET, id}));
      }
    } while (!ids.empty());
    return absl::OkStatus();
  }

  absl::Status ReadOthers(v1::StreamKind kind) const {
    std::string from;
    bool more = true;
    while (more) {
      WL_ASSIGN_OR_RETURN(const FoldPage page,
                          view.ListFolds(kind, kStreamsPerRead, from));
      for (const auto& [key, fold] : page.folds) {
        WL_RETURN_IF_ERROR(Read({kind, key}));
        // The smallest key after this one.
        from = key + '\0';
      }
      more = page.more;
    }
    return absl::OkStatus();
  }
};

}  // namespace

absl::Status ReadMetricFactsAsOf(const EventLog& log, const LedgerView& view,
                                 const Catalogue& catalogue,
                                 const MetricReplay& replay,
                                 const MetricSink& sink) {
  const Reader reader{log, view, catalogue, replay, sink};
  WL_RETURN_IF_ERROR(reader.ReadTickets());
  for (const v1::StreamKind kind :
       {v1::STREAM_KIND_PENALTY, v1::STREAM_KIND_INSPECTION,
        v1::STREAM_KIND_ALARM, v1::STREAM_KIND_PLAN}) {
    WL_RETURN_IF_ERROR(reader.ReadOthers(kind));
  }
  return absl::OkStatus();
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
