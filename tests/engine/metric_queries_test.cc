// Figures through an engine: what is refused, and that they agree with what was
// ordered and with a replay.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "google/protobuf/text_format.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/fake_clock.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// 2026-03-31T12:00:00Z.
constexpr absl::Time kNow = absl::FromUnixSeconds(1774958400);

class MetricQueriesTest : public EngineTest {
 protected:
  void SetUp() override {
    clock_ = &time_;
    EngineTest::SetUp();
    for (const char* const ticket : {"a", "b", "c"}) {
      ASSERT_TRUE(Execute(ReportRequest(ticket, ticket)).ok());
    }
    ASSERT_TRUE(Execute(AcceptRequest("accept", "a")).ok());
    v1::ExecuteRequest dispatch = MakeRequest("dispatch", "a");
    dispatch.mutable_command()->mutable_dispatch()->set_party("wuye");
    dispatch.mutable_command()->mutable_dispatch()->set_mode(
        v1::DISPATCH_MODE_ASSIGNED);
    ASSERT_TRUE(Execute(dispatch).ok());
    v1::ExecuteRequest reject = MakeRequest("reject", "b");
    reject.mutable_command()->mutable_reject()->set_reason("not ours");
    reject.mutable_command()->mutable_reject()->set_closure_code(
        v1::CLOSURE_CODE_NOT_OURS);
    ASSERT_TRUE(Execute(reject).ok());
  }

  // The day before and the day after, and what `text` says.
  v1::QueryMetricsRequest Request(const std::string& text) {
    v1::QueryMetricsRequest request;
    *request.mutable_start_time() = ToTimestamp(kNow - absl::Hours(24));
    *request.mutable_end_time() = ToTimestamp(kNow + absl::Hours(24));
    v1::QueryMetricsRequest more;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &more));
    request.MergeFrom(more);
    request.set_ledger("main");
    request.set_min_position(HeadPosition());
    return request;
  }

  absl::StatusOr<v1::QueryMetricsResponse> Query(
      const v1::QueryMetricsRequest& request) {
    return Call(*engine_, &Engine::QueryMetrics, request);
  }
  absl::StatusOr<v1::QueryMetricsResponse> Query(const std::string& text) {
    return Query(Request(text));
  }

  FakeClock time_{kNow};

  void ExpectRefused(const absl::Status& status, const std::string& field) {
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_EQ(ErrorOf(status).field(), field) << status;
  }
};

INSTANTIATE_TEST_SUITE_P(Memory, MetricQueriesTest, testing::Values(false));

std::map<std::string, uint64_t> Counts(const v1::MetricRow& row) {
  std::map<std::string, uint64_t> counts;
  for (const v1::FigureValue& value : row.figures()) {
    if (value.bucket().empty()) {
      counts[v1::MetricFigure_Name(value.figure()).substr(14)] = value.count();
    }
  }
  return counts;
}

TEST_P(MetricQueriesTest, CountsWhatWasOrdered) {
  const auto response = Query("dimensions: METRIC_DIMENSION_PARTY");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->position(), HeadPosition());
  const std::map<std::string, uint64_t> total = Counts(response->total());
  EXPECT_EQ(total.at("VOLUME"), 3);
  EXPECT_EQ(total.at("ENDED"), 1);
  EXPECT_EQ(total.at("BACKLOG_END"), 2);
  EXPECT_FALSE(total.contains("BACKLOG_START"));
  ASSERT_EQ(response->rows_size(), 2);
  EXPECT_EQ(response->rows(1).values(0), "wuye");
  EXPECT_EQ(Counts(response->rows(1)).at("BACKLOG_END"), 1);
  EXPECT_EQ(Counts(response->rows(1)).at("MOVED"), 1);
}

TEST_P(MetricQueriesTest, NamesPlacesAndMonths) {
  const auto response = Query(
      "dimensions: METRIC_DIMENSION_SITE dimensions: "
      "METRIC_DIMENSION_BUILDING dimensions: METRIC_DIMENSION_MONTH "
      "figures: METRIC_FIGURE_VOLUME");
  ASSERT_TRUE(response.ok()) << response.status();
  // The backlog goes on into the next month, though nothing asked shows it.
  ASSERT_EQ(response->rows_size(), 2);
  EXPECT_EQ(response->rows(1).values(2), "2026-04");
  uint64_t reported = 0;
  for (const v1::MetricRow& row : {response->rows(0)}) {
    EXPECT_EQ(row.values(0), "east");
    EXPECT_EQ(row.values(1), "east/1");
    EXPECT_EQ(row.values(2), "2026-03");
    for (const v1::FigureValue& value : row.figures()) {
      reported += value.count();
    }
  }
  EXPECT_EQ(reported, 3);
}

TEST_P(MetricQueriesTest, GivesTheSameThroughAReplayOfTheHead) {
  for (const std::string text :
       {"", "dimensions: METRIC_DIMENSION_PARTY",
        "dimensions: METRIC_DIMENSION_CATEGORY dimensions: "
        "METRIC_DIMENSION_PRIORITY dimensions: METRIC_DIMENSION_MONTH",
        "dimensions: METRIC_DIMENSION_PARTY current: true basis: "
        "TIME_BASIS_WORKING_TIME"}) {
    v1::QueryMetricsRequest request = Request(text);
    const auto now = Query(request);
    ASSERT_TRUE(now.ok()) << now.status();
    request.mutable_as_of()->set_position(HeadPosition());
    const auto replayed = Query(request);
    ASSERT_TRUE(replayed.ok()) << replayed.status();
    EXPECT_EQ(replayed->DebugString(), now->DebugString()) << text;
  }
}

// What waits grows older though nothing happens.
TEST_P(MetricQueriesTest, TellsAgesAtTheClocksNow) {
  v1::QueryMetricsRequest request =
      Request("figures: METRIC_FIGURE_BACKLOG_AGE");
  *request.mutable_end_time() = ToTimestamp(kNow + absl::Hours(24 * 20));
  const auto part = [&] {
    const auto response = Query(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() && response->total().figures_size() == 1
               ? response->total().figures(0).bucket()
               : "none";
  };
  EXPECT_EQ(part(), "0-1");
  time_.Set(kNow + absl::Hours(24 * 5));
  EXPECT_EQ(part(), "4-7");
}

// Who held what is open, how old and how late it is: all of it up to then.
TEST_P(MetricQueriesTest, GivesAReportAgainAsItWasGiven) {
  const absl::Time then = kNow + absl::Minutes(90);
  time_.Set(then);
  v1::QueryMetricsRequest request =
      Request("dimensions: METRIC_DIMENSION_PARTY");
  const auto given = Query(request);
  ASSERT_TRUE(given.ok()) << given.status();
  time_.Set(kNow + absl::Hours(5));
  ASSERT_TRUE(Execute(ReportRequest("later", "d")).ok());
  *request.mutable_as_of()->mutable_known_time() = ToTimestamp(then);
  request.set_min_position(HeadPosition());
  auto again = Query(request);
  ASSERT_TRUE(again.ok()) << again.status();
  again->set_position(given->position());
  EXPECT_EQ(again->DebugString(), given->DebugString());
}

// The responsibility ledger of two open tickets, and of one that was rejected.
TEST_P(MetricQueriesTest, SaysWhoHeldTickets) {
  time_.Set(kNow + absl::Minutes(30));
  v1::ExecuteRequest hold = MakeRequest("ack", "a");
  hold.mutable_command()->mutable_acknowledge();
  hold.mutable_command()->mutable_actor()->set_party("wuye");
  ASSERT_TRUE(Execute(hold).ok());
  hold = MakeRequest("hold", "a");
  hold.mutable_command()->mutable_hold()->set_reason(
      v1::HOLD_REASON_AWAIT_ACCESS);
  hold.mutable_command()->mutable_actor()->set_party("wuye");
  ASSERT_TRUE(Execute(hold).ok());
  time_.Set(kNow + absl::Minutes(50));
  const auto response = Query("figures: METRIC_FIGURE_HOLDERS");
  ASSERT_TRUE(response.ok()) << response.status();
  std::map<std::string, uint64_t> minutes;
  for (const v1::FigureValue& value : response->total().figures()) {
    minutes[value.bucket()] = value.count() / 60'000;
  }
  EXPECT_THAT(minutes, testing::UnorderedElementsAre(
                           testing::Pair("", 100), testing::Pair("DESK", 50),
                           testing::Pair("CONTRACTOR:wuye", 30),
                           testing::Pair("REQUESTER", 20)));
  v1::ListMetricTicketsRequest list;
  *list.mutable_query() = Request("");
  list.set_figure(v1::METRIC_FIGURE_HOLDERS);
  list.set_bucket("REQUESTER");
  const auto behind = Call(*engine_, &Engine::ListMetricTickets, list);
  ASSERT_TRUE(behind.ok()) << behind.status();
  ASSERT_EQ(behind->tickets_size(), 1);
  EXPECT_EQ(behind->tickets(0).ticket(), "a");
  EXPECT_EQ(behind->tickets(0).value(), 20 * 60'000);
  EXPECT_EQ(behind->tickets(0).position(), HeadPosition());
}

// Verifications take as long as the log is; figures do not wait for them.
TEST_P(MetricQueriesTest, DoesNotWaitForVerifications) {
  std::promise<void> end;
  const std::shared_future<void> ended = end.get_future().share();
  constexpr int kVerifications = 4;
  std::atomic<int> over = 0;
  for (int i = 0; i < kVerifications; ++i) {
    v1::VerifyLedgerRequest request;
    request.set_ledger("main");
    engine_->VerifyLedger(
        request, [](const v1::VerifyLedgerResponse&) { return true; },
        [&](const absl::StatusOr<v1::VerifyLedgerResponse>&) {
          ended.wait();
          ++over;
        });
  }
  EXPECT_TRUE(Query("figures: METRIC_FIGURE_VOLUME").ok());
  EXPECT_EQ(over, 0);
  end.set_value();
  // The engine's end waits for what is under way.
  engine_.reset();
  EXPECT_EQ(over, kVerifications);
}

TEST_P(MetricQueriesTest, TellsWhatWasKnownThen) {
  // The ledger's creation and two reports.
  const auto then = Query("as_of { position: 3 }");
  ASSERT_TRUE(then.ok()) << then.status();
  EXPECT_EQ(then->position(), 3);
  EXPECT_EQ(Counts(then->total()).at("VOLUME"), 2);
  EXPECT_EQ(Counts(then->total()).at("BACKLOG_END"), 2);
  EXPECT_TRUE(absl::IsOutOfRange(Query("as_of { position: 900 }").status()));
}

TEST_P(MetricQueriesTest, ListsTheTicketsBehindAFigure) {
  v1::ListMetricTicketsRequest request;
  *request.mutable_query() = Request("dimensions: METRIC_DIMENSION_PARTY");
  request.set_figure(v1::METRIC_FIGURE_VOLUME);
  request.add_values("");
  request.set_page_size(2);
  std::vector<std::string> tickets;
  std::vector<uint64_t> positions;
  do {
    const auto page = Call(*engine_, &Engine::ListMetricTickets, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::MetricTicket& ticket : page->tickets()) {
      tickets.push_back(ticket.ticket());
      positions.push_back(ticket.position());
      EXPECT_EQ(ticket.version(), 1);
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(tickets, testing::UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(positions, testing::UnorderedElementsAre(2, 3, 4));
  request.set_figure(v1::METRIC_FIGURE_ENDED);
  request.set_bucket("NOT_OURS");
  const auto ended = Call(*engine_, &Engine::ListMetricTickets, request);
  ASSERT_TRUE(ended.ok()) << ended.status();
  ASSERT_EQ(ended->tickets_size(), 1);
  EXPECT_EQ(ended->tickets(0).ticket(), "b");
  EXPECT_EQ(ended->tickets(0).version(), 2);
}

constexpr char kEqualPromises[] =
    "changes { put { calendar { code: 'all' zone: 'UTC' "
    "  weekdays: [1, 2, 3, 4, 5, 6, 7] "
    "  intervals { open_minute: 0 close_minute: 1440 } } } } "
    "changes { put { policy { code: 'p' calendar: 'all' "
    "  rules { code: 'sla' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
    "    target { open_time { seconds: 3600 } } } "
    "  rules { code: 'ola' metric: METRIC_ACCEPT party: CLOCK_PARTY_OLA "
    "    target { open_time { seconds: 3600 } } } } } } ";

// Two promises of one ticket that one event keeps are alike in all that a list
// shows of them.
TEST_P(MetricQueriesTest, ListsWhatIsAlikeAcrossPages) {
  v1::ExecuteRequest change = MakeRequest("change", "");
  v1::Command& command = *change.mutable_command();
  command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      kEqualPromises, command.mutable_change_catalogue()));
  command.mutable_change_catalogue()->set_document("no. 7");
  ASSERT_TRUE(Execute(change).ok());
  for (const char* const ticket : {"d", "e"}) {
    ASSERT_TRUE(Execute(ReportRequest(ticket, ticket)).ok());
    ASSERT_TRUE(
        Execute(AcceptRequest(absl::StrCat("accept ", ticket), ticket)).ok());
  }
  v1::ListMetricTicketsRequest request;
  *request.mutable_query() = Request("");
  request.set_figure(v1::METRIC_FIGURE_COMPLIANCE);
  request.set_page_size(1);
  std::vector<std::string> tickets;
  do {
    const auto page = Call(*engine_, &Engine::ListMetricTickets, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::MetricTicket& ticket : page->tickets()) {
      tickets.push_back(ticket.ticket());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(tickets, testing::ElementsAre("d", "d", "e", "e"));
}

TEST_P(MetricQueriesTest, RefusesListsThatSayNothing) {
  v1::ListMetricTicketsRequest request;
  *request.mutable_query() = Request("");
  const auto list = [&] {
    return Call(*engine_, &Engine::ListMetricTickets, request).status();
  };
  ExpectRefused(list(), "figure");
  request.set_figure(v1::METRIC_FIGURE_VOLUME);
  request.add_values("east");
  ExpectRefused(list(), "values");
  request.clear_values();
  request.set_page_token("made-up");
  ExpectRefused(list(), "page_token");
}

TEST_P(MetricQueriesTest, RefusesWhatItCannotAnswer) {
  v1::QueryMetricsRequest request = Request("");
  request.clear_start_time();
  ExpectRefused(Query(request).status(), "start_time");
  request = Request("");
  request.clear_end_time();
  ExpectRefused(Query(request).status(), "end_time");
  request = Request("");
  *request.mutable_end_time() = request.start_time();
  ExpectRefused(Query(request).status(), "end_time");
  *request.mutable_end_time() =
      ToTimestamp(FromTimestamp(request.start_time()) + kMetricPeriodMax);
  EXPECT_TRUE(Query(request).ok());
  *request.mutable_end_time() =
      ToTimestamp(FromTimestamp(request.start_time()) + kMetricPeriodMax +
                  absl::Milliseconds(1));
  ExpectRefused(Query(request).status(), "end_time");
  ExpectRefused(Query("filter { held: true }").status(), "filter.held");
  ExpectRefused(Query("filter { title: 'x' }").status(), "filter.title");
  ExpectRefused(Query("dimensions: METRIC_DIMENSION_SITE dimensions: "
                      "METRIC_DIMENSION_SITE")
                    .status(),
                "dimensions[1]");
}

TEST_P(MetricQueriesTest, TakesAsManyOfEachAsItMay) {
  v1::QueryMetricsRequest request = Request("");
  for (int i = 1; i <= static_cast<int>(kMetricDimensionsMax); ++i) {
    request.add_dimensions(static_cast<v1::MetricDimension>(i));
  }
  for (size_t i = 0; i < kMetricFiguresMax; ++i) {
    request.add_figures(v1::METRIC_FIGURE_VOLUME);
  }
  EXPECT_TRUE(Query(request).ok()) << Query(request).status();
  v1::QueryMetricsRequest more = request;
  more.add_dimensions(
      static_cast<v1::MetricDimension>(kMetricDimensionsMax + 1));
  EXPECT_EQ(ReasonOf(Query(more).status()), v1::ERROR_REASON_TOO_MANY_ITEMS);
  EXPECT_EQ(ErrorOf(Query(more).status()).field(), "dimensions");
  more = request;
  more.add_figures(v1::METRIC_FIGURE_VOLUME);
  EXPECT_EQ(ReasonOf(Query(more).status()), v1::ERROR_REASON_TOO_MANY_ITEMS);
  EXPECT_EQ(ErrorOf(Query(more).status()).field(), "figures");
}

}  // namespace
}  // namespace workledger
