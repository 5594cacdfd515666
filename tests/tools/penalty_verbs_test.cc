// `workledger penalty` against a server in this process: a breach is proposed,
// contested, reduced and settled.

#include "tools/workledger/penalty_verbs.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/tools/usage_error.h"
#include "tools/workledger/catalogue_verbs.h"
#include "tools/workledger/ledger_verbs.h"
#include "workledger/engine.h"

namespace workledger {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::HasSubstr;
using ::testing::Not;

// Open at any time; four hours for repairs; 500 yuan for each that is late.
constexpr char kCatalogue[] =
    "change_catalogue { "
    "changes { put { calendar { code: 'always' zone: 'Asia/Shanghai' "
    "  weekdays: [1,2,3,4,5,6,7] "
    "  intervals { open_minute: 0 close_minute: 1440 } last_year: 2030 } } } "
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

class PenaltyVerbsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({});
    ASSERT_THAT(engine, IsOk());
    engine_ = *std::move(engine);
    auto server = Server::Start(*engine_, {.listen = "127.0.0.1:0"});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    ASSERT_THAT(RunLedgerCreate({.name = "bureau",
                                 .clock = "driven",
                                 .start_time = "2025-03-03 09:00"},
                                MakeSession()),
                IsOk());
    Do(kCatalogue);
  }

  Session MakeSession(OutputFormat output = OutputFormat::kTable) {
    out_.str("");
    err_.str("");
    return {.server = server_->address(),
            .ledger = "",
            .zone = absl::UTCTimeZone(),
            .output = output,
            .out = out_,
            .err = err_};
  }

  // Gives an order that must be accepted, by somebody who may do everything.
  void Do(const std::string& text) {
    v1::ExecuteRequest request;
    request.set_ledger("bureau");
    v1::Command& command = *request.mutable_command();
    ASSERT_TRUE(TextFormat::ParseFromString(text, &command)) << text;
    command.set_request_id(absl::StrCat("r-", ++requests_));
    v1::Actor& actor = *command.mutable_actor();
    actor.set_principal("chen");
    actor.set_kind(v1::ACTOR_KIND_HUMAN);
    actor.add_roles(v1::ROLE_DESK);
    actor.add_roles(v1::ROLE_SUPERVISOR);
    const auto response = Call(*engine_, &Engine::Execute, request);
    ASSERT_THAT(response, IsOk()) << text;
    position_ = response->last_position();
  }

  // A ticket that is late at 13:00, and the month's account then.
  v1::GetPenaltyMonthResponse Breach() {
    Do("ticket: 't-1' report { kind: TICKET_KIND_REPAIR channel: "
       "CHANNEL_HOTLINE location: 'north/1' category: 'mep/lamp' "
       "priority: PRIORITY_P3 }");
    Do("ticket: 't-1' accept {}");
    Do("ticket: 't-1' dispatch { party: 'wuye-1' }");
    Do("advance_time { step { seconds: 18000 } }");
    return Account();
  }

  v1::GetPenaltyMonthResponse Account() {
    v1::GetPenaltyMonthRequest request;
    request.set_ledger("bureau");
    request.mutable_month()->set_contract("c");
    request.mutable_month()->set_month(202503);
    request.set_min_position(position_);
    const auto response = Call(*engine_, &Engine::GetPenaltyMonth, request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? *response : v1::GetPenaltyMonthResponse();
  }

  absl::Status Give(PenaltyVerb verb, PenaltyOrderFlags flags) {
    flags.month = {.contract = "c", .month = "2025-03"};
    flags.command.actor = "chen";
    if (verb == PenaltyVerb::kContest) {
      flags.command.actor_party = "wuye-1";
    } else {
      flags.command.roles = {"supervisor"};
    }
    const absl::Status given = RunPenaltyOrder(verb, flags, MakeSession());
    if (given.ok()) ++position_;
    return given;
  }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
  int requests_ = 0;
  uint64_t position_ = 0;
};

TEST_F(PenaltyVerbsTest, TellsAPenaltyFromItsBreachToTheSettlement) {
  const v1::GetPenaltyMonthResponse account = Breach();
  ASSERT_EQ(account.month().penalties_size(), 1);
  const v1::Penalty& penalty = account.month().penalties(0);
  EXPECT_EQ(penalty.proposed_fen(), 50000);
  // Nobody has decided, so nothing is taken off yet.
  EXPECT_EQ(account.settlement().paid_fen(), 1000050);

  EXPECT_THAT(Give(PenaltyVerb::kContest,
                   {.penalty = penalty.penalty(), .reason = "no access"}),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("position"));
  EXPECT_THAT(Give(PenaltyVerb::kSettle, {}),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        v1::ERROR_REASON_STATE_FORBIDS));
  EXPECT_THAT(Give(PenaltyVerb::kReduce, {.penalty = penalty.penalty(),
                                          .reason = "half",
                                          .amount_fen = 25000}),
              IsOk());
  Do("advance_time { now_time { seconds: 1743436800 } }");
  EXPECT_THAT(Give(PenaltyVerb::kSettle, {.document = "no. 7"}), IsOk());
  const v1::GetPenaltyMonthResponse settled = Account();
  EXPECT_TRUE(settled.month().settled());
  EXPECT_EQ(settled.settlement().score(), 98u);
  EXPECT_EQ(settled.settlement().paid_fen(), 975050);

  ASSERT_THAT(RunPenaltyShow({.month = {.contract = "c", .month = "202503"}},
                             MakeSession()),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr(penalty.penalty()));
  EXPECT_THAT(out_.str(), HasSubstr("resolution 1/1"));
  EXPECT_THAT(out_.str(), HasSubstr("reduced"));
  EXPECT_THAT(out_.str(), HasSubstr("500.00"));
  EXPECT_THAT(out_.str(), HasSubstr("9750.50"));
  ASSERT_THAT(RunPenaltyShow({.month = {.contract = "c", .month = "2025-03"}},
                             MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"state\":\"PENALTY_STATE_REDUCED\""));
  PenaltyShowFlags before = {.month = {.contract = "c", .month = "2025-03"}};
  before.as_of.position = 2;
  ASSERT_THAT(RunPenaltyShow(before, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), Not(HasSubstr("t-1")));
  EXPECT_THAT(out_.str(), HasSubstr("NOT SETTLED"));
  PenaltyListFlags then;
  then.as_of.position = 2;
  ASSERT_THAT(RunPenaltyList(then, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), Not(HasSubstr("2025-03")));
  ASSERT_THAT(RunPenaltyList({}, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("2025-03"));
  EXPECT_THAT(out_.str(), HasSubstr("settled"));
}

// A revision or a penalty that would rewrite a settled month is refused, and
// the tool says where.
TEST_F(PenaltyVerbsTest, SaysWhatWouldRewriteASettledMonth) {
  const std::string penalty = Breach().month().penalties(0).penalty();
  ASSERT_THAT(Give(PenaltyVerb::kConfirm, {.penalty = penalty, .reason = "so"}),
              IsOk());
  Do("advance_time { now_time { seconds: 1743436800 } }");
  ASSERT_THAT(Give(PenaltyVerb::kSettle, {}), IsOk());
  const absl::Status again =
      Give(PenaltyVerb::kWaive, {.penalty = penalty, .reason = "no"});
  EXPECT_THAT(again, FailsWith(absl::StatusCode::kFailedPrecondition,
                               v1::ERROR_REASON_MONTH_SETTLED));
  EXPECT_THAT(std::string(again.message()), HasSubstr("waive_penalty.month"));
  EXPECT_THAT(std::string(again.message()), HasSubstr("202503"));
  const TempDir directory;
  const std::string file = (directory.path() / "b.toml").string();
  std::ofstream(file) << "zone = \"Asia/Shanghai\"\n"
                         "[[contract]]\n"
                         "code = \"c\"\n"
                         "party = \"wuye-1\"\n"
                         "start_time = 2025-01-01\n"
                         "end_time = 2025-03-16\n"
                         "month = { fee_fen = 1, calendar = \"always\" }\n";
  CatalogueApplyFlags apply = {.file = file};
  apply.change.yes = true;
  apply.change.confirm = nullptr;
  apply.change.command.actor = "zhao";
  apply.change.command.roles = {"supervisor"};
  const absl::Status cut = RunCatalogueApply(apply, MakeSession());
  EXPECT_THAT(cut, FailsWith(absl::StatusCode::kFailedPrecondition,
                             v1::ERROR_REASON_MONTH_SETTLED));
  EXPECT_THAT(std::string(cut.message()),
              HasSubstr("b.toml:6:1: change_catalogue.changes[0].put.contract."
                        "end_time"));
  EXPECT_THAT(std::string(cut.message()), HasSubstr("202503"));
  EXPECT_EQ(Account().settlement().paid_fen(), 950050);
}

TEST_F(PenaltyVerbsTest, ListsMonthsByContractInPages) {
  Breach();
  Do("advance_time { now_time { seconds: 1743436800 } }");
  // An empty month of its own.
  Do("settle_month { month { contract: 'c' month: 202502 } }");
  Account();
  PenaltyListFlags flags;
  flags.page_size = 1;
  ASSERT_THAT(RunPenaltyList(flags, MakeSession(OutputFormat::kJson)), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("202502"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("202503")));
  EXPECT_THAT(err_.str(), HasSubstr("next-page-token"));
  flags.all = true;
  flags.contract = "c";
  ASSERT_THAT(RunPenaltyList(flags, MakeSession(OutputFormat::kJson)), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("202503"));
  EXPECT_EQ(err_.str(), "");
  flags.contract = "d";
  ASSERT_THAT(RunPenaltyList(flags, MakeSession(OutputFormat::kJson)), IsOk());
  EXPECT_EQ(out_.str(), "");
  flags.all = false;
  flags.page_size = 0;
  EXPECT_THAT(RunPenaltyList(flags, MakeSession()),
              IsUsageError("--page-size"));
}

TEST_F(PenaltyVerbsTest, ShowsAMonthWithoutPenalties) {
  ASSERT_THAT(RunPenaltyShow({.month = {.contract = "c", .month = "2025-02"}},
                             MakeSession()),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("10000.50"));
  for (const char* month : {"", "2025", "2025-13", "2025-3", "x"}) {
    EXPECT_THAT(RunPenaltyShow({.month = {.contract = "c", .month = month}},
                               MakeSession()),
                IsUsageError("MONTH"))
        << month;
  }
}

TEST(PenaltyTextTest, TellsFenAsYuan) {
  EXPECT_EQ(YuanText(0), "0.00");
  EXPECT_EQ(YuanText(5), "0.05");
  EXPECT_EQ(YuanText(-5), "-0.05");
  EXPECT_EQ(YuanText(-10123), "-101.23");
  EXPECT_EQ(YuanText(1000050), "10000.50");
}

}  // namespace
}  // namespace workledger
