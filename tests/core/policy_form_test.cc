// Policies and what contracts pay, as far as they are right by themselves, and
// rules that no ticket can ever reach.

#include "engine/core/sla/policy_form.h"

#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/core/catalogue/item_form.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// 180 days, and a rule that is right but for what is appended.
constexpr absl::string_view kLongest = "15552000";
constexpr absl::string_view kRule =
    "code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA ";
constexpr absl::string_view kTarget = "target { working_days: 1 } ";

std::string Policy(absl::string_view parts) {
  return absl::StrCat("code: 'p' calendar: 'days' ", parts);
}

std::string Rule(absl::string_view parts) {
  return Policy(absl::StrCat("rules { ", kRule, parts, "}"));
}

std::string Target(absl::string_view target) {
  return Rule(absl::StrCat("target { ", target, " }"));
}

std::string Level(absl::string_view parts) {
  return Policy(absl::StrCat("levels { code: 'a' ", parts, " }"));
}

std::string Repeated(absl::string_view part, size_t count) {
  std::string parts;
  for (size_t i = 0; i < count; ++i)
    absl::StrAppend(&parts, part, "'", i, "' ");
  return parts;
}

absl::Status CheckPolicy(absl::string_view text) {
  return CheckPolicyForm(FromText<v1::Policy>(std::string(text)), "it");
}

TEST(PolicyFormTest, TakesPoliciesThatAreRight) {
  for (const std::string& policy : std::vector<std::string>{
           Policy(""),
           Target("open_time { nanos: 1000000 }"),
           Target(absl::StrCat("open_time { seconds: ", kLongest, " }")),
           Target("working_days: 180"),
           Target("natural_days: 180"),
           Rule("exempt: true"),
           Rule(absl::StrCat(kTarget, Repeated("categories: ", kRuleScopeMax),
                             Repeated("locations: ", kRuleScopeMax))),
           Policy("rules { code: 'r' metric: METRIC_ARRIVAL"
                  "  party: CLOCK_PARTY_CONTRACTOR contracts: 'c'"
                  "  start: CLOCK_START_APPOINTMENT"
                  "  target { natural_days: 1 } }"),
           Policy("pauses { reason: HOLD_REASON_AWAIT_PARTS pause: true"
                  "  cap { working_days: 180 } }"),
           Policy("levels { code: 'a' percent: 1 }"
                  "levels { code: 'b' percent: 100 }"
                  "levels { code: 'c' percent: 100 }"
                  "levels { code: 'd' overdue_open_time { seconds: 60 }"
                  "  repeat { seconds: 60 } recipients: 'desk' }"
                  "levels { code: 'e' overdue_open_time { seconds: 300 } }"
                  "levels { code: 'f' overdue_working_days: 180 }"),
       }) {
    EXPECT_THAT(CheckPolicy(policy), IsOk()) << policy;
  }
}

struct Refused {
  std::string policy;
  v1::ErrorReason reason;
  absl::string_view field;
};

void ExpectRefused(const std::vector<Refused>& all) {
  for (const Refused& refused : all) {
    EXPECT_THAT(CheckPolicy(refused.policy),
                FailsAtField(refused.reason, std::string(refused.field)))
        << refused.policy;
  }
}

TEST(PolicyFormTest, RefusesTargetsOutOfBounds) {
  constexpr v1::ErrorReason kInvalid = v1::ERROR_REASON_FIELD_INVALID;
  ExpectRefused({
      {Target("open_time {}"), kInvalid, "it.rules[0].target.open_time"},
      {Target("open_time { nanos: 999999 }"), kInvalid,
       "it.rules[0].target.open_time"},
      {Target("open_time { seconds: 60 nanos: 1 }"), kInvalid,
       "it.rules[0].target.open_time"},
      {Target("open_time { seconds: -1 }"), kInvalid,
       "it.rules[0].target.open_time"},
      {Target(absl::StrCat("open_time { seconds: ", kLongest, " nanos: 1 }")),
       kInvalid, "it.rules[0].target.open_time"},
      {Target("open_time { seconds: 31536000 }"), kInvalid,
       "it.rules[0].target.open_time"},
      {Target("working_days: 0"), kInvalid, "it.rules[0].target.working_days"},
      {Target("working_days: 181"), kInvalid,
       "it.rules[0].target.working_days"},
      {Target("natural_days: 0"), kInvalid, "it.rules[0].target.natural_days"},
      {Target("natural_days: 365"), kInvalid,
       "it.rules[0].target.natural_days"},
      {Target(""), v1::ERROR_REASON_FIELD_REQUIRED, "it.rules[0].target.span"},
      {Rule(""), v1::ERROR_REASON_FIELD_REQUIRED, "it.rules[0].target"},
      {Rule(absl::StrCat("exempt: true ", kTarget)), kInvalid,
       "it.rules[0].target"},
  });
}

TEST(PolicyFormTest, RefusesRulesThatLackOrAskTooMuch) {
  constexpr v1::ErrorReason kInvalid = v1::ERROR_REASON_FIELD_INVALID;
  constexpr v1::ErrorReason kRequired = v1::ERROR_REASON_FIELD_REQUIRED;
  const std::string contractor =
      absl::StrCat("rules { code: 'r' party: CLOCK_PARTY_CONTRACTOR ", kTarget);
  ExpectRefused({
      {"code: 'p'", kRequired, "it.calendar"},
      {Policy("rules { metric: METRIC_ACCEPT }"), kRequired,
       "it.rules[0].code"},
      {Policy("rules { code: 'r' }"), kRequired, "it.rules[0].metric"},
      {Policy("rules { code: 'r' metric: METRIC_ACCEPT }"), kRequired,
       "it.rules[0].party"},
      {Policy(absl::StrCat("rules { ", kRule, kTarget, "} rules { ", kRule,
                           kTarget, "}")),
       kInvalid, "it.rules[1].code"},
      {Rule(absl::StrCat(kTarget, "contracts: 'c'")), kInvalid,
       "it.rules[0].contracts"},
      {Policy(absl::StrCat(contractor, "metric: METRIC_ACCEPT }")), kInvalid,
       "it.rules[0].metric"},
      {Policy(absl::StrCat(contractor,
                           "metric: METRIC_ARRIVAL"
                           " start: CLOCK_START_REPORTED }")),
       kInvalid, "it.rules[0].start"},
      {Rule(absl::StrCat(kTarget, Repeated("categories: ", kRuleScopeMax + 1))),
       v1::ERROR_REASON_TOO_MANY_ITEMS, "it.rules[0].categories"},
      {Rule(absl::StrCat(kTarget, Repeated("locations: ", kRuleScopeMax + 1))),
       v1::ERROR_REASON_TOO_MANY_ITEMS, "it.rules[0].locations"},
  });
}

TEST(PolicyFormTest, RefusesPausesAndLevelsThatAreWrong) {
  constexpr v1::ErrorReason kInvalid = v1::ERROR_REASON_FIELD_INVALID;
  constexpr v1::ErrorReason kRequired = v1::ERROR_REASON_FIELD_REQUIRED;
  ExpectRefused({
      {Policy("pauses { pause: true }"), kRequired, "it.pauses[0].reason"},
      {Policy("pauses { reason: HOLD_REASON_HAZARD"
              "  cap { working_days: 1 } }"),
       kInvalid, "it.pauses[0].cap"},
      {Policy("pauses { reason: HOLD_REASON_HAZARD pause: true cap {} }"),
       kRequired, "it.pauses[0].cap.span"},
      {Policy("pauses { reason: HOLD_REASON_HAZARD pause: true"
              "  cap { natural_days: 181 } }"),
       kInvalid, "it.pauses[0].cap.natural_days"},
      {Policy("levels { percent: 50 }"), kRequired, "it.levels[0].code"},
      {Level(""), kRequired, "it.levels[0].moment"},
      {Level("percent: 0"), kInvalid, "it.levels[0].percent"},
      {Level("percent: 101"), kInvalid, "it.levels[0].percent"},
      {Level("overdue_open_time {}"), kInvalid,
       "it.levels[0].overdue_open_time"},
      {Level("overdue_working_days: 0"), kInvalid,
       "it.levels[0].overdue_working_days"},
      {Level("overdue_working_days: 181"), kInvalid,
       "it.levels[0].overdue_working_days"},
      {Level("percent: 50 repeat { seconds: 59 nanos: 999000000 }"), kInvalid,
       "it.levels[0].repeat"},
      {Level("percent: 50 repeat { seconds: 60 nanos: 500000 }"), kInvalid,
       "it.levels[0].repeat"},
      {Level("percent: 50 recipients: ''"), kRequired,
       "it.levels[0].recipients[0]"},
      {Level("percent: 50 recipients: 'a' recipients: 'a'"), kInvalid,
       "it.levels[0].recipients[1]"},
      {Policy("levels { code: 'a' percent: 50 } levels { code: 'a'"
              "  percent: 75 }"),
       kInvalid, "it.levels[1].code"},
      {Policy("levels { code: 'a' percent: 75 } levels { code: 'b'"
              "  percent: 50 }"),
       kInvalid, "it.levels[1]"},
      {Policy("levels { code: 'a' overdue_working_days: 1 }"
              "levels { code: 'b' overdue_open_time { seconds: 60 } }"),
       kInvalid, "it.levels[1]"},
      {Policy("levels { code: 'a' overdue_open_time { seconds: 2 } }"
              "levels { code: 'b' overdue_open_time { seconds: 1 } }"),
       kInvalid, "it.levels[1]"},
  });
}

std::string Contract(absl::string_view parts) {
  return absl::StrCat(
      "contract { code: 'c' party: 'p' start_time { seconds: 1 }",
      "  end_time { seconds: 2 } ", parts, " }");
}

std::string Penalty(absl::string_view parts) {
  return Contract(
      absl::StrCat("clauses { code: '1' penalty { ", parts, " } }"));
}

std::string Month(absl::string_view parts) {
  return Contract(absl::StrCat("month { calendar: 'days' ", parts, " }"));
}

absl::Status CheckItem(const std::string& item) {
  return CheckItemForm(FromText<v1::CatalogueItem>(item), "it");
}

TEST(PenaltyFormTest, TakesTermsAtTheirBounds) {
  for (const std::string& item : std::vector<std::string>{
           Month("fee_fen: 1000000000000 cap_fen: 0 full_score: 100"
                 "  base_percent: 1 contest_working_days: 180"),
           Month("full_score: 85 base_percent: 15"),
           Month("base_percent: 100"),
           Penalty("breach { fixed_fen: 1000000000000 hour_fen: 1000000000000"
                   "  cap_fen: 1 points: 100 } repeat_percent: 1000"),
           Penalty("score { point_fen: 0 cap_fen: 1000000000000 }"
                   "repeat_percent: 1"),
           Contract("return_window { nanos: 1 }"),
           Contract("return_window { seconds: 15551999 }"),
       }) {
    EXPECT_THAT(CheckItem(item), IsOk()) << item;
  }
}

TEST(PenaltyFormTest, RefusesTermsOutOfBounds) {
  constexpr v1::ErrorReason kInvalid = v1::ERROR_REASON_FIELD_INVALID;
  const std::string rule = "it.clauses[0].penalty.";
  for (const auto& [item, reason, field] :
       std::vector<std::tuple<std::string, v1::ErrorReason, std::string>>{
           {Contract("month {}"), v1::ERROR_REASON_FIELD_REQUIRED,
            "it.month.calendar"},
           {Month("fee_fen: -1"), kInvalid, "it.month.fee_fen"},
           {Month("fee_fen: 1000000000001"), kInvalid, "it.month.fee_fen"},
           {Month("cap_fen: -1"), kInvalid, "it.month.cap_fen"},
           {Month("full_score: 101"), kInvalid, "it.month.full_score"},
           {Month("base_percent: 101"), kInvalid, "it.month.base_percent"},
           {Month("full_score: 85 base_percent: 17"), kInvalid,
            "it.month.base_percent"},
           {Month("contest_working_days: 0"), kInvalid,
            "it.month.contest_working_days"},
           {Month("contest_working_days: 181"), kInvalid,
            "it.month.contest_working_days"},
           {Penalty(""), v1::ERROR_REASON_FIELD_REQUIRED, rule + "ground"},
           {Penalty("breach { fixed_fen: -1 }"), kInvalid,
            rule + "breach.fixed_fen"},
           {Penalty("breach { hour_fen: 1000000000001 }"), kInvalid,
            rule + "breach.hour_fen"},
           {Penalty("breach { cap_fen: 0 }"), kInvalid,
            rule + "breach.cap_fen"},
           {Penalty("breach { points: 101 }"), kInvalid,
            rule + "breach.points"},
           {Penalty("score { point_fen: -1 }"), kInvalid,
            rule + "score.point_fen"},
           {Penalty("score { cap_fen: 0 }"), kInvalid, rule + "score.cap_fen"},
           {Penalty("breach {} repeat_percent: 0"), kInvalid,
            rule + "repeat_percent"},
           {Penalty("breach {} repeat_percent: 1001"), kInvalid,
            rule + "repeat_percent"},
           {Contract("return_window {}"), kInvalid, "it.return_window"},
           {Contract("return_window { seconds: 15552000 }"), kInvalid,
            "it.return_window"},
       }) {
    EXPECT_THAT(CheckItem(item), FailsAtField(reason, field)) << item;
  }
}

}  // namespace
}  // namespace workledger
