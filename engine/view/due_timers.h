#ifndef WORKLEDGER_VIEW_DUE_TIMERS_H_
#define WORKLEDGER_VIEW_DUE_TIMERS_H_

// Everything of a ledger that is due: the timers of its folds and clocks (see
// timer_index.h), and tickets that are to follow a calendar's new revision (see
// calendar_index.h) or that a policy takes over (see policy_index.h).

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/view/timer_index.h"

namespace workledger {

// Returns the first `count_max` of them that are due at or before `through`, in
// the order of their due times. `at` names a moment.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is damaged.
absl::StatusOr<std::vector<DueTimer>> FindDue(rocksdb::DB& db,
                                              const rocksdb::ReadOptions& at,
                                              std::string_view ledger_uid,
                                              const Catalogue& catalogue,
                                              absl::Time through,
                                              int count_max);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_DUE_TIMERS_H_
