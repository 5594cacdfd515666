// `workledger plan` against a server whose engine answers what a test sets.

#include "tools/workledger/plan_verbs.h"

#include <memory>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/services/fake_engine.h"
#include "tests/support/status_is.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

class PlanVerbsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = Server::Start(engine_, {.listen = "127.0.0.1:0"});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  Session MakeSession(OutputFormat output = OutputFormat::kTable) {
    return {.server = server_->address(),
            .ledger = "main",
            .zone = absl::UTCTimeZone(),
            .output = output,
            .out = out_,
            .err = err_};
  }

  FakeEngine engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

v1::PlanRow Row(const std::string& text) {
  v1::PlanRow row;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &row));
  return row;
}

TEST_F(PlanVerbsTest, ListsEveryPageOfPlans) {
  bool as_of = false;
  engine_.list_plans = [&as_of](const v1::ListPlansRequest& request,
                                const CallOptions&) {
    as_of = request.as_of().position() == 9;
    EXPECT_EQ(request.ledger(), "main");
    EXPECT_EQ(request.page_size(), kPageSizeMax);
    EXPECT_EQ(request.min_position(), 7u);
    v1::ListPlansResponse page;
    if (request.page_token().empty()) {
      *page.add_plans() =
          Row("plan { code: 'lift' title: 'Lifts' recurrence: 'FREQ=WEEKLY' } "
              "progress { next_key: '2026-01-05' next_start_time { seconds: "
              "1767603600 } last_ticket: 'lift-2025-12-29' made: 24 done: 22 "
              "missed: 1 gap_max_millis: 1386000000 }");
      page.set_next_page_token("more");
    } else {
      EXPECT_EQ(request.page_token(), "more");
      *page.add_plans() = Row("plan { code: 'pump' }");
    }
    return page;
  };
  ASSERT_THAT(RunPlanList({.min_position = 7}, MakeSession()), IsOk());
  for (const char* const text :
       {"lift", "Lifts", "FREQ=WEEKLY", "2026-01-05 09:00", "lift-2025-12-29",
        "24", "22", "16.0", "pump"}) {
    EXPECT_THAT(out_.str(), HasSubstr(text));
  }
  out_.str("");
  ASSERT_THAT(RunPlanList({.position = 9, .min_position = 7},
                          MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"lift\""));
  EXPECT_THAT(out_.str(), HasSubstr("\"pump\""));
  EXPECT_TRUE(as_of);
}

TEST_F(PlanVerbsTest, BringsAPlanForward) {
  engine_.execute = [](const v1::ExecuteRequest& request, const CallOptions&) {
    EXPECT_EQ(request.command().bring_forward().plan(), "lift");
    EXPECT_EQ(request.command().bring_forward().reason(), "noise");
    EXPECT_EQ(request.command().ticket(), "");
    v1::ExecuteResponse response;
    response.set_first_position(5);
    response.set_last_position(7);
    return response;
  };
  BringForwardFlags flags;
  flags.command.actor = "chief";
  flags.command.roles = {"supervisor"};
  flags.plan = "lift";
  flags.reason = "noise";
  ASSERT_THAT(RunPlanBringForward(flags, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("positions 5 to 7"));
}

}  // namespace
}  // namespace workledger
