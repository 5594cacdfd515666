#ifndef WORKLEDGER_CORE_SLA_POLICY_FORM_H_
#define WORKLEDGER_CORE_SLA_POLICY_FORM_H_

// Whether a policy can be published, as far as it can be told from it alone.

#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/policy.pb.h"

namespace workledger {

// Refuses a policy with a rule that lacks a metric, a party or a target, or
// asks of its party what that cannot do; with a target, cap or repetition out
// of bounds; with a code given twice; with levels out of order. `field` is the
// path of the item.
//
//   INVALID_ARGUMENT  FIELD_REQUIRED, FIELD_INVALID or TOO_MANY_ITEMS, with the
//                     path.
absl::Status CheckPolicyForm(const v1::Policy& policy, std::string_view field);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_POLICY_FORM_H_
