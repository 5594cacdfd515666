// Amounts worked out by hand, in fen.

#include "engine/core/penalty/penalty_amount.h"

#include <limits>
#include <string_view>

#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

v1::PenaltyRule Rule(std::string_view text) {
  return FromText<v1::PenaltyRule>(text);
}

TEST(PenaltyAmountTest, StartedHourCountsWhole) {
  EXPECT_EQ(StartedHours(-absl::Hours(2)), 0);
  EXPECT_EQ(StartedHours(absl::ZeroDuration()), 0);
  EXPECT_EQ(StartedHours(absl::Milliseconds(1)), 1);
  EXPECT_EQ(StartedHours(absl::Hours(1)), 1);
  EXPECT_EQ(StartedHours(absl::Hours(1) + absl::Milliseconds(1)), 2);
}

TEST(PenaltyAmountTest, BreachCostsAFixedSumAndEachHour) {
  const v1::PenaltyRule rule =
      Rule("breach { fixed_fen: 10000 hour_fen: 2000 }");
  EXPECT_EQ(PenaltyFen(rule, {.late_hours = 0}, 1), 10000);
  EXPECT_EQ(PenaltyFen(rule, {.late_hours = 3}, 1), 16000);
}

TEST(PenaltyAmountTest, CapBoundsWhatABreachCosts) {
  const v1::PenaltyRule rule =
      Rule("breach { fixed_fen: 10000 hour_fen: 2000 cap_fen: 15000 }");
  EXPECT_EQ(PenaltyFen(rule, {.late_hours = 2}, 1), 14000);
  EXPECT_EQ(PenaltyFen(rule, {.late_hours = 3}, 1), 15000);
}

TEST(PenaltyAmountTest, RepeatCostsItsPercentUpToTheCap) {
  const v1::PenaltyRule rule =
      Rule("breach { fixed_fen: 50000 cap_fen: 80000 } repeat_percent: 150");
  EXPECT_EQ(PenaltyFen(rule, {}, 1), 50000);
  EXPECT_EQ(PenaltyFen(rule, {}, 2), 75000);
  EXPECT_EQ(PenaltyFen(rule, {}, 9), 75000);
  EXPECT_EQ(PenaltyFen(Rule("breach { fixed_fen: 60000 cap_fen: 80000 } "
                            "repeat_percent: 150"),
                       {}, 2),
            80000);
}

// 33 fen and a third, of which the third is the contractor's.
TEST(PenaltyAmountTest, PartOfAFenIsTheContractors) {
  EXPECT_EQ(
      PenaltyFen(Rule("breach { fixed_fen: 25 } repeat_percent: 133"), {}, 2),
      33);
}

TEST(PenaltyAmountTest, ScoreCostsEachPoint) {
  const v1::PenaltyRule rule = Rule("score { point_fen: 1500 points: true }");
  EXPECT_EQ(PenaltyFen(rule, {.lost_points = 4}, 1), 6000);
  EXPECT_EQ(PenaltyPoints(rule, {.lost_points = 4}), 4u);
  EXPECT_EQ(PenaltyPoints(Rule("score { point_fen: 1 }"), {.lost_points = 4}),
            0u);
  EXPECT_EQ(PenaltyPoints(Rule("breach { points: 3 }"), {}), 3u);
}

TEST(PenaltyAmountTest, NoFactsAreTooLarge) {
  v1::PenaltyRule rule = Rule("breach {} repeat_percent: 1000");
  rule.mutable_breach()->set_fixed_fen(kContractFenMax);
  rule.mutable_breach()->set_hour_fen(kContractFenMax);
  EXPECT_EQ(
      PenaltyFen(rule, {.late_hours = std::numeric_limits<int64_t>::max()}, 2),
      kContractFenMax);
}

v1::PenaltyMonth Month(std::string_view penalties) {
  return FromText<v1::PenaltyMonth>(penalties);
}

v1::Contract Paying(std::string_view month) {
  return FromText<v1::Contract>("month { " + std::string(month) + " }");
}

// One public clause: in full from 85 on, below it (15 + score) percent.
TEST(PenaltyAmountTest, ScoreBandDecidesWhatIsPaid) {
  const v1::Contract contract =
      Paying("fee_fen: 10000001 full_score: 85 base_percent: 15");
  const auto settle = [&](uint32_t points) {
    v1::PenaltyMonth month;
    v1::Penalty& penalty = *month.add_penalties();
    penalty.set_state(v1::PENALTY_STATE_CONFIRMED);
    penalty.set_points(points);
    return SettlementOf(month, contract);
  };
  EXPECT_EQ(settle(0).paid_fen(), 10000001);
  EXPECT_EQ(settle(15).score(), 85u);
  EXPECT_EQ(settle(15).paid_fen(), 10000001);
  EXPECT_EQ(settle(16).score(), 84u);
  EXPECT_EQ(settle(16).pay_percent(), 99u);
  // 99 percent are 9,900,000.99 fen; the part goes to the contractor.
  EXPECT_EQ(settle(16).paid_fen(), 9900001);
  EXPECT_EQ(settle(100).pay_percent(), 15u);
  EXPECT_EQ(settle(100).paid_fen(), 1500001);
  EXPECT_EQ(settle(4000).score(), 0u);
}

// Another holds 5 % of the fee as assessment money, with 500, 800 and 1000 yuan
// for each level of criticism.
TEST(PenaltyAmountTest, AssessmentMoneyIsTheMostThatIsTakenOff) {
  const v1::Contract contract = Paying("fee_fen: 4000000 cap_fen: 200000");
  const v1::Settlement below = SettlementOf(
      Month("penalties { state: PENALTY_STATE_CONFIRMED amount_fen: 50000 } "
            "penalties { state: PENALTY_STATE_REDUCED amount_fen: 80000 }"),
      contract);
  EXPECT_EQ(below.penalty_fen(), 130000);
  EXPECT_EQ(below.capped_fen(), 130000);
  EXPECT_EQ(below.paid_fen(), 3870000);
  const v1::Settlement above = SettlementOf(
      Month("penalties { state: PENALTY_STATE_CONFIRMED amount_fen: 100000 } "
            "penalties { state: PENALTY_STATE_CONFIRMED amount_fen: 100001 }"),
      contract);
  EXPECT_EQ(above.penalty_fen(), 200001);
  EXPECT_EQ(above.capped_fen(), 200000);
  EXPECT_EQ(above.paid_fen(), 3800000);
}

TEST(PenaltyAmountTest, OnlyWhatStandsCounts) {
  const v1::Settlement settlement = SettlementOf(
      Month(
          "penalties { state: PENALTY_STATE_PROPOSED proposed_fen: 7 points: 1 "
          "} "
          "penalties { state: PENALTY_STATE_CONTESTED proposed_fen: 7 points: "
          "2 } "
          "penalties { state: PENALTY_STATE_WAIVED proposed_fen: 7 points: 4 "
          "} "
          "penalties { state: PENALTY_STATE_REDUCED amount_fen: 5 points: 8 }"),
      Paying("fee_fen: 100"));
  EXPECT_EQ(settlement.score(), 92u);
  EXPECT_EQ(settlement.penalty_fen(), 5);
  EXPECT_EQ(settlement.paid_fen(), 95);
}

TEST(PenaltyAmountTest, NeverPaysLessThanNothing) {
  EXPECT_EQ(SettlementOf(Month("penalties { state: PENALTY_STATE_CONFIRMED "
                               "amount_fen: 101 }"),
                         Paying("fee_fen: 100"))
                .paid_fen(),
            0);
}

}  // namespace
}  // namespace workledger
