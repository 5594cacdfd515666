#include "engine/core/metric/metric_cell.h"

#include <algorithm>
#include <string>

#include "engine/core/metric/wilson.h"

namespace workledger {
namespace {

// Returns the value at a rank, counted from 1.
int64_t AtRank(std::vector<int64_t>& values, size_t rank) {
  const auto place = values.begin() + static_cast<int64_t>(rank) - 1;
  std::ranges::nth_element(values, place);
  return *place;
}

// Rounded down, below zero too. Sums of remainders, so that none overflows.
int64_t MeanOf(const std::vector<int64_t>& values) {
  const auto n = static_cast<int64_t>(values.size());
  int64_t mean = 0;
  int64_t rest = 0;
  for (const int64_t value : values) {
    mean += value / n;
    rest += value % n;
  }
  mean += rest / n;
  return rest % n < 0 ? mean - 1 : mean;
}

}  // namespace

void MetricCell::Add(const Contribution& contribution) {
  count += contribution.count;
  total += contribution.total;
  sum += contribution.sum;
  provisional = provisional || contribution.provisional;
  if (contribution.allowed_millis.has_value()) {
    allowed_millis = contribution.allowed_millis;
  }
  if (contribution.millis.has_value()) times.push_back(*contribution.millis);
}

v1::FigureValue RenderCell(const CellKey& key, MetricCell cell) {
  v1::FigureValue value;
  value.set_figure(key.figure);
  value.set_bucket(std::string(key.bucket));
  value.set_count(static_cast<uint64_t>(cell.count));
  value.set_total(static_cast<uint64_t>(cell.total));
  value.set_sum(cell.sum);
  value.set_provisional(cell.provisional);
  if (key.figure == v1::METRIC_FIGURE_CONTRACTOR_SCORE && cell.count > 0) {
    value.set_sum(cell.sum / cell.count);
  }
  if (cell.allowed_millis.has_value()) {
    value.set_allowed_millis(*cell.allowed_millis);
  }
  if (!cell.times.empty()) {
    const size_t n = cell.times.size();
    value.set_mean_millis(MeanOf(cell.times));
    value.set_median_millis(AtRank(cell.times, (n + 1) / 2));
    value.set_p90_millis(AtRank(cell.times, (9 * n + 9) / 10));
    value.set_max_millis(*std::ranges::max_element(cell.times));
  }
  if (IsShare(key.figure) && cell.total > 0 && cell.count <= cell.total) {
    const ShareBounds bounds = WilsonInterval(cell.count, cell.total);
    value.set_low_milli(bounds.low);
    value.set_high_milli(bounds.high);
  }
  return value;
}

}  // namespace workledger
