#ifndef WORKLEDGER_CORE_METRIC_METRIC_CELL_H_
#define WORKLEDGER_CORE_METRIC_METRIC_CELL_H_

// The sum of contributions to one figure of one row.

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/core/metric/metric_figures.h"
#include "workledger/v1/metric_service.pb.h"

namespace workledger {

// A figure, or a part of one.
struct CellKey {
  v1::MetricFigure figure;
  std::string_view bucket = {};

  friend auto operator<=>(const CellKey&, const CellKey&) = default;
};

struct MetricCell {
  int64_t count = 0;
  int64_t total = 0;
  int64_t sum = 0;
  bool provisional = false;
  // The longest time that is allowed, if one is.
  std::optional<int64_t> allowed_millis = {};
  // In no order.
  std::vector<int64_t> times = {};

  void Add(const Contribution& contribution);
};

using MetricCells = std::map<CellKey, MetricCell>;

// Returns the figure. Times by rank, so that each is one that was measured: of
// n values in order the median is the one at rank ⌈n/2⌉, P90 the one at
// ⌈9n/10⌉, counted from 1; the mean is rounded down to a millisecond.
v1::FigureValue RenderCell(const CellKey& key, MetricCell cell);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_CELL_H_
