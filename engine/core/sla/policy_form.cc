#include "engine/core/sla/policy_form.h"

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/core/catalogue/item_form.h"

namespace workledger {

absl::Status CheckPolicyForm(const v1::Policy& policy, std::string_view field) {
  if (policy.calendar().empty()) return MissingPart(field, "calendar");
  for (int i = 0; i < policy.rules_size(); ++i) {
    const v1::PolicyRule& rule = policy.rules(i);
    const std::string place = absl::StrCat(ToAbsl(field), ".rules[", i, "]");
    if (rule.metric() == v1::METRIC_UNSPECIFIED) {
      return MissingPart(place, "metric");
    }
    if (rule.party() == v1::CLOCK_PARTY_UNSPECIFIED) {
      return MissingPart(place, "party");
    }
  }
  return absl::OkStatus();
}

}  // namespace workledger
