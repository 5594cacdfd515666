#ifndef WORKLEDGER_CORE_SLA_PENALTY_FORM_H_
#define WORKLEDGER_CORE_SLA_PENALTY_FORM_H_

// Whether what a contract pays and takes off can be published.

#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Refuses month terms and penalty rules with amounts below nothing or beyond
// kContractFenMax, percents or points out of bounds, a rule without a ground,
// a month without a calendar. `field` is the path of the contract.
//
//   INVALID_ARGUMENT  FIELD_REQUIRED or FIELD_INVALID with the path.
absl::Status CheckContractMoney(const v1::Contract& contract,
                                std::string_view field);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_PENALTY_FORM_H_
