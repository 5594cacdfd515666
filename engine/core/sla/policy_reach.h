#ifndef WORKLEDGER_CORE_SLA_POLICY_REACH_H_
#define WORKLEDGER_CORE_SLA_POLICY_REACH_H_

// Whether every rule of a policy can ever be the first that fits a ticket.

#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/policy.pb.h"

namespace workledger {

// Refuses a policy with a rule or a row of pauses that one before it hides:
// that one is of the same metric and party, or the same hold, and fits
// wherever this one does. Also a rule that asks for what the policy itself, or
// its own list of kinds, leaves out. What several before it hide together is
// not looked for. `field` is the path of the item.
//
//   FAILED_PRECONDITION  RULE_UNREACHABLE with the path; the text names both.
absl::Status CheckRulesReachable(const v1::Policy& policy,
                                 std::string_view field);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_POLICY_REACH_H_
