#ifndef WORKLEDGER_CORE_METRIC_METRIC_TOTALS_H_
#define WORKLEDGER_CORE_METRIC_METRIC_TOTALS_H_

// Adds facts up to figures, whether they come from a view or from a replay:
// the same facts give the same figures, in any order.
//
//   MetricTotals totals(question);
//   for (...) WL_RETURN_IF_ERROR(totals.Add(stream, fact));
//   WL_RETURN_IF_ERROR(totals.Finish());
//   v1::QueryMetricsResponse response = totals.Render();

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/metric/metric_cell.h"
#include "engine/core/metric/metric_question.h"
#include "workledger/v1/metric_service.pb.h"

namespace workledger {

// What is to be listed: the facts behind one figure of one row.
struct MetricTarget {
  CellKey figure;
  // Empty: of all rows.
  std::vector<std::string> values = {};
  // Those that count, or all of the total.
  bool total = false;
};

// Returns what such facts are listed by: by time, then by ticket. Different
// facts can be alike in it, and then are in all that a list shows of them.
// Holds as long as `event` does.
std::tuple<int64_t, std::string_view, uint64_t, int64_t, uint64_t> MetricOrder(
    const v1::MetricTicket& event);

// Not thread-safe.
class MetricTotals {
 public:
  explicit MetricTotals(MetricQuestion question);

  // Also lists what is behind a figure. Before the first Add.
  void List(MetricTarget target) { target_ = std::move(target); }

  // Adds a fact of a stream. Facts outside the period tell which faults came
  // again, and what was open when it began; others are left out.
  //
  //   INVALID_ARGUMENT  FIELD_INVALID: the split gives too many rows, or the
  //                     period has too many facts.
  absl::Status Add(std::string_view stream, v1::MetricFact fact);

  // Counts what was open when, and which faults came again. After the last Add.
  // `look` is called now and then, and ends it with the status that is not OK.
  //
  //   INTERNAL  the backlog is not what came less what went, or the rows do not
  //             add up: a broken promise of ours.
  absl::Status Finish(const std::function<absl::Status()>& look = {});

  // Returns the figures that the question asks for. A figure, or a part of one,
  // to which nothing contributed is left out.
  v1::QueryMetricsResponse Render() const;

  // Returns the facts behind the target, in MetricOrder; the position is set
  // where the version does not name the event.
  std::vector<v1::MetricTicket> Behind() const;

 private:
  using RowId = std::pair<size_t, size_t>;  // leaf, part

  // What lasted: a ticket was open, a clock overdue.
  struct Stretch {
    int64_t start;
    int64_t end;
    int64_t report;
    size_t leaf;
    bool overdue;
    v1::MetricFlow entry;
    v1::MetricFlow exit;
    std::string location;
    v1::MetricTicket event;
  };

  // A fact that waits for others.
  struct Pending {
    std::string stream;
    v1::MetricFact fact;
  };

  // When something happened, and in which stream.
  using Occasions = std::vector<std::pair<int64_t, std::string>>;

  bool Tells(const v1::MetricFact& fact) const;
  void NoteOccasion(std::string_view stream, const v1::MetricFact& fact);
  bool Repeated(const Pending& pending) const;
  absl::Status AddStretch(std::string_view stream, const v1::MetricFact& fact);
  absl::Status AddHeld(std::string_view stream, const v1::MetricFact& fact);
  absl::Status Count(std::string_view stream, const v1::MetricFact& fact,
                     bool repeated);
  // Returns the name of a part that lives as long as the totals.
  std::string_view Kept(std::string_view bucket);
  v1::MetricTicket EventOf(std::string_view stream, const v1::MetricFact& fact,
                           int64_t millis) const;
  // Adds to a row and to the total, or to one of them.
  void AddTo(const RowId& row, const Contribution& contribution,
             const v1::MetricTicket& event);
  void AddToRow(const RowId& row, const Contribution& contribution,
                const v1::MetricTicket& event);
  void AddToTotal(const Contribution& contribution,
                  const v1::MetricTicket& event);
  void CountStocks(const Stretch& stretch);
  void CountMoves(const Stretch& stretch);
  void CountStock(const Stretch& stretch, size_t boundary);
  absl::Status CheckBalance() const;
  absl::StatusOr<size_t> LeafOf(const v1::MetricFact& fact);
  size_t PartOf(int64_t millis) const;
  std::vector<std::string> ValuesOfRow(const RowId& row) const;
  bool Listed(const CellKey& key, const Contribution& contribution) const;

  const MetricQuestion question_;
  std::vector<int64_t> boundaries_;  // of the parts, and the end
  size_t facts_ = 0;
  std::optional<MetricTarget> target_;
  std::map<std::vector<std::string>, size_t> leaves_;  // without months
  std::vector<const std::vector<std::string>*> leaf_values_;
  std::set<std::string, std::less<>> buckets_;
  std::map<RowId, MetricCells> rows_;
  MetricCells total_;
  std::vector<Stretch> stretches_;
  std::vector<Pending> pending_;
  std::map<std::string, Occasions, std::less<>> ended_;     // by match
  std::map<std::string, Occasions, std::less<>> reported_;  // and cause
  std::vector<v1::MetricTicket> behind_;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_TOTALS_H_
