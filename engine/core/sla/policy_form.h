#ifndef WORKLEDGER_CORE_SLA_POLICY_FORM_H_
#define WORKLEDGER_CORE_SLA_POLICY_FORM_H_

// Whether a policy can be published, as far as it can be told from it alone.

#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/policy.pb.h"

namespace workledger {

// Refuses a policy with a rule that lacks a metric, a party or a target, with a
// target out of bounds, a code given twice, a level out of order. `field` is
// the path of the item.
//
//   INVALID_ARGUMENT  FIELD_REQUIRED, FIELD_INVALID; RULE_UNREACHABLE for a
//                     rule that an earlier one of its metric and party covers.
absl::Status CheckPolicyForm(const v1::Policy& policy, std::string_view field);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_POLICY_FORM_H_
