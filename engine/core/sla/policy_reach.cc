#include "engine/core/sla/policy_reach.h"

#include <algorithm>
#include <ranges>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/catalogue/path.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "engine/core/sla/rule_cover.h"
#include "workledger/error.h"
#include "workledger/v1/ticket_state.pb.h"

namespace workledger {
namespace {

using google::protobuf::RepeatedField;
using google::protobuf::RepeatedPtrField;

absl::Status Unreachable(std::string_view message, const std::string& field) {
  return Forbid(v1::ERROR_REASON_RULE_UNREACHABLE, message, field);
}

bool Holds(const RepeatedField<int>& values, int value) {
  return std::ranges::find(values, value) != values.end();
}

bool Takes(const RepeatedField<int>& values, int value) {
  return values.empty() || Holds(values, value);
}

// Whether a list, empty for any value, takes all that the other one takes.
bool Covers(const RepeatedField<int>& wide, const RepeatedField<int>& narrow) {
  return wide.empty() ||
         (!narrow.empty() && std::ranges::all_of(narrow, [&](int value) {
           return Holds(wide, value);
         }));
}

bool LiesInOne(const std::string& code,
               const RepeatedPtrField<std::string>& paths) {
  return std::ranges::any_of(
      paths, [&](const std::string& path) { return LiesIn(code, path); });
}

// The same for paths, each with all below it.
bool CoversPaths(const RepeatedPtrField<std::string>& wide,
                 const RepeatedPtrField<std::string>& narrow) {
  return wide.empty() ||
         (!narrow.empty() &&
          std::ranges::all_of(narrow, [&](const std::string& code) {
            return LiesInOne(code, wide);
          }));
}

// Codes have nothing below them.
bool CoversCodes(const RepeatedPtrField<std::string>& wide,
                 const RepeatedPtrField<std::string>& narrow) {
  return wide.empty() ||
         (!narrow.empty() &&
          std::ranges::all_of(narrow, [&](const std::string& code) {
            return std::ranges::find(wide, code) != wide.end();
          }));
}

// Every ticket has a kind, so that none means all of them.
RepeatedField<int> KindsOf(const v1::Policy& policy,
                           const v1::PolicyRule& rule) {
  if (!rule.kinds().empty()) return rule.kinds();
  if (!policy.kinds().empty()) return policy.kinds();
  RepeatedField<int> kinds;
  for (int kind = v1::TicketKind_MIN + 1; kind <= v1::TicketKind_MAX; ++kind) {
    kinds.Add(kind);
  }
  return kinds;
}

// A rule with what it takes from its policy.
v1::PolicyRule Whole(const v1::Policy& policy, const v1::PolicyRule& rule) {
  v1::PolicyRule whole = rule;
  *whole.mutable_kinds() = KindsOf(policy, rule);
  if (rule.locations().empty()) *whole.mutable_locations() = policy.locations();
  return whole;
}

bool Hides(const v1::PolicyRule& first, const v1::PolicyRule& second) {
  return first.metric() == second.metric() && first.party() == second.party() &&
         Covers(first.kinds(), second.kinds()) &&
         Covers(first.priorities(), second.priorities()) &&
         Covers(first.levels(), second.levels()) &&
         CoversCodes(first.contracts(), second.contracts()) &&
         CoversPaths(first.categories(), second.categories()) &&
         CoversPaths(first.locations(), second.locations());
}

// Whether the two lists of places, neither of them empty, have one in common.
bool Meet(const RepeatedPtrField<std::string>& a,
          const RepeatedPtrField<std::string>& b) {
  return std::ranges::any_of(
             a, [&](const std::string& code) { return LiesInOne(code, b); }) ||
         std::ranges::any_of(
             b, [&](const std::string& code) { return LiesInOne(code, a); });
}

absl::Status CheckWithinPolicy(const v1::Policy& policy,
                               const v1::PolicyRule& rule,
                               const std::string& field) {
  const bool kinds_meet = policy.kinds().empty() || rule.kinds().empty() ||
                          std::ranges::any_of(rule.kinds(), [&](int kind) {
                            return Holds(policy.kinds(), kind);
                          });
  if (!kinds_meet) {
    return Unreachable(
        absl::StrCat("got rule ", rule.code(), " for kinds that ",
                     policy.code(), " is not for"),
        absl::StrCat(field, ".kinds"));
  }
  if (!policy.locations().empty() && !rule.locations().empty() &&
      !Meet(policy.locations(), rule.locations())) {
    return Unreachable(
        absl::StrCat("got rule ", rule.code(), " for locations that ",
                     policy.code(), " is not for"),
        absl::StrCat(field, ".locations"));
  }
  // Only incidents have a level.
  if (!rule.levels().empty() &&
      !Holds(KindsOf(policy, rule), v1::TICKET_KIND_SECURITY)) {
    return Unreachable(absl::StrCat("got rule ", rule.code(),
                                    " for levels, want it for SECURITY"),
                       absl::StrCat(field, ".levels"));
  }
  return absl::OkStatus();
}

// Whether some row before `index` takes every hold that this row would.
bool IsHidden(const v1::Policy& policy, int index) {
  const v1::PauseRule& rule = policy.pauses(index);
  for (int metric = v1::Metric_MIN + 1; metric <= v1::Metric_MAX; ++metric) {
    for (int party = v1::ClockParty_MIN + 1; party <= v1::ClockParty_MAX;
         ++party) {
      if (!Takes(rule.metrics(), metric) || !Takes(rule.parties(), party)) {
        continue;
      }
      const auto before = policy.pauses() | std::views::take(index);
      const bool taken =
          std::ranges::any_of(before, [&](const v1::PauseRule& first) {
            return first.reason() == rule.reason() &&
                   (!first.approval() || rule.approval()) &&
                   Takes(first.metrics(), metric) &&
                   Takes(first.parties(), party);
          });
      if (!taken) return false;
    }
  }
  return true;
}

absl::Status CheckPauses(const v1::Policy& policy, std::string_view field) {
  for (int i = 1; i < policy.pauses_size(); ++i) {
    if (!IsHidden(policy, i)) continue;
    return Unreachable(
        absl::StrCat("got ", v1::HoldReason_Name(policy.pauses(i).reason()),
                     " again, which pauses before it cover"),
        absl::StrCat(ToAbsl(field), ".pauses[", i, "]"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRulesReachable(const v1::Policy& policy,
                                 std::string_view field) {
  std::vector<v1::PolicyRule> earlier;
  for (int i = 0; i < policy.rules_size(); ++i) {
    const v1::PolicyRule rule = Whole(policy, policy.rules(i));
    const std::string place = absl::StrCat(ToAbsl(field), ".rules[", i, "]");
    WL_RETURN_IF_ERROR(CheckWithinPolicy(policy, policy.rules(i), place));
    const auto hides = std::ranges::find_if(
        earlier,
        [&](const v1::PolicyRule& first) { return Hides(first, rule); });
    if (hides != earlier.end()) {
      return Unreachable(absl::StrCat("got rule ", rule.code(), ", which rule ",
                                      hides->code(), " before it covers"),
                         place);
    }
    if (AreCoveredBy(earlier, rule)) {
      return Unreachable(absl::StrCat("got rule ", rule.code(),
                                      ", which rules before it cover together"),
                         place);
    }
    earlier.push_back(rule);
  }
  return CheckPauses(policy, field);
}

}  // namespace workledger
