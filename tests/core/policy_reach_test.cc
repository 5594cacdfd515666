// Rules of policies that no ticket can ever reach: those that rules before them
// cover, one alone or several together, and those that their policy leaves out.

#include "engine/core/sla/policy_reach.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

// Two rules of one metric and party, after what the policy itself says.
std::string Two(absl::string_view policy, absl::string_view first,
                absl::string_view second) {
  return absl::StrCat("code: 'p' ", policy, " rules { code: 'first' ",
                      "metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA ",
                      first, " } rules { code: 'second' ",
                      "metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA ",
                      second, " }");
}

absl::Status Reach(absl::string_view policy) {
  return CheckRulesReachable(FromText<v1::Policy>(std::string(policy)), "it");
}

TEST(PolicyReachTest, TakesRulesThatSomeTicketReaches) {
  for (const std::string& policy : std::vector<std::string>{
           Two("", "priorities: PRIORITY_P1", ""),
           Two("", "priorities: PRIORITY_P1",
               "priorities: [ PRIORITY_P1, PRIORITY_P2 ]"),
           // A ticket without a priority.
           Two("", "priorities: [ 1, 2, 3, 4, 5 ]", ""),
           Two("", "categories: 'repair/lift'", "categories: 'repair'"),
           Two("", "categories: 'repair'", "categories: 'repairs'"),
           Two("", "locations: 'east'", "categories: 'repair'"),
           Two("", "kinds: TICKET_KIND_REPAIR", ""),
           Two("", "contracts: 'a'", "contracts: 'a/b'"),
           Two("", "levels: INCIDENT_LEVEL_I", "levels: INCIDENT_LEVEL_II"),
           Two("locations: 'east'", "locations: 'east/b1'", ""),
           Two("locations: 'east/b1'", "locations: 'east/b1/f1'",
               "locations: 'east'"),
           std::string("rules { code: 'a' metric: METRIC_ACCEPT party: 1 }"
                       "rules { code: 'b' metric: METRIC_ARRIVAL party: 1 }"
                       "rules { code: 'c' metric: METRIC_ACCEPT party: 2 }"),
           std::string("pauses { reason: HOLD_REASON_HAZARD approval: true }"
                       "pauses { reason: HOLD_REASON_HAZARD metrics: 6 }"
                       "pauses { reason: HOLD_REASON_HAZARD }"
                       "pauses { reason: HOLD_REASON_OTHER }"),
       }) {
    EXPECT_THAT(Reach(policy), IsOk()) << policy;
  }
}

TEST(PolicyReachTest, NamesARuleAndTheOneThatHidesIt) {
  for (const std::string& policy : std::vector<std::string>{
           Two("", "", ""),
           Two("", "exempt: true", "priorities: PRIORITY_P1"),
           Two("", "priorities: [ PRIORITY_P1, PRIORITY_P2 ]",
               "priorities: PRIORITY_P2"),
           Two("", "categories: 'repair'",
               "categories: [ 'repair/lift', 'repair' ]"),
           Two("", "locations: 'east' contracts: 'a'",
               "locations: 'east/b1' contracts: 'a' categories: 'repair'"),
           // Every ticket is of some kind, and in the policy's places.
           Two("", "kinds: [ 1, 2, 3, 4 ]", ""),
           Two("kinds: TICKET_KIND_REPAIR", "kinds: TICKET_KIND_REPAIR", ""),
           Two("locations: 'east/b1'", "locations: 'east'", ""),
           Two("", "levels: [ 1, 2 ]", "levels: INCIDENT_LEVEL_II"),
       }) {
    const absl::Status status = Reach(policy);
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kFailedPrecondition,
                                  v1::ERROR_REASON_RULE_UNREACHABLE))
        << policy;
    EXPECT_EQ(ErrorOf(status).field(), "it.rules[1]");
    EXPECT_THAT(std::string(status.message()), HasSubstr("second"));
    EXPECT_THAT(std::string(status.message()), HasSubstr("first"));
  }
}

std::string Rules(const std::vector<std::string>& rules) {
  std::string policy;
  for (size_t i = 0; i < rules.size(); ++i) {
    absl::StrAppend(&policy, "rules { code: 'r", i,
                    "' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA ",
                    rules[i], " } ");
  }
  return policy;
}

TEST(PolicyReachTest, RefusesWhatRulesBeforeItCoverTogether) {
  for (const std::vector<std::string>& rules :
       std::vector<std::vector<std::string>>{
           {"priorities: [ 1, 2 ]", "priorities: [ 3, 4 ]",
            "priorities: [ 2, 3 ]"},
           {"kinds: [ 1, 2 ]", "kinds: [ 3, 4 ]", "priorities: 1"},
           {"kinds: 1 priorities: 1", "kinds: 1 priorities: 2",
            "kinds: 2 priorities: [ 1, 2 ]",
            "kinds: [ 1, 2 ] "
            "priorities: [ 1, 2 ]"},
           {"locations: 'east/b1'", "locations: 'east/b2'",
            "locations: [ 'east/b1/f1', 'east/b2' ]"},
       }) {
    const absl::Status status = Reach(Rules(rules));
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RULE_UNREACHABLE) << status;
    EXPECT_EQ(ErrorOf(status).field(),
              absl::StrCat("it.rules[", rules.size() - 1, "]"));
    EXPECT_THAT(std::string(status.message()), HasSubstr("together"));
  }
}

TEST(PolicyReachTest, TakesWhatRulesBeforeItLeaveOver) {
  for (const std::vector<std::string>& rules :
       std::vector<std::vector<std::string>>{
           // Nobody has set a priority yet.
           {"priorities: [ 1, 2, 3 ]", "priorities: [ 4, 5 ]", ""},
           {"kinds: 1 priorities: 1", "kinds: 2 priorities: 2",
            "kinds: [ 1, 2 ] priorities: [ 1, 2 ]"},
           {"locations: 'east/b1'", "locations: 'east/b2'",
            "locations: 'east'"},
           {"categories: 'lift'", "locations: 'east'", ""},
           // An incident whose level nobody knows yet.
           {"kinds: [ 1, 2, 4 ]", "kinds: 3 levels: [ 1, 2, 3, 4 ]",
            "categories: 'lift'"},
       }) {
    EXPECT_TRUE(Reach(Rules(rules)).ok()) << Rules(rules);
  }
}

TEST(PolicyReachTest, RefusesAPauseThatRowsBeforeItCoverTogether) {
  const absl::Status status = Reach(
      "pauses { reason: HOLD_REASON_HAZARD parties: [ 1, 2 ] } "
      "pauses { reason: HOLD_REASON_HAZARD parties: 3 } "
      "pauses { reason: HOLD_REASON_HAZARD metrics: METRIC_ARRIVAL }");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RULE_UNREACHABLE) << status;
  EXPECT_EQ(ErrorOf(status).field(), "it.pauses[2]");
}

TEST(PolicyReachTest, RefusesWhatThePolicyLeavesOut) {
  struct Unreachable {
    std::string policy;
    absl::string_view field;
  };
  for (const Unreachable& unreachable : std::vector<Unreachable>{
           {"kinds: TICKET_KIND_REPAIR rules { kinds: TICKET_KIND_CLEANING }",
            "it.rules[0].kinds"},
           {"locations: 'east' rules { locations: 'west' }",
            "it.rules[0].locations"},
           {"kinds: TICKET_KIND_REPAIR rules { levels: INCIDENT_LEVEL_I }",
            "it.rules[0].levels"},
           {"pauses { reason: HOLD_REASON_HAZARD }"
            "pauses { reason: HOLD_REASON_HAZARD metrics: METRIC_ARRIVAL }",
            "it.pauses[1]"},
       }) {
    const absl::Status status = Reach(unreachable.policy);
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RULE_UNREACHABLE) << status;
    EXPECT_EQ(ErrorOf(status).field(), unreachable.field);
  }
}

}  // namespace
}  // namespace workledger
