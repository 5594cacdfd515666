// `workledger inspection` against a server in this process.

#include "tools/workledger/inspection_verbs.h"

#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tests/tools/usage_error.h"
#include "tools/workledger/ledger_verbs.h"
#include "tools/workledger/ticket_verbs.h"
#include "workledger/engine.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class InspectionVerbsTest : public ::testing::Test {
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

  absl::Status Give(const std::string& verb, const std::string& round,
                    const FlagTexts& texts) {
    for (const OrderVerb& order : InspectionOrderVerbs()) {
      if (order.name != verb) continue;
      OrderArguments arguments;
      arguments.ticket = round;
      arguments.command.actor = "sun";
      arguments.command.roles = {"inspector"};
      arguments.texts = texts;
      return RunOrder(order, arguments, MakeSession());
    }
    return absl::NotFoundError(verb);
  }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(InspectionVerbsTest, TellsARoundFromItsOpeningToItsScore) {
  ASSERT_THAT(Give("open-round", "i-1",
                   {{"--title", {"March"}}, {"--locations", {"north/1"}}}),
              IsOk());
  ASSERT_THAT(Give("record-visit", "i-1", {{"--location", {"north/1"}}}),
              IsOk());
  ASSERT_THAT(Give("raise-finding", "i-1",
                   {{"--ticket", {"dust"}},
                    {"--kind", {"cleaning"}},
                    {"--location", {"north/1/101"}},
                    {"--category", {"cleaning/daily"}},
                    {"--points", {"2"}}}),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("dust: version 1, positions"));
  ASSERT_THAT(Give("close-round", "i-1", {}), IsOk());
  // The views follow in a moment; a read that names a position waits for them.
  AsOfFlags wait;
  wait.min_position = 6;
  ASSERT_THAT(RunTicketShow("dust", wait, MakeSession()), IsOk());

  ASSERT_THAT(RunInspectionShow("i-1", {}, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("closed"));
  EXPECT_THAT(out_.str(), HasSubstr("inspector"));
  EXPECT_THAT(out_.str(), HasSubstr("dust at north/1/101, 2 points"));
  EXPECT_THAT(out_.str(), HasSubstr("failed"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("rubric")));
  ASSERT_THAT(RunInspectionShow("i-1", {}, MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"state\":\"INSPECTION_STATE_CLOSED\""));

  ASSERT_THAT(RunInspectionShow("i-1", {.position = 2}, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("open"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("dust")));
  InspectionListFlags then;
  then.as_of.position = 1;
  ASSERT_THAT(RunInspectionList(then, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), Not(HasSubstr("i-1")));

  ASSERT_THAT(RunInspectionList(InspectionListFlags(), MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("i-1"));
  EXPECT_THAT(out_.str(), HasSubstr("March"));
  EXPECT_THAT(out_.str(), HasSubstr("1 of 1"));
}

TEST_F(InspectionVerbsTest, ListsAPageAndSaysWhereToGoOn) {
  for (const char* round : {"a", "b", "c"}) {
    ASSERT_THAT(Give("open-round", round, {{"--locations", {"x"}}}), IsOk());
  }
  ASSERT_THAT(Give("record-visit", "c", {{"--location", {"x"}}}), IsOk());
  v1::ListInspectionsRequest wait;
  wait.set_ledger("bureau");
  wait.set_min_position(5);
  ASSERT_THAT(Call(*engine_, &Engine::ListInspections, wait), IsOk());
  InspectionListFlags flags;
  flags.page_size = 2;
  ASSERT_THAT(RunInspectionList(flags, MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"inspection\":\"b\""));
  EXPECT_THAT(out_.str(), Not(HasSubstr("\"inspection\":\"c\"")));
  ASSERT_THAT(err_.str(), HasSubstr("next-page-token: "));
  const std::string told = err_.str();
  flags.page_token = told.substr(told.find(": ") + 2);
  flags.page_token.pop_back();  // the end of the line
  ASSERT_THAT(RunInspectionList(flags, MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"inspection\":\"c\""));
  EXPECT_EQ(err_.str(), "");
  flags = {};
  flags.all = true;
  ASSERT_THAT(RunInspectionList(flags, MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"inspection\":\"a\""));
  EXPECT_THAT(out_.str(), HasSubstr("\"inspection\":\"c\""));
  flags.page_size = 0;
  EXPECT_THAT(RunInspectionList(flags, MakeSession()),
              IsUsageError("--page-size"));
}

TEST_F(InspectionVerbsTest, SaysWhatIsMissing) {
  EXPECT_EQ(ReasonOf(RunInspectionShow("none", {}, MakeSession())),
            v1::ERROR_REASON_INSPECTION_NOT_FOUND);
  EXPECT_THAT(Give("close-round", "", {}),
              IsUsageError("ROUND: got none, want the round's id"));
}

}  // namespace
}  // namespace workledger
