#ifndef WORKLEDGER_CORE_PENALTY_PENALTY_MONTH_H_
#define WORKLEDGER_CORE_PENALTY_PENALTY_MONTH_H_

// The months that contracts are settled by, and the streams of their penalties.

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {

// Returns the number of a month, for example 202603, and the month of a number
// whose last two digits are 1 to 12.
uint32_t MonthNumber(absl::CivilMonth month);
absl::CivilMonth MonthOfNumber(uint32_t number);

// Whether `number` is that of a month of the years 1 to 9999.
bool MonthNumberValid(uint32_t number);

// Returns the key of the stream of a contract's month: {contract}|{yyyymm}.
std::string PenaltyKey(std::string_view contract, absl::CivilMonth month);
std::string PenaltyKey(const v1::ContractMonth& month);

// Returns the month that the contract's accounts count `time` in: by the clock
// of the calendar of its month terms, of UTC where it has none.
absl::CivilMonth MonthAt(const Catalogue& catalogue,
                         const v1::Contract& contract, absl::Time time);

// Returns the contract as it was in force when `month` ended: its last revision
// that was recorded before, or its first. Null if it never was.
const v1::CatalogueEntry* ContractOfMonth(const Catalogue& catalogue,
                                          std::string_view contract,
                                          absl::CivilMonth month);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PENALTY_PENALTY_MONTH_H_
