#include "engine/core/metric/metric_balance.h"

#include <cstdint>
#include <string_view>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// Figures of an instant, which do not add up over time.
bool IsStock(v1::MetricFigure figure) {
  return figure == v1::METRIC_FIGURE_BACKLOG_START ||
         figure == v1::METRIC_FIGURE_BACKLOG_END ||
         figure == v1::METRIC_FIGURE_BACKLOG_AGE ||
         figure == v1::METRIC_FIGURE_OPEN_BREACHES;
}

MetricCell CellOf(const MetricCells& cells, v1::MetricFigure figure) {
  const auto cell = cells.find({figure});
  return cell == cells.end() ? MetricCell() : cell->second;
}

absl::Status Broken(std::string_view message) {
  return MakeError(absl::StatusCode::kInternal, v1::ERROR_REASON_UNSPECIFIED,
                   message);
}

}  // namespace

absl::Status CheckFlows(const MetricCells& cells) {
  const int64_t start = CellOf(cells, v1::METRIC_FIGURE_BACKLOG_START).count;
  const int64_t end = CellOf(cells, v1::METRIC_FIGURE_BACKLOG_END).count;
  const int64_t reported = CellOf(cells, v1::METRIC_FIGURE_VOLUME).count;
  const int64_t reopened = CellOf(cells, v1::METRIC_FIGURE_REOPENED).count;
  const int64_t moved = CellOf(cells, v1::METRIC_FIGURE_MOVED).sum;
  const int64_t ended = CellOf(cells, v1::METRIC_FIGURE_ENDED).count;
  if (start + reported + reopened + moved - ended == end) {
    return absl::OkStatus();
  }
  return Broken(absl::StrCat("backlog: got ", end, " open at the end, want ",
                             start, " + ", reported, " reported + ", reopened,
                             " reopened + ", moved, " moved - ", ended,
                             " ended"));
}

absl::Status CheckHolders(const MetricCells& cells) {
  const int64_t open = CellOf(cells, v1::METRIC_FIGURE_HOLDERS).total;
  int64_t held = 0;
  for (const auto& [key, cell] : cells) {
    if (key.figure == v1::METRIC_FIGURE_HOLDERS && !key.bucket.empty()) {
      held += cell.count;
    }
  }
  if (held == open) return absl::OkStatus();
  return Broken(absl::StrCat("holders: got ", held,
                             " ms held, want the open time of ", open));
}

absl::Status CheckSums(const std::vector<const MetricCells*>& rows,
                       const MetricCells& total, bool by_time) {
  MetricCells sums;
  for (const MetricCells* const cells : rows) {
    for (const auto& [key, cell] : *cells) {
      MetricCell& sum = sums[key];
      sum.count += cell.count;
      sum.total += cell.total;
      sum.sum += cell.sum;
    }
  }
  for (const auto& [key, cell] : total) {
    if (IsStock(key.figure) && by_time) continue;
    const MetricCell& sum = sums[key];
    if (std::tie(sum.count, sum.total, sum.sum) !=
        std::tie(cell.count, cell.total, cell.sum)) {
      return Broken(absl::StrCat("rows of ", v1::MetricFigure_Name(key.figure),
                                 ": got ", sum.count, ", want the total of ",
                                 cell.count));
    }
  }
  return absl::OkStatus();
}

}  // namespace workledger
