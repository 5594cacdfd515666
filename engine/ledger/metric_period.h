#ifndef WORKLEDGER_LEDGER_METRIC_PERIOD_H_
#define WORKLEDGER_LEDGER_METRIC_PERIOD_H_

// The calendar of figures: how a period is cut into months, how many working
// days something is old, and what now is.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/metric/metric_totals.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Returns the months that [begin, end) touches, the first cut to begin with it;
// labels are as "2026-03". Months are those of the calendar at `location`, or
// of the catalogue's first if that is empty; of UTC where there is none.
std::vector<MetricPart> MonthsOf(const Catalogue& catalogue,
                                 const std::string& location, absl::Time begin,
                                 absl::Time end);

// Returns how many days were worked after the local day of `report`, up to that
// of the last millisecond before `at`, by the calendar of the location: every
// day of UTC where there is none. Does not count on beyond
// kWorkingDaysCountedMax.
int64_t WorkingDaysBetween(const Catalogue& catalogue,
                           const std::string& location, absl::Time report,
                           absl::Time at);

// More than the last bucket of an age needs.
inline constexpr int64_t kWorkingDaysCountedMax = 31;

// Returns what is now for whoever reads `as_of`, which is valid. Of a quiet
// ledger the last record's time says little of what is open still; only a
// position has no later now than its record. A report of what was known at some
// time is so the one that was given then.
absl::StatusOr<absl::Time> NowFor(const Ledger& ledger, const v1::AsOf& as_of);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_METRIC_PERIOD_H_
