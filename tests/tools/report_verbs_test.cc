#include "tools/workledger/report_verbs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "grpcpp/grpcpp.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tests/tools/usage_error.h"
#include "tools/workledger/holder_verbs.h"
#include "tools/workledger/ledger_verbs.h"
#include "tools/workledger/sla_verbs.h"
#include "workledger/engine.h"
#include "workledger/limits.h"
#include "workledger/v1/metric_service.grpc.pb.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

v1::ReportWorkResponse Report(const std::string& text) {
  v1::ReportWorkResponse report;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &report));
  return report;
}

void ExpectAddsUp(const std::string& text) {
  EXPECT_THAT(CheckRollUp(Report(text)), IsOk()) << text;
}

void ExpectFails(const std::string& text, const std::string& message) {
  const absl::Status status = CheckRollUp(Report(text));
  EXPECT_TRUE(absl::IsDataLoss(status)) << text;
  EXPECT_THAT(std::string(status.message()), HasSubstr(message)) << text;
}

TEST(CheckRollUpTest, TakesRowsThatAddUp) {
  ExpectAddsUp("");
  ExpectAddsUp("rows {}");
  ExpectAddsUp(
      "rows { tickets: 6 own_tickets: 1 open: 2 headcount: 9 } "
      "rows { category: 'a' tickets: 5 own_tickets: 1 open: 1 headcount: 7 } "
      "rows { category: 'a/b' tickets: 4 own_tickets: 4 headcount: 7 }");
  // Only a part of the tree.
  ExpectAddsUp(
      "rows { category: 'a' tickets: 4 } "
      "rows { category: 'a/b' tickets: 4 own_tickets: 4 drills: 0 }");
}

TEST(CheckRollUpTest, NamesTheRowThatDoesNot) {
  ExpectFails(
      "rows { tickets: 5 } rows { category: 'a' tickets: 4 own_tickets: 4 }",
      "category (all): got 5 tickets, want 4");
  ExpectFails(
      "rows { tickets: 3 own_tickets: 0 } "
      "rows { category: 'a' tickets: 4 own_tickets: 4 }",
      "category (all): got 3 tickets, want 4");
  ExpectFails(
      "rows { tickets: 4 own_tickets: 4 open: 1 } rows { category: 'a' "
      "open: 2 own_tickets: 0 }",
      "category (all): got 1 open, want 2");
  ExpectFails(
      "rows { category: 'a' tickets: 2 } "
      "rows { category: 'a/b' tickets: 2 own_tickets: 1 }",
      "category a/b: got 2 tickets, want 1");
  ExpectFails(
      "rows { tickets: 1 headcount: 5 } "
      "rows { category: 'a' tickets: 1 own_tickets: 1 headcount: 4 }",
      "category (all): got 5 people, want 4");
  ExpectFails(
      "rows { tickets: 1 quantities { item: 'x' unit: 'm' quantity_milli: 1 } }"
      "rows { category: 'a' tickets: 1 own_tickets: 1 }",
      "category (all): got 1 x (m), want 0");
}

TEST(CheckRollUpTest, MissesRowsInBetween) {
  ExpectFails("rows {} rows { category: 'a/b' }", "category a: got no row");
}

class ReportVerbsTest : public testing::Test {
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
    Do("report", "t-1", "hotline", "water/tap", "north/1");
    Do("report", "t-2", "hotline", "water", "north");
  }

  Session MakeSession(OutputFormat output = OutputFormat::kTable) {
    out_.str("");
    return {.server = server_->address(),
            .ledger = "",
            .zone = absl::UTCTimeZone(),
            .output = output,
            .out = out_,
            .err = err_};
  }

  void Do(const std::string& verb, const std::string& ticket,
          const std::string& channel, const std::string& category,
          const std::string& location) {
    OrderArguments arguments;
    arguments.ticket = ticket;
    arguments.command.actor = "desk-1";
    arguments.texts = {{"--channel", {channel}},
                       {"--category", {category}},
                       {"--location", {location}}};
    ASSERT_EQ(TicketOrderVerbs().front().name, verb);
    ASSERT_THAT(RunOrder(TicketOrderVerbs().front(), arguments, MakeSession()),
                IsOk());
  }

  // Waits for the views.
  static constexpr uint64_t kHead = 3;

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ReportVerbsTest, PrintsTheTreeOfWork) {
  ASSERT_THAT(
      RunReportWork({.by = "category", .as_of = {.min_position = kHead}},
                    MakeSession()),
      IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("(all)           2     2     0"));
  EXPECT_THAT(out_.str(), HasSubstr("\n  water         2     2     0"));
  EXPECT_THAT(out_.str(), HasSubstr("\n    tap         1     1     0"));
  ASSERT_THAT(RunReportWork({.by = "category", .under = "water/tap"},
                            MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"category\":\"water/tap\""));
  ASSERT_THAT(RunReportWork({.by = "category", .as_of = {.position = 2}},
                            MakeSession()),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("(all)           1     1     0"));
  // Both were reported at nine.
  ASSERT_THAT(RunReportWork({.by = "category", .end_time = "2025-03-03 09:00"},
                            MakeSession()),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("(all)           0     0     0"));
  ASSERT_THAT(
      RunReportWork({.by = "category", .start_time = "2025-03-03 09:00"},
                    MakeSession()),
      IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("(all)           2     2     0"));
  EXPECT_THAT(RunReportWork({.by = "party"}, MakeSession()),
              IsUsageError("--by: got \"party\", want category"));
}

TEST_F(ReportVerbsTest, CountsTickets) {
  // The views have caught up once a report was read.
  ASSERT_THAT(
      RunReportWork({.by = "category", .as_of = {.min_position = kHead}},
                    MakeSession()),
      IsOk());
  CountFlags flags = {.by = "location"};
  ASSERT_THAT(RunTicketCount(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(),
            "LOCATION  TICKETS  OPEN\n"
            "north           1     1\n"
            "north/1         1     1\n");
  flags.filter.as_of.position = 2;
  ASSERT_THAT(RunTicketCount(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(),
            "LOCATION  TICKETS  OPEN\n"
            "north/1         1     1\n");
  flags.filter.as_of = {};
  flags.filter.location = "north/1";
  flags.by = "state";
  ASSERT_THAT(RunTicketCount(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(),
            "STATE     TICKETS  OPEN\n"
            "REPORTED        1     1\n");
}

TEST_F(ReportVerbsTest, PrintsFiguresAndWhatIsBehindThem) {
  SlaFlags flags = {.start_time = "2025-03-01 00:00",
                    .end_time = "2025-04-01 00:00",
                    .by = {"site", "building"},
                    .figures = {"volume", "backlog-end", "recurrence"}};
  flags.as_of.min_position = kHead;
  ASSERT_THAT(RunReportSla(flags, MakeSession()), IsOk());
  EXPECT_EQ(
      out_.str(),
      "SITE   BUILDING  FIGURE       PART  COUNT  OF                 SHARE  "
      "MEAN  MEDIAN  P90  MAX  SUM\n"
      "north  -         volume       -         1   1                100.0%  "
      "   -       -    -    -    -\n"
      "north  -         recurrence   -         0   1  0.0% (0.0% to 79.4%)  "
      "   -       -    -    -    -\n"
      "north  -         backlog-end  -         1   -                     -  "
      "   -       -    -    -    -\n"
      "north  north/1   volume       -         1   1                100.0%  "
      "   -       -    -    -    -\n"
      "north  north/1   recurrence   -         0   1  0.0% (0.0% to 79.4%)  "
      "   -       -    -    -    -\n"
      "north  north/1   backlog-end  -         1   -                     -  "
      "   -       -    -    -    -\n"
      "*      *         volume       -         2   2                100.0%  "
      "   -       -    -    -    -\n"
      "*      *         recurrence   -         0   2  0.0% (0.0% to 65.8%)  "
      "   -       -    -    -    -\n"
      "*      *         backlog-end  -         2   -                     -  "
      "   -       -    -    -    -\n");
  flags.list = "volume";
  flags.row = {"north", "north/1"};
  ASSERT_THAT(RunReportSla(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(),
            "TICKET  POSITION  TIME                 VALUE\n"
            "t-1            2  2025-03-03 09:00:00      1\n");
  flags.list.clear();
  flags.row.clear();
  ASSERT_THAT(RunReportSla(flags, MakeSession(OutputFormat::kJson)), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"figure\":\"METRIC_FIGURE_VOLUME\""));
  flags.basis = "lunar";
  EXPECT_THAT(RunReportSla(flags, MakeSession()),
              IsUsageError("--basis: got \"lunar\", want calendar or working"));
}

// Answers as a test wants it and keeps the pages' sizes.
class ToldFigures final : public v1::MetricService::Service {
 public:
  grpc::Status QueryMetrics(grpc::ServerContext*,
                            const v1::QueryMetricsRequest*,
                            v1::QueryMetricsResponse* response) override {
    v1::FigureValue& score = *response->mutable_total()->add_figures();
    score.set_figure(v1::METRIC_FIGURE_CONTRACTOR_SCORE);
    score.set_count(1);
    score.set_sum(97'000);
    score.set_provisional(true);
    return grpc::Status::OK;
  }

  grpc::Status ListMetricTickets(
      grpc::ServerContext*, const v1::ListMetricTicketsRequest* request,
      v1::ListMetricTicketsResponse* response) override {
    page_sizes.push_back(request->page_size());
    if (page_sizes.size() < 2) response->set_next_page_token("more");
    return grpc::Status::OK;
  }

  std::vector<int> page_sizes;
};

class ToldFiguresTest : public testing::Test {
 protected:
  void SetUp() override {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(&figures_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }

  absl::Status Run(const SlaFlags& flags) {
    return RunReportSla(flags, {.server = absl::StrCat("127.0.0.1:", port_),
                                .ledger = "bureau",
                                .zone = absl::UTCTimeZone(),
                                .output = OutputFormat::kTable,
                                .out = out_,
                                .err = out_});
  }

  ToldFigures figures_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::ostringstream out_;
};

TEST_F(ToldFiguresTest, AreProvisionalWithoutAShareToo) {
  ASSERT_THAT(
      Run({.start_time = "2025-03-01 00:00", .end_time = "2025-04-01 00:00"}),
      IsOk());
  EXPECT_EQ(out_.str(),
            "FIGURE            PART  COUNT  OF        SHARE  MEAN  MEDIAN  P90"
            "  MAX    SUM\n"
            "contractor-score  -         1   -  provisional     -       -    -"
            "    -  97000\n");
}

// Each page is one walk over the period's facts.
TEST_F(ToldFiguresTest, AreListedInLargePages) {
  ASSERT_THAT(Run({.start_time = "2025-03-01 00:00",
                   .end_time = "2025-04-01 00:00",
                   .list = "volume"}),
              IsOk());
  EXPECT_THAT(figures_.page_sizes,
              testing::ElementsAre(kPageSizeMax, kPageSizeMax));
}

TEST_F(ReportVerbsTest, PrintsWhoHeldTickets) {
  SlaFlags flags = {.start_time = "2025-03-03 08:00",
                    .end_time = "2025-03-04 00:00",
                    .by = {"site"}};
  flags.as_of.min_position = kHead;
  ASSERT_THAT(RunReportHolders(flags, MakeSession()), IsOk());
  // The ledger's clock stands still.
  EXPECT_EQ(out_.str(), "SITE  HOLDER  HELD BY  TIME  MINUTES  SHARE  STAYS\n");
  v1::ExecuteRequest advance;
  advance.set_ledger("bureau");
  advance.mutable_command()->set_request_id("a");
  advance.mutable_command()->mutable_actor()->set_principal("desk-1");
  advance.mutable_command()->mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
  advance.mutable_command()
      ->mutable_advance_time()
      ->mutable_step()
      ->set_seconds(5430);
  ASSERT_THAT(Call(*engine_, &Engine::Execute, advance), IsOk());
  flags.as_of.min_position = kHead + 1;
  ASSERT_THAT(RunReportHolders(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(),
            "SITE   HOLDER  HELD BY     TIME  MINUTES   SHARE  STAYS\n"
            "north  (all)   -        3:01:00      181  100.0%      -\n"
            "north  desk    -        3:01:00      181  100.0%      2\n"
            "*      (all)   -        3:01:00      181  100.0%      -\n"
            "*      desk    -        3:01:00      181  100.0%      2\n");
  flags.list = "desk";
  flags.row = {"north"};
  ASSERT_THAT(RunReportHolders(flags, MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("\"ticket\":\"t-1\""));
  EXPECT_THAT(out_.str(), HasSubstr("\"value\":\"5430000\""));
  flags.list = "contractor:wuye-1";
  ASSERT_THAT(RunReportHolders(flags, MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_EQ(out_.str(), "");
}

TEST(CheckHolderSumsTest, NamesTheRowThatDoesNotAddUp) {
  const auto check = [](const std::string& text) {
    v1::QueryMetricsResponse response;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
    return CheckHolderSums(response);
  };
  const std::string row =
      "rows { values: 'east' figures { count: 9 total: 9 } figures { bucket: "
      "'DESK' count: 5 } figures { bucket: 'CONTRACTOR:x' count: 4 } } ";
  EXPECT_THAT(check(row + "total { figures { count: 9 total: 9 } figures { "
                          "bucket: 'DESK' count: 5 } figures { bucket: "
                          "'CONTRACTOR:x' count: 4 } }"),
              IsOk());
  EXPECT_THAT(
      std::string(check("rows { values: 'east' figures { count: 9 } figures { "
                        "bucket: 'DESK' count: 5 } }")
                      .message()),
      HasSubstr("row east: got 5 ms of all holders, want 9"));
  EXPECT_THAT(
      std::string(check(row + "total { figures { count: 9 } figures { bucket: "
                              "'DESK' count: 6 } figures { bucket: "
                              "'CONTRACTOR:x' count: 3 } }")
                      .message()),
      HasSubstr("total: got 3 ms of CONTRACTOR:x, want 4"));
}

TEST_F(ReportVerbsTest, RecordsAndSumsUpTallies) {
  OrderArguments tally;
  tally.command.actor = "desk-1";
  tally.command.roles = {"desk"};
  tally.texts = {
      {"--item", {"bicycles"}}, {"--count", {"40"}}, {"--location", {"north"}}};
  ASSERT_THAT(RunTallyOrder(tally, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(), "position 4\n");
  TallyReportFlags flags = {.period = "week", .by_location = true};
  flags.as_of.min_position = 4;
  ASSERT_THAT(RunReportTally(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(),
            "ITEM      FROM        LOCATION  COUNT  TALLIES\n"
            "bicycles  2025-03-03  north        40        1\n");
  TallyReportFlags before = {.as_of = {.position = 3}};
  ASSERT_THAT(RunReportTally(before, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(), "ITEM  FROM  COUNT  TALLIES\n");
  flags.end_time = "2025-03-03 00:00";
  ASSERT_THAT(RunReportTally(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(), "ITEM  FROM  LOCATION  COUNT  TALLIES\n");
  flags.start_time = "2025-03-04 00:00";
  EXPECT_TRUE(absl::IsInvalidArgument(RunReportTally(flags, MakeSession())));
}

}  // namespace
}  // namespace workledger
