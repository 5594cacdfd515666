#include "engine/core/metric/metric_totals.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/metric/metric_balance.h"
#include "engine/core/metric/metric_facts.h"
#include "engine/core/metric/metric_flows.h"
#include "engine/core/metric/metric_holders.h"
#include "engine/core/metric/metric_split.h"
#include "engine/core/metric/metric_timeline.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// So many facts are worked at between two looks.
constexpr size_t kWorkPerLook = 4096;

// Whether the figure counts points or milliseconds rather than one by one.
bool IsWeighed(v1::MetricFigure figure) {
  return figure == v1::METRIC_FIGURE_HOLD_SHARE ||
         figure == v1::METRIC_FIGURE_HOLDERS ||
         figure == v1::METRIC_FIGURE_INSPECTION_SCORE ||
         figure == v1::METRIC_FIGURE_ROUND_SCORE;
}

int64_t ValueOf(const Contribution& contribution) {
  if (contribution.millis.has_value()) return *contribution.millis;
  if (IsWeighed(contribution.figure)) return contribution.count;
  return contribution.sum != 0 ? contribution.sum : contribution.count;
}

}  // namespace

MetricTotals::MetricTotals(MetricQuestion question)
    : question_(std::move(question)) {
  for (const MetricPart& part : question_.parts) {
    boundaries_.push_back(part.begin_millis);
  }
  boundaries_.push_back(question_.end_millis);
}

// Whether the fact can tell anything of the period. A replay gives those of the
// whole ledger.
bool MetricTotals::Tells(const v1::MetricFact& fact) const {
  if (Lasts(fact)) {
    return fact.start_millis() < question_.end_millis &&
           (!fact.has_time_millis() ||
            fact.time_millis() >= question_.begin_millis);
  }
  return fact.time_millis() >= question_.begin_millis - kRecurrenceMillis &&
         fact.time_millis() <= question_.end_millis + kRecurrenceMillis;
}

absl::Status MetricTotals::Add(std::string_view stream, v1::MetricFact fact) {
  if (!Tells(fact)) return absl::OkStatus();
  if (++facts_ > question_.facts_max) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "end_time",
        absl::StrCat("got a period of more than ", question_.facts_max,
                     " facts, those of 30 days before and after it included, "
                     "want a shorter one"));
  }
  if (fact.imported() && !question_.imported) return absl::OkStatus();
  NoteOccasion(stream, fact);
  Complete(question_, fact);
  if (!FactMatches(question_.filter, fact)) return absl::OkStatus();
  if (Lasts(fact)) return AddStretch(stream, fact);
  if (fact.time_millis() < question_.begin_millis ||
      fact.time_millis() >= question_.end_millis) {
    return absl::OkStatus();
  }
  const bool waits =
      (fact.kind() == v1::METRIC_FACT_KIND_REPORTED && !fact.match().empty()) ||
      (fact.kind() == v1::METRIC_FACT_KIND_CLOSED && !fact.cause().empty());
  if (!waits) return Count(stream, fact, /*repeated=*/false);
  pending_.push_back({std::string(stream), std::move(fact)});
  return absl::OkStatus();
}

void MetricTotals::NoteOccasion(std::string_view stream,
                                const v1::MetricFact& fact) {
  if (fact.match().empty() || fact.duplicate()) return;
  if (fact.kind() == v1::METRIC_FACT_KIND_ENDED) {
    for (const std::string& key : KeysOf(fact, "")) {
      ended_[key].emplace_back(fact.time_millis(), stream);
    }
  } else if (fact.kind() == v1::METRIC_FACT_KIND_REPORTED &&
             !fact.cause().empty()) {
    for (const std::string& key : KeysOf(fact, fact.cause())) {
      reported_[key].emplace_back(fact.time_millis(), stream);
    }
  }
}

// Whether the same fault ended before the report, or was reported after the
// end, in another ticket.
bool MetricTotals::Repeated(const Pending& pending) const {
  const bool closed = pending.fact.kind() == v1::METRIC_FACT_KIND_CLOSED;
  const auto& all = closed ? reported_ : ended_;
  const int64_t time = pending.fact.time_millis();
  const int64_t first = closed ? time + 1 : time - kRecurrenceMillis;
  const int64_t last = closed ? time + kRecurrenceMillis : time;
  const auto repeats = [&](const auto& occasion) {
    return occasion.first >= first && occasion.first <= last &&
           occasion.second != pending.stream;
  };
  const std::string cause = closed ? pending.fact.cause() : "";
  return std::ranges::any_of(
      KeysOf(pending.fact, cause), [&](const std::string& key) {
        const auto found = all.find(key);
        return found != all.end() &&
               std::ranges::any_of(found->second, repeats);
      });
}

absl::Status MetricTotals::AddStretch(std::string_view stream,
                                      const v1::MetricFact& fact) {
  if (fact.kind() == v1::METRIC_FACT_KIND_HELD) return AddHeld(stream, fact);
  const int64_t end = fact.has_time_millis() ? fact.time_millis() : INT64_MAX;
  const bool overdue = fact.kind() == v1::METRIC_FACT_KIND_OVERDUE;
  if (overdue && !ClockAsked(fact, question_.basis)) return absl::OkStatus();
  WL_ASSIGN_OR_RETURN(const size_t leaf, LeafOf(fact));
  stretches_.push_back({.start = fact.start_millis(),
                        .end = end,
                        .report = fact.report_millis(),
                        .leaf = leaf,
                        .overdue = overdue,
                        .entry = fact.entry(),
                        .exit = fact.exit(),
                        .location = fact.location(),
                        .event = EventOf(stream, fact, fact.start_millis())});
  return absl::OkStatus();
}

absl::Status MetricTotals::AddHeld(std::string_view stream,
                                   const v1::MetricFact& fact) {
  if (!Asks(question_, v1::METRIC_FIGURE_HOLDERS)) return absl::OkStatus();
  // As if one had it all along: what the stays must add up to.
  v1::MetricFact open = fact;
  open.clear_stays();
  open.add_stays()->set_start_millis(fact.start_millis());
  const int64_t now = question_.basis.now_millis;
  const std::vector<StayPart> all = CutStays(open, boundaries_, now);
  if (all.empty()) return absl::OkStatus();
  WL_ASSIGN_OR_RETURN(const size_t leaf, LeafOf(fact));
  v1::MetricTicket event = EventOf(stream, fact, fact.start_millis());
  for (const StayPart& part : all) {
    AddTo({leaf, part.part},
          {.figure = v1::METRIC_FIGURE_HOLDERS,
           .count = part.millis,
           .total = part.millis},
          event);
  }
  for (const StayPart& part : CutStays(fact, boundaries_, now)) {
    if (target_.has_value()) {
      event = EventOf(stream, fact, part.stay->start_millis());
      event.set_version(part.stay->version());
    }
    AddTo({leaf, part.part},
          {.figure = v1::METRIC_FIGURE_HOLDERS,
           .bucket = Kept(HolderBucket(*part.stay)),
           .count = part.millis,
           .sum = part.begun ? 1 : 0},
          event);
  }
  return absl::OkStatus();
}

std::string_view MetricTotals::Kept(std::string_view bucket) {
  if (bucket.empty()) return bucket;
  const auto known = buckets_.find(bucket);
  return known != buckets_.end() ? *known : *buckets_.emplace(bucket).first;
}

// Left empty where nothing is listed, which spares most of the time of a query.
v1::MetricTicket MetricTotals::EventOf(std::string_view stream,
                                       const v1::MetricFact& fact,
                                       int64_t millis) const {
  v1::MetricTicket event;
  if (!target_.has_value()) return event;
  event.set_ticket(std::string(stream));
  *event.mutable_event_time() = ToTimestamp(absl::FromUnixMillis(millis));
  event.set_version(fact.version());
  event.set_position(fact.position());
  event.set_stream_kind(fact.stream_kind());
  return event;
}

absl::Status MetricTotals::Count(std::string_view stream,
                                 const v1::MetricFact& fact, bool repeated) {
  const std::vector<Contribution> contributions =
      ContributionsOf(fact, question_.basis, repeated);
  if (contributions.empty()) return absl::OkStatus();
  WL_ASSIGN_OR_RETURN(const size_t leaf, LeafOf(fact));
  const v1::MetricTicket event = EventOf(stream, fact, fact.time_millis());
  const RowId row = {leaf, PartOf(fact.time_millis())};
  for (Contribution contribution : contributions) {
    if (!fact.plan().empty()) {
      contribution.bucket = Kept(contribution.bucket);
    }
    AddTo(row, contribution, event);
  }
  return absl::OkStatus();
}

void MetricTotals::AddTo(const RowId& row, const Contribution& contribution,
                         const v1::MetricTicket& event) {
  AddToRow(row, contribution, event);
  AddToTotal(contribution, event);
}

void MetricTotals::AddToRow(const RowId& row, const Contribution& contribution,
                            const v1::MetricTicket& event) {
  const CellKey key = {contribution.figure, contribution.bucket};
  rows_[row][key].Add(contribution);
  if (!Listed(key, contribution) || target_->values.empty() ||
      ValuesOfRow(row) != target_->values) {
    return;
  }
  behind_.push_back(event);
  behind_.back().set_value(ValueOf(contribution));
}

void MetricTotals::AddToTotal(const Contribution& contribution,
                              const v1::MetricTicket& event) {
  const CellKey key = {contribution.figure, contribution.bucket};
  total_[key].Add(contribution);
  if (!Listed(key, contribution) || !target_->values.empty()) return;
  behind_.push_back(event);
  behind_.back().set_value(ValueOf(contribution));
}

bool MetricTotals::Listed(const CellKey& key,
                          const Contribution& contribution) const {
  if (!target_.has_value() || target_->figure != key) return false;
  return target_->total ? contribution.total != 0 : contribution.count != 0;
}

// Counts where it was there: just before a boundary.
void MetricTotals::CountStocks(const Stretch& stretch) {
  const auto first = std::ranges::upper_bound(boundaries_, stretch.start);
  for (auto at = first; at != boundaries_.end() && *at <= stretch.end; ++at) {
    CountStock(stretch, static_cast<size_t>(at - boundaries_.begin()));
  }
  if (!stretch.overdue) CountMoves(stretch);
}

void MetricTotals::CountStock(const Stretch& stretch, size_t boundary) {
  const bool first = boundary == 0;
  const bool last = boundary + 1 == boundaries_.size();
  const Contribution start = {.figure = v1::METRIC_FIGURE_BACKLOG_START,
                              .count = 1};
  if (!last && !stretch.overdue) {
    AddToRow({stretch.leaf, boundary}, start, stretch.event);
  }
  if (first) {
    if (!stretch.overdue) AddToTotal(start, stretch.event);
    return;
  }
  // Nothing is older than it is now.
  const int64_t at =
      std::min(boundaries_[boundary], question_.basis.now_millis);
  std::vector<Contribution> counted;
  if (stretch.overdue) {
    counted.push_back({.figure = v1::METRIC_FIGURE_OPEN_BREACHES,
                       .count = 1,
                       .millis = std::max<int64_t>(0, at - stretch.start)});
  } else {
    counted.push_back({.figure = v1::METRIC_FIGURE_BACKLOG_END, .count = 1});
    if (Asks(question_, v1::METRIC_FIGURE_BACKLOG_AGE)) {
      counted.push_back({.figure = v1::METRIC_FIGURE_BACKLOG_AGE,
                         .bucket = AgeBucket(question_.age_days(
                             stretch.location, stretch.report, at)),
                         .count = 1});
    }
  }
  for (const Contribution& contribution : counted) {
    AddToRow({stretch.leaf, boundary - 1}, contribution, stretch.event);
    if (last) AddToTotal(contribution, stretch.event);
  }
}

void MetricTotals::CountMoves(const Stretch& stretch) {
  const auto within = [this](int64_t millis) {
    return millis >= question_.begin_millis && millis < question_.end_millis;
  };
  if (stretch.entry == v1::METRIC_FLOW_MOVED && within(stretch.start)) {
    AddTo({stretch.leaf, PartOf(stretch.start)},
          {.figure = v1::METRIC_FIGURE_MOVED, .count = 1, .sum = 1},
          stretch.event);
  }
  if (stretch.exit == v1::METRIC_FLOW_MOVED && within(stretch.end)) {
    AddTo({stretch.leaf, PartOf(stretch.end)},
          {.figure = v1::METRIC_FIGURE_MOVED, .total = 1, .sum = -1},
          stretch.event);
  }
}

absl::Status MetricTotals::Finish(const std::function<absl::Status()>& look) {
  size_t done = 0;
  const auto looked = [&] {
    return look && ++done % kWorkPerLook == 0 ? look() : absl::OkStatus();
  };
  for (const Pending& pending : pending_) {
    WL_RETURN_IF_ERROR(looked());
    WL_RETURN_IF_ERROR(Count(pending.stream, pending.fact, Repeated(pending)));
  }
  pending_.clear();
  for (const Stretch& stretch : stretches_) {
    WL_RETURN_IF_ERROR(looked());
    CountStocks(stretch);
  }
  stretches_.clear();
  return CheckBalance();
}

absl::Status MetricTotals::CheckBalance() const {
  std::vector<const MetricCells*> rows;
  for (const auto& [row, cells] : rows_) {
    rows.push_back(&cells);
    WL_RETURN_IF_ERROR(CheckFlows(cells));
    WL_RETURN_IF_ERROR(CheckHolders(cells));
  }
  WL_RETURN_IF_ERROR(CheckFlows(total_));
  WL_RETURN_IF_ERROR(CheckHolders(total_));
  return CheckSums(rows, total_, /*by_time=*/question_.parts.size() > 1);
}

absl::StatusOr<size_t> MetricTotals::LeafOf(const v1::MetricFact& fact) {
  const auto [leaf, added] = leaves_.try_emplace(
      ValuesOf(fact, question_.dimensions, ""), leaves_.size());
  if (added) leaf_values_.push_back(&leaf->first);
  if (leaves_.size() * question_.parts.size() > question_.rows_max) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "dimensions",
                      absl::StrCat("got more than ", question_.rows_max,
                                   " rows, want fewer dimensions, a narrower "
                                   "filter or a shorter period"));
  }
  return leaf->second;
}

size_t MetricTotals::PartOf(int64_t millis) const {
  const auto after = std::ranges::upper_bound(boundaries_, millis);
  return static_cast<size_t>(after - boundaries_.begin()) - 1;
}

std::vector<std::string> MetricTotals::ValuesOfRow(const RowId& row) const {
  std::vector<std::string> values = *leaf_values_[row.first];
  for (size_t i = 0; i < values.size(); ++i) {
    if (question_.dimensions[i] == v1::METRIC_DIMENSION_MONTH) {
      values[i] = question_.parts[row.second].label;
    }
  }
  return values;
}

v1::QueryMetricsResponse MetricTotals::Render() const {
  const auto render = [&](const MetricCells& cells, v1::MetricRow& row,
                          uint64_t area) {
    for (const auto& [key, cell] : cells) {
      if (!Asks(question_, key.figure)) continue;
      v1::FigureValue& value = *row.add_figures() = RenderCell(key, cell);
      if (key.figure == v1::METRIC_FIGURE_COST && key.bucket.empty()) {
        value.set_area_milli_square_metre(area);
      }
    }
  };
  std::map<std::vector<std::string>, const MetricCells*> sorted;
  for (const auto& [row, cells] : rows_) sorted[ValuesOfRow(row)] = &cells;
  v1::QueryMetricsResponse response;
  for (const auto& [values, cells] : sorted) {
    v1::MetricRow& row = *response.add_rows();
    for (const std::string& value : values) row.add_values(value);
    render(*cells, row, AreaOf(question_, values));
  }
  render(total_, *response.mutable_total(), AreaOf(question_, {}));
  return response;
}

std::tuple<int64_t, std::string_view, uint64_t, int64_t, uint64_t> MetricOrder(
    const v1::MetricTicket& event) {
  return {UnixMillis(event.event_time()), event.ticket(), event.version(),
          event.value(), event.position()};
}

std::vector<v1::MetricTicket> MetricTotals::Behind() const {
  std::vector<v1::MetricTicket> sorted = behind_;
  std::ranges::sort(sorted, {}, MetricOrder);
  return sorted;
}

}  // namespace workledger
