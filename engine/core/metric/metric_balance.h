#ifndef WORKLEDGER_CORE_METRIC_METRIC_BALANCE_H_
#define WORKLEDGER_CORE_METRIC_METRIC_BALANCE_H_

// What figures must add up to before they are given out. All fail with
//
//   INTERNAL  they do not: a broken promise of ours.

#include <map>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/metric/metric_cell.h"

namespace workledger {

// Whether backlog(to) = backlog(from) + reported + reopened + moved - ended.
absl::Status CheckFlows(const MetricCells& cells);

// Whether the holders' parts are all of the open time.
absl::Status CheckHolders(const MetricCells& cells);

// Whether the rows add up to the total. Figures of an instant do not where rows
// are of different times, and `by_time` says so.
absl::Status CheckSums(const std::vector<const MetricCells*>& rows,
                       const MetricCells& total, bool by_time);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_BALANCE_H_
