#ifndef WORKLEDGER_CORE_PENALTY_PENALTY_FORM_H_
#define WORKLEDGER_CORE_PENALTY_PENALTY_FORM_H_

// Whether what a contract pays and takes off can be published, and whether a
// month of it is well named.

#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {

// Refuses month terms and penalty rules with amounts below nothing or beyond
// kContractFenMax, percents or points out of bounds, a rule without a ground,
// a month without a calendar. `field` is the path of the contract.
//
//   INVALID_ARGUMENT  FIELD_REQUIRED or FIELD_INVALID with the path.
absl::Status CheckContractMoney(const v1::Contract& contract,
                                std::string_view field);

// Refuses a month without a contract, or whose number is none. `path` is that
// of what names it; empty for a request.
//
//   INVALID_ARGUMENT  FIELD_REQUIRED or FIELD_INVALID with the path.
absl::Status CheckContractMonth(const v1::ContractMonth& month,
                                std::string_view path);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PENALTY_PENALTY_FORM_H_
