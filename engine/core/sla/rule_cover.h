#ifndef WORKLEDGER_CORE_SLA_RULE_COVER_H_
#define WORKLEDGER_CORE_SLA_RULE_COVER_H_

// Whether rules of a policy take together all that a later one would. Each
// list of a rule is a set of values, a rule is the product of its sets, and
// only values that some rule names can tell rules apart: of paths those that
// are named and one that lies in none. So what is infinite becomes finite, and
// the answer is exact.

#include <vector>

#include "workledger/v1/policy.pb.h"

namespace workledger {

// `rules` and `rule` name their kinds. False also where it would take more than
// kCoverStepsMax steps to tell, which no sensible policy comes near.
bool AreCoveredBy(const std::vector<v1::PolicyRule>& rules,
                  const v1::PolicyRule& rule);

// A tenth of a second.
inline constexpr int kCoverStepsMax = 200'000;

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_RULE_COVER_H_
