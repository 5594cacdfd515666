// Penalties through the engine's public header: proposed with a breach that the
// ticker finds, decided, settled, and the same after a restart.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "workledger/engine.h"

namespace workledger {
namespace {

using google::protobuf::TextFormat;

// Open at any time; four hours for repairs; 500 yuan for each that is late.
constexpr char kCatalogue[] =
    "change_catalogue { "
    "changes { put { calendar { code: 'always' zone: 'Asia/Shanghai' "
    "  weekdays: [1,2,3,4,5,6,7] "
    "  intervals { open_minute: 0 close_minute: 1440 } } } } "
    "changes { put { party { code: 'wuye-1' kind: PARTY_KIND_CONTRACTOR "
    "  active: true } } } "
    "changes { put { contract { code: 'c' party: 'wuye-1' "
    "  start_time { seconds: 1735660800 } end_time { seconds: 1767196800 } "
    "  month { fee_fen: 1000050 calendar: 'always' } "
    "  clauses { code: 'late' penalty { breach { fixed_fen: 50000 points: 2 } "
    "  } } } } } "
    "changes { put { policy { code: 'p' calendar: 'always' rules { code: 'r' "
    "  metric: METRIC_RESOLUTION party: CLOCK_PARTY_CONTRACTOR "
    "  target { open_time { seconds: 14400 } } } } } } }";

class PenaltyQueriesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Open();
    v1::CreateLedgerRequest request;
    request.set_ledger("main");
    request.set_clock(v1::LEDGER_CLOCK_DRIVEN);
    // 09:00 on Monday 3 March 2025 by the clock of Shanghai.
    request.mutable_start_time()->set_seconds(1740963600);
    ASSERT_THAT(Call(*engine_, &Engine::CreateLedger, request), IsOk());
    Do(kCatalogue);
  }

  void Open() {
    engine_.reset();
    auto engine = Engine::Open({.directory = (dir_.path() / "data").string(),
                                .disk_reserve_bytes = 0});
    ASSERT_THAT(engine, IsOk());
    engine_ = *std::move(engine);
  }

  absl::StatusOr<v1::ExecuteResponse> Give(const std::string& text,
                                           const std::string& party = "") {
    v1::ExecuteRequest request;
    request.set_ledger("main");
    v1::Command& command = *request.mutable_command();
    EXPECT_TRUE(TextFormat::ParseFromString(text, &command)) << text;
    command.set_request_id(absl::StrCat("r-", ++requests_));
    v1::Actor& actor = *command.mutable_actor();
    actor.set_principal("chen");
    actor.set_party(party);
    actor.set_kind(v1::ACTOR_KIND_HUMAN);
    actor.add_roles(v1::ROLE_DESK);
    actor.add_roles(v1::ROLE_SUPERVISOR);
    return Call(*engine_, &Engine::Execute, request);
  }

  void Do(const std::string& text, const std::string& party = "") {
    const auto response = Give(text, party);
    ASSERT_THAT(response, IsOk()) << text;
    position_ = response->last_position();
  }

  v1::GetPenaltyMonthResponse Account(uint32_t month = 202503) {
    v1::GetPenaltyMonthRequest request;
    request.set_ledger("main");
    request.mutable_month()->set_contract("c");
    request.mutable_month()->set_month(month);
    request.set_min_position(position_);
    const auto response = Call(*engine_, &Engine::GetPenaltyMonth, request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? *response : v1::GetPenaltyMonthResponse();
  }

  // A ticket that is late at 13:00.
  void Breach() {
    Do("ticket: 't-1' report { kind: TICKET_KIND_REPAIR channel: "
       "CHANNEL_HOTLINE location: 'north/1' category: 'mep/lamp' "
       "priority: PRIORITY_P3 }");
    Do("ticket: 't-1' accept {}");
    Do("ticket: 't-1' dispatch { party: 'wuye-1' }");
    Do("advance_time { step { seconds: 18000 } }");
  }

  std::string Naming(const std::string& penalty) {
    return "month { contract: 'c' month: 202503 } reason: 'so' penalty: '" +
           penalty + "'";
  }

  TempDir dir_;
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
  uint64_t position_ = 0;
};

TEST_F(PenaltyQueriesTest, PenaltyGoesFromItsBreachToTheSettlement) {
  Breach();
  const v1::GetPenaltyMonthResponse account = Account();
  ASSERT_EQ(account.month().penalties_size(), 1);
  const std::string penalty = account.month().penalties(0).penalty();
  EXPECT_EQ(account.month().penalties(0).proposed_fen(), 50000);
  // Nobody has decided, so nothing is taken off yet.
  EXPECT_EQ(account.settlement().paid_fen(), 1000050);

  Do("contest_penalty { " + Naming(penalty) + " }", "wuye-1");
  Open();
  EXPECT_EQ(Account().month().penalties(0).state(),
            v1::PENALTY_STATE_CONTESTED);
  Do("reduce_penalty { amount_fen: 25000 " + Naming(penalty) + " }");
  EXPECT_THAT(Give("settle_month { month { contract: 'c' month: 202503 } }"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        v1::ERROR_REASON_STATE_FORBIDS));
  Do("advance_time { now_time { seconds: 1743436800 } }");
  Do("settle_month { month { contract: 'c' month: 202503 } }");
  Open();
  const v1::GetPenaltyMonthResponse settled = Account();
  EXPECT_TRUE(settled.month().settled());
  EXPECT_EQ(settled.settlement().score(), 98u);
  EXPECT_EQ(settled.settlement().paid_fen(), 975050);
  EXPECT_EQ(settled.settlement().contract_revision(), 1u);
  EXPECT_THAT(Give("settle_month { month { contract: 'c' month: 202503 } }"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        v1::ERROR_REASON_MONTH_SETTLED));
}

// What is settled stays: neither a revision of the contract nor a penalty
// reaches into the month, and what is refused is named with its place.
TEST_F(PenaltyQueriesTest, SettledMonthIsNotRewritten) {
  Breach();
  const std::string penalty = Account().month().penalties(0).penalty();
  Do("confirm_penalty { " + Naming(penalty) + " }");
  Do("advance_time { now_time { seconds: 1743436800 } }");
  Do("settle_month { month { contract: 'c' month: 202503 } }");
  const std::string settled = Account().DebugString();
  const auto expect_refused = [&](const std::string& order,
                                  const std::string& field) {
    const auto response = Give(order);
    EXPECT_THAT(response, FailsWith(absl::StatusCode::kFailedPrecondition,
                                    v1::ERROR_REASON_MONTH_SETTLED))
        << order;
    EXPECT_EQ(ErrorOf(response.status()).field(), field) << order;
  };
  const auto contract = [](const std::string& party, int64_t start,
                           int64_t end) {
    return "change_catalogue { changes { put { party { code: 'wuye-2' kind: "
           "PARTY_KIND_CONTRACTOR active: true } } } changes { put { contract "
           "{ code: 'c' party: '" +
           party + "' start_time { seconds: " + absl::StrCat(start) +
           " } end_time { seconds: " + absl::StrCat(end) +
           " } month { fee_fen: 1 calendar: 'always' } clauses { code: 'late' "
           "penalty { breach { fixed_fen: 1 } } } } } } }";
  };
  constexpr int64_t kStart = 1735660800;
  constexpr int64_t kEnd = 1767196800;
  constexpr int64_t kMarch = 1742400000;
  const std::string place = "change_catalogue.changes[1].put.contract";
  expect_refused(contract("wuye-2", kStart, kEnd), place + ".party");
  expect_refused(contract("wuye-1", kMarch, kEnd), place + ".start_time");
  expect_refused(contract("wuye-1", kStart, kMarch), place + ".end_time");
  // As if it had been in force while the month lasted.
  expect_refused(
      "occur_time { seconds: 1743436000 } " + contract("wuye-1", kStart, kEnd),
      place);
  for (const char* const order : {"confirm", "waive"}) {
    expect_refused(absl::StrCat(order, "_penalty { ", Naming(penalty), " }"),
                   absl::StrCat(order, "_penalty.month"));
  }
  expect_refused("reduce_penalty { amount_fen: 1 " + Naming(penalty) + " }",
                 "reduce_penalty.month");
  // Nothing was half applied: the party beside it is not there.
  EXPECT_THAT(Give("ticket: 't-1' reassign { party: 'wuye-2' }"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        v1::ERROR_REASON_CATALOGUE_UNKNOWN));
  // A ground that goes later changes nothing of it either.
  Do("ticket: 't-1' excuse_breach { reason: 'flood' clock { metric: "
     "METRIC_RESOLUTION party: CLOCK_PARTY_CONTRACTOR cycle: 1 segment: 1 } "
     "}");
  v1::GetPenaltyMonthResponse after = Account();
  after.clear_position();
  v1::GetPenaltyMonthResponse before;
  ASSERT_TRUE(TextFormat::ParseFromString(settled, &before));
  before.clear_position();
  EXPECT_EQ(after.DebugString(), before.DebugString());
  // From now on the contract may say something else.
  Do(contract("wuye-1", kStart, kEnd));
}

// Before the breach nothing was proposed; before the settlement the account is
// what it would have come to, by the contract as it was.
TEST_F(PenaltyQueriesTest, ShowsAccountsAsTheyWere) {
  const uint64_t before = position_;
  Breach();
  const uint64_t proposed = position_;
  Do("waive_penalty { " + Naming(Account().month().penalties(0).penalty()) +
     " }");
  Do("advance_time { now_time { seconds: 1743436800 } }");
  Do("settle_month { month { contract: 'c' month: 202503 } }");
  const auto account = [&](uint64_t position) {
    v1::GetPenaltyMonthRequest request;
    request.set_ledger("main");
    request.mutable_month()->set_contract("c");
    request.mutable_month()->set_month(202503);
    request.mutable_as_of()->set_position(position);
    const auto response = Call(*engine_, &Engine::GetPenaltyMonth, request);
    EXPECT_THAT(response, IsOk());
    return response.value_or(v1::GetPenaltyMonthResponse());
  };
  EXPECT_EQ(account(before).month().penalties_size(), 0);
  EXPECT_EQ(account(before).settlement().contract_revision(), 1u);
  const v1::GetPenaltyMonthResponse then = account(proposed);
  EXPECT_EQ(then.position(), proposed);
  ASSERT_EQ(then.month().penalties_size(), 1);
  EXPECT_EQ(then.month().penalties(0).state(), v1::PENALTY_STATE_PROPOSED);
  EXPECT_FALSE(then.month().settled());
  EXPECT_TRUE(account(position_).month().settled());
  // Before the contract there was no account.
  EXPECT_EQ(account(1).settlement().contract_revision(), 0u);

  v1::ListPenaltyMonthsRequest list;
  list.set_ledger("main");
  list.set_contract("c");
  list.mutable_as_of()->set_position(before);
  auto page = Call(*engine_, &Engine::ListPenaltyMonths, list);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->months_size(), 0);
  list.mutable_as_of()->set_position(proposed);
  page = Call(*engine_, &Engine::ListPenaltyMonths, list);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->months_size(), 1);
  EXPECT_FALSE(page->months(0).settled());
  list.mutable_as_of()->set_position(position_ + 1);
  EXPECT_THAT(Call(*engine_, &Engine::ListPenaltyMonths, list),
              FailsWith(absl::StatusCode::kOutOfRange,
                        v1::ERROR_REASON_POSITION_AHEAD));
}

TEST_F(PenaltyQueriesTest, ListsMonthsByContractInPages) {
  Breach();
  Do("settle_month { month { contract: 'c' month: 202502 } }");
  v1::ListPenaltyMonthsRequest request;
  request.set_ledger("main");
  request.set_contract("c");
  request.set_page_size(1);
  request.set_min_position(position_);
  auto page = Call(*engine_, &Engine::ListPenaltyMonths, request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->months_size(), 1);
  EXPECT_EQ(page->months(0).month(), 202502u);
  request.set_page_token(page->next_page_token());
  page = Call(*engine_, &Engine::ListPenaltyMonths, request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->months_size(), 1);
  EXPECT_EQ(page->months(0).month(), 202503u);
  EXPECT_EQ(page->next_page_token(), "");
  request.clear_page_token();
  request.set_contract("d");
  page = Call(*engine_, &Engine::ListPenaltyMonths, request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->months_size(), 0);
}

TEST_F(PenaltyQueriesTest, MonthWithoutPenaltiesIsPaidInFull) {
  EXPECT_EQ(Account(202502).settlement().paid_fen(), 1000050);
  EXPECT_FALSE(Account(202502).month().settled());
  v1::GetPenaltyMonthRequest request;
  request.set_ledger("main");
  request.mutable_month()->set_contract("c");
  request.mutable_month()->set_month(202513);
  EXPECT_THAT(Call(*engine_, &Engine::GetPenaltyMonth, request),
              FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "month.month"));
}

}  // namespace
}  // namespace workledger
