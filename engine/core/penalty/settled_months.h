#ifndef WORKLEDGER_CORE_PENALTY_SETTLED_MONTHS_H_
#define WORKLEDGER_CORE_PENALTY_SETTLED_MONTHS_H_

// What is settled stays: no change of a contract reaches into a month whose
// account is closed.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/core/fold.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Returns the penalty streams that CheckSettledMonths needs for this order and
// that are not known yet: of each contract that it puts or retires and that is
// there already, and of those that a calendar with another zone tells the
// months of, those of the months of its term that have begun, at most the last
// kSettledMonthsMax.
std::vector<StreamName> SettledMonthReads(const v1::ChangeCatalogue& order,
                                          const Folds& known);

// Refuses to put `after`, or with null to retire, the contract `before` if that
// touches one of its settled months: if it takes effect, at `at`, before the
// end of the month; if another part of the month would lie in its term; or if
// the account would be another party's. Months are those of the calendar of
// its month terms. `field` is the path of the contract.
//
//   FAILED_PRECONDITION  MONTH_SETTLED with the path.
absl::Status CheckSettledMonths(const v1::Contract& before,
                                const v1::Contract* after, const Folds& folds,
                                absl::Time at, const std::string& field);

// Refuses a revision of a calendar with another zone where a contract that is
// settled by its months has a settled one: that month would begin and end at
// other instants. `field` is the path of the zone.
//
//   FAILED_PRECONDITION  MONTH_SETTLED with the path.
absl::Status CheckSettledZone(const v1::Calendar& before,
                              const v1::Calendar& after, const Folds& folds,
                              const std::string& field);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PENALTY_SETTLED_MONTHS_H_
