// Orders to the account of a contract's month.

#include "engine/core/penalty/penalty_decide.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/penalty/penalty_scene.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
constexpr auto kDenied = absl::StatusCode::kPermissionDenied;

// A scene with one penalty of 50,000 fen, proposed on Monday 2 March 2026.
class PenaltyDecideTest : public ::testing::Test {
 protected:
  PenaltyDecideTest() : scene_(kFixed) {
    scene_.Send();
    scene_.Tick("2026-03-02 16:00");
  }

  v1::Penalty Penalty() { return scene_.March().penalties(0); }

  absl::Status Reduce(int64_t fen) {
    return scene_.Order(
        absl::StrCat("reduce_penalty { month { contract: 'c' month: 202603 } "
                     "penalty: '",
                     Penalty().penalty(), "' reason: 'so' amount_fen: ", fen,
                     " }"),
        Supervisor());
  }

  PenaltyScene scene_;
};

TEST_F(PenaltyDecideTest, ContractorContestsOnce) {
  EXPECT_THAT(scene_.Contest(Penalty()), IsOk());
  EXPECT_EQ(Penalty().state(), v1::PENALTY_STATE_CONTESTED);
  EXPECT_THAT(scene_.Contest(Penalty()),
              FailsWith(kFailed, v1::ERROR_REASON_ALREADY_APPEALED));
}

// The share of what was disputed is asked for after it is decided.
TEST_F(PenaltyDecideTest, StaysContestedOnceItIsDecided) {
  EXPECT_FALSE(Penalty().contested());
  ASSERT_THAT(scene_.Contest(Penalty()), IsOk());
  ASSERT_THAT(Reduce(1), IsOk());
  EXPECT_EQ(Penalty().state(), v1::PENALTY_STATE_REDUCED);
  EXPECT_TRUE(Penalty().contested());
}

TEST_F(PenaltyDecideTest, ContestsUpToTheWindowsLastInstant) {
  const absl::Time end = FromTimestamp(Penalty().contest_end_time());
  EXPECT_EQ(Local(end), "2026-03-05 18:00");
  scene_.At(end + absl::Milliseconds(1));
  EXPECT_THAT(scene_.Contest(Penalty()),
              FailsWith(kFailed, v1::ERROR_REASON_CONTEST_WINDOW_OVER));
  scene_.At(end);
  EXPECT_THAT(scene_.Contest(Penalty()), IsOk());
}

// Whatever the order says of when it was given.
TEST_F(PenaltyDecideTest, WindowEndsByTheLedgersNow) {
  scene_.At("2026-03-06 09:00").Occurred("2026-03-03 09:00");
  EXPECT_THAT(scene_.Contest(Penalty()),
              FailsWith(kFailed, v1::ERROR_REASON_CONTEST_WINDOW_OVER));
}

TEST_F(PenaltyDecideTest, OnlyTheContractorContests) {
  v1::Actor other = Technician();
  other.set_party("wuye-2");
  const std::string order = absl::StrCat(
      "contest_penalty { reason: 'so' month { contract: 'c' month: 202603 } "
      "penalty: '",
      Penalty().penalty(), "' }");
  EXPECT_THAT(scene_.Order(order, other),
              FailsWith(kDenied, v1::ERROR_REASON_PARTY_REQUIRED));
  EXPECT_THAT(scene_.Order(order, Supervisor()),
              FailsWith(kDenied, v1::ERROR_REASON_PARTY_REQUIRED));
}

TEST_F(PenaltyDecideTest, SupervisorConfirmsAtOnce) {
  EXPECT_THAT(scene_.Confirm(Penalty()), IsOk());
  EXPECT_EQ(Penalty().state(), v1::PENALTY_STATE_CONFIRMED);
  EXPECT_EQ(Penalty().amount_fen(), 50000);
  EXPECT_EQ(Penalty().approver(), "chen");
  // A person's word is the last.
  EXPECT_THAT(scene_.Confirm(Penalty()),
              FailsWith(kFailed, v1::ERROR_REASON_PENALTY_DECIDED));
  EXPECT_THAT(scene_.Waive(Penalty()),
              FailsWith(kFailed, v1::ERROR_REASON_PENALTY_DECIDED));
  EXPECT_THAT(scene_.Contest(Penalty()),
              FailsWith(kFailed, v1::ERROR_REASON_PENALTY_DECIDED));
}

TEST_F(PenaltyDecideTest, SupervisorWaivesWhatIsContested) {
  EXPECT_THAT(scene_.Contest(Penalty()), IsOk());
  EXPECT_THAT(scene_.Waive(Penalty()), IsOk());
  EXPECT_EQ(Penalty().state(), v1::PENALTY_STATE_WAIVED);
  EXPECT_EQ(Penalty().amount_fen(), 0);
}

TEST_F(PenaltyDecideTest, ReducesToLessThanWasProposedAndMoreThanNothing) {
  for (const int64_t fen : {-1, 50000, 50001}) {
    EXPECT_THAT(Reduce(fen), FailsAtField(v1::ERROR_REASON_FIELD_INVALID,
                                          "reduce_penalty.amount_fen"));
  }
  EXPECT_THAT(Reduce(0), FailsAtField(v1::ERROR_REASON_FIELD_REQUIRED,
                                      "reduce_penalty.amount_fen"));
  EXPECT_THAT(Reduce(49999), IsOk());
  EXPECT_EQ(Penalty().state(), v1::PENALTY_STATE_REDUCED);
  EXPECT_EQ(Penalty().amount_fen(), 49999);
}

// Never final without a person, whatever role a machine was given.
TEST_F(PenaltyDecideTest, OnlyPeopleDecide) {
  for (const v1::ActorKind kind :
       {v1::ACTOR_KIND_SYSTEM, v1::ACTOR_KIND_DEVICE}) {
    v1::Actor actor = Supervisor();
    actor.set_kind(kind);
    for (const std::string& order :
         {absl::StrCat("confirm_penalty { reason: 'so' month { contract: 'c' "
                       "month: 202603 } penalty: '",
                       Penalty().penalty(), "' }"),
          std::string(
              "settle_month { month { contract: 'c' month: 202603 } }")}) {
      const absl::Status decided = scene_.Order(order, actor);
      EXPECT_THAT(decided, FailsWith(kDenied, v1::ERROR_REASON_ROLE_REQUIRED))
          << order;
      EXPECT_EQ(ErrorOf(decided).field(), "actor.kind");
    }
  }
}

TEST_F(PenaltyDecideTest, OnlySupervisorsDecide) {
  const std::string rest = absl::StrCat(
      "{ reason: 'so' month { contract: 'c' month: 202603 } penalty: '",
      Penalty().penalty(), "' ");
  for (const v1::Actor& actor : {Desk(), Technician(), System()}) {
    for (const std::string& order :
         {"confirm_penalty " + rest + "}", "waive_penalty " + rest + "}",
          "reduce_penalty " + rest + "amount_fen: 1 }",
          std::string(
              "settle_month { month { contract: 'c' month: 202603 } }")}) {
      EXPECT_THAT(scene_.Order(order, actor),
                  FailsWith(kDenied, v1::ERROR_REASON_ROLE_REQUIRED))
          << order;
    }
  }
}

TEST_F(PenaltyDecideTest, RefusesAPenaltyThatIsNone) {
  v1::Penalty other;
  other.set_penalty("nobody");
  EXPECT_THAT(scene_.Confirm(other),
              FailsWith(absl::StatusCode::kNotFound,
                        v1::ERROR_REASON_PENALTY_NOT_FOUND));
}

TEST_F(PenaltyDecideTest, RefusesAMonthThatIsNone) {
  for (const uint32_t month : {202600u, 202613u, 3u, 1000001u}) {
    EXPECT_THAT(scene_.Settle(month),
                FailsAtField(v1::ERROR_REASON_FIELD_INVALID,
                             "settle_month.month.month"));
  }
  EXPECT_THAT(
      scene_.Order("settle_month { month { month: 202603 } }", Supervisor()),
      FailsAtField(v1::ERROR_REASON_FIELD_REQUIRED,
                   "settle_month.month.contract"));
}

TEST_F(PenaltyDecideTest, RefusesATicket) {
  v1::Command command = Order(
      "settle_month { month { contract: 'c' month: 202603 } }", Supervisor());
  EXPECT_THAT(scene_.Try(command),
              FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "ticket"));
}

TEST_F(PenaltyDecideTest, SettlesWhenAllAreDecided) {
  scene_.At("2026-04-01 00:00");
  EXPECT_THAT(scene_.Settle(),
              FailsWith(kFailed, v1::ERROR_REASON_PENALTIES_OPEN));
  EXPECT_THAT(scene_.Confirm(Penalty()), IsOk());
  EXPECT_THAT(scene_.Settle(), IsOk());
  EXPECT_TRUE(scene_.March().settled());
  const v1::Settlement& settlement = scene_.March().settlement();
  EXPECT_EQ(settlement.score(), 98u);
  EXPECT_EQ(settlement.pay_percent(), 100u);
  EXPECT_EQ(settlement.penalty_fen(), 50000);
  EXPECT_EQ(settlement.paid_fen(), 950000);
  EXPECT_EQ(settlement.contract_revision(), 1u);
  EXPECT_EQ(scene_.log().back().event.month_settled().document(), "no. 7");
  EXPECT_THAT(scene_.Settle(),
              FailsWith(kFailed, v1::ERROR_REASON_MONTH_SETTLED));
  EXPECT_THAT(scene_.Waive(Penalty()),
              FailsWith(kFailed, v1::ERROR_REASON_MONTH_SETTLED));
}

TEST_F(PenaltyDecideTest, SettlesAMonthThatIsOverByTheContractsCalendar) {
  EXPECT_THAT(scene_.Confirm(Penalty()), IsOk());
  scene_.At(Local("2026-04-01 00:00") - absl::Milliseconds(1));
  EXPECT_THAT(scene_.Settle(),
              FailsWith(kFailed, v1::ERROR_REASON_STATE_FORBIDS));
  scene_.At("2026-04-01 00:00");
  EXPECT_THAT(scene_.Settle(), IsOk());
}

TEST_F(PenaltyDecideTest, SettlesAMonthWithoutPenalties) {
  scene_.At("2026-04-01 00:00");
  EXPECT_THAT(scene_.Settle(202602), IsOk());
  EXPECT_EQ(scene_.month("c|202602").settlement().paid_fen(), 1000000);
  // Out of the contract's term.
  EXPECT_THAT(
      scene_.Settle(202512),
      FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "settle_month.month"));
  EXPECT_THAT(scene_.Order("settle_month { month { contract: 'x' "
                           "month: 202603 } }",
                           Supervisor()),
              FailsWith(kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN));
}

TEST_F(PenaltyDecideTest, SettlesUnderTheContractOfThatMonth) {
  EXPECT_THAT(scene_.Confirm(Penalty()), IsOk());
  scene_.At("2026-04-01 00:00");
  scene_.KeepContract(kFixed, "2000000");
  EXPECT_THAT(scene_.Settle(), IsOk());
  EXPECT_EQ(scene_.March().settlement().fee_fen(), 1000000);
  EXPECT_EQ(scene_.March().settlement().contract_revision(), 1u);
  scene_.At("2026-05-01 00:00");
  EXPECT_THAT(scene_.Settle(202604), IsOk());
  EXPECT_EQ(scene_.month("c|202604").settlement().fee_fen(), 2000000);
}

TEST_F(PenaltyDecideTest, RefusesATimeAhead) {
  scene_.At("2026-03-02 17:00").Occurred("2026-03-02 17:06");
  EXPECT_THAT(scene_.Confirm(Penalty()),
              FailsAtField(v1::ERROR_REASON_TIME_AHEAD, "occur_time"));
}

}  // namespace
}  // namespace workledger
