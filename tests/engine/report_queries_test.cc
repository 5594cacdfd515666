// Counts and reports through an engine: what they refuse, and that they agree
// with what was ordered.

#include <gtest/gtest.h>

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/text_format.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/fake_clock.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

class ReportQueriesTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    for (const char* const ticket : {"a", "b", "c"}) {
      ASSERT_TRUE(Execute(ReportRequest(ticket, ticket)).ok());
    }
    ASSERT_TRUE(Execute(AcceptRequest("accept", "a")).ok());
  }

  template <typename Request>
  Request Parse(const std::string& text) {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request));
    request.set_ledger("main");
    request.set_min_position(HeadPosition());
    return request;
  }

  absl::StatusOr<v1::CountTicketsResponse> Count(const std::string& text) {
    return Call(*engine_, &Engine::CountTickets,
                Parse<v1::CountTicketsRequest>(text));
  }

  void ExpectRefused(const absl::Status& status, const std::string& field) {
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_EQ(ErrorOf(status).field(), field) << status;
  }
};

INSTANTIATE_TEST_SUITE_P(Memory, ReportQueriesTest, testing::Values(false));

TEST_P(ReportQueriesTest, CountsWhatTheFilterMatches) {
  const auto counts = Count("by: COUNT_BY_STATE");
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->tickets(), 3);
  EXPECT_TRUE(counts->complete());
  EXPECT_EQ(counts->position(), HeadPosition());
  ASSERT_EQ(counts->counts_size(), 2);
  EXPECT_EQ(counts->counts(0).value(), "ACCEPTED");
  EXPECT_EQ(counts->counts(1).value(), "REPORTED");
  EXPECT_EQ(counts->counts(1).tickets(), 2);
  const auto below = Count(
      "by: COUNT_BY_KIND filter { location: 'east' "
      "number_prefix: '3' }");
  ASSERT_TRUE(below.ok()) << below.status();
  EXPECT_EQ(below->tickets(), 1);
}

TEST_P(ReportQueriesTest, CountsByAgeAndByPerson) {
  const auto ages = Count("by: COUNT_BY_AGE");
  ASSERT_TRUE(ages.ok()) << ages.status();
  ASSERT_EQ(ages->counts_size(), 1);
  EXPECT_EQ(ages->counts(0).value(), "0-1");
  EXPECT_EQ(ages->counts(0).tickets(), 3);
  auto dispatch = MakeRequest("dispatch", "a");
  dispatch.mutable_command()->mutable_dispatch()->set_party("p");
  dispatch.mutable_command()->mutable_dispatch()->set_person("li");
  ASSERT_TRUE(Execute(dispatch).ok());
  const auto people = Count("by: COUNT_BY_PERSON");
  ASSERT_TRUE(people.ok()) << people.status();
  ASSERT_EQ(people->counts_size(), 2);
  EXPECT_EQ(people->counts(1).value(), "li");
  EXPECT_EQ(people->counts(1).tickets(), 1);
}

constexpr char kWeek[] =
    "put { calendar { code: 'biz' zone: 'UTC' weekdays: [1, 2, 3, 4, 5] "
    "  intervals { open_minute: 540 close_minute: 1080 } ";
// A notice that came late.
constexpr char kFairDays[] =
    "  days { date { year: 2026 month: 3 day: 3 } day_class: DAY_CLASS_OFF "
    "         document: 'no. 9' } "
    "  days { date { year: 2026 month: 3 day: 4 } day_class: DAY_CLASS_OFF "
    "         document: 'no. 9' } ";

class AgesTest : public ReportQueriesTest {
 protected:
  void SetUp() override {
    clock_ = &time_;
    ReportQueriesTest::SetUp();
  }

  void Publish(const std::string& request_id, const std::string& item) {
    v1::ExecuteRequest request = MakeRequest(request_id, "");
    v1::Command& command = *request.mutable_command();
    command.clear_ticket();
    command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "document: 'no. 9' changes { " + item +
            "} } } changes { put { location { code: 'east' "
            "kind: LOCATION_KIND_SITE calendar: 'biz' } } }",
        command.mutable_change_catalogue()));
    const auto published = Execute(request);
    ASSERT_TRUE(published.ok()) << published.status();
  }

  // 2026-03-02T12:00:00Z, a Monday.
  FakeClock time_{absl::FromUnixSeconds(1772452800)};
};

INSTANTIATE_TEST_SUITE_P(Memory, AgesTest, testing::Values(false));

TEST_P(AgesTest, OfThenAreCountedInTheDaysThatWereKnownThen) {
  Publish("biz-1", kWeek);
  time_.Set(time_.Now() + absl::Hours(4 * 24));
  v1::ExecuteRequest note = MakeRequest("note", "b");
  note.mutable_command()->mutable_add_note()->mutable_text()->set_clear("so");
  ASSERT_TRUE(Execute(note).ok());
  const std::string then =
      "as_of { position: " + std::to_string(HeadPosition()) + " }";
  const auto age = [this](const std::string& as_of) {
    const auto ages = Count("by: COUNT_BY_AGE " + as_of);
    EXPECT_TRUE(ages.ok()) << ages.status();
    return ages.ok() ? ages->counts(0).value() : "";
  };
  EXPECT_EQ(age(then), "4-7");
  Publish("biz-2", std::string(kWeek) + kFairDays);
  EXPECT_EQ(age(""), "2-3");
  EXPECT_EQ(age(then), "4-7");
}

TEST_P(ReportQueriesTest, RefusesCountsThatSayNothing) {
  ExpectRefused(Count("").status(), "by");
  ExpectRefused(
      Count("by: COUNT_BY_KIND filter { number_prefix: '1x' }").status(),
      "filter.number_prefix");
  ExpectRefused(Count("by: COUNT_BY_KIND filter { close_start_time { seconds: "
                      "2 } close_end_time { seconds: 1 } }")
                    .status(),
                "filter.close_end_time");
}

TEST_P(ReportQueriesTest, RollsWorkUp) {
  const auto report =
      Call(*engine_, &Engine::ReportWork, Parse<v1::ReportWorkRequest>(""));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->position(), HeadPosition());
  ASSERT_EQ(report->rows_size(), 3);
  EXPECT_EQ(report->rows(0).tickets(), 3);
  EXPECT_EQ(report->rows(2).category(), "electrical/lighting");
  EXPECT_EQ(report->rows(2).own_tickets(), 3);
}

TEST_P(ReportQueriesTest, CountsAsOfThen) {
  // Before the acceptance.
  const auto counts = Count("by: COUNT_BY_STATE as_of { position: 4 }");
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->position(), 4);
  EXPECT_TRUE(counts->complete());
  ASSERT_EQ(counts->counts_size(), 1);
  EXPECT_EQ(counts->counts(0).value(), "REPORTED");
  EXPECT_EQ(counts->counts(0).tickets(), 3);
  ExpectRefused(Count("by: COUNT_BY_KIND as_of { position: 4 } filter { "
                      "due_before_time { seconds: 2 } }")
                    .status(),
                "filter.due_before_time");
  EXPECT_TRUE(absl::IsOutOfRange(
      Count("by: COUNT_BY_KIND as_of { position: 99 }").status()));
}

TEST_P(ReportQueriesTest, RollsWorkUpAsOfThenAndOfAPeriod) {
  const auto tickets = [&](const std::string& text) {
    const auto report =
        Call(*engine_, &Engine::ReportWork, Parse<v1::ReportWorkRequest>(text));
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? report->rows(0).tickets() : 0;
  };
  EXPECT_EQ(tickets("as_of { position: 3 }"), 2);
  EXPECT_EQ(tickets("end_time { seconds: 1000 }"), 0);
  EXPECT_EQ(tickets("start_time { seconds: 1000 }"), 3);
  // The end of the period bounds what `as_of` asks for, not the other way.
  EXPECT_EQ(tickets("end_time { seconds: 1000 } "
                    "as_of { valid_time { seconds: 4102444800 } }"),
            0);
  EXPECT_EQ(tickets("end_time { seconds: 4102444800 } "
                    "as_of { valid_time { seconds: 1000 } }"),
            0);
  const auto refused = [&](const std::string& text) {
    return Call(*engine_, &Engine::ReportWork,
                Parse<v1::ReportWorkRequest>(text))
        .status();
  };
  ExpectRefused(refused("start_time { seconds: 2 } end_time { seconds: 1 }"),
                "end_time");
  EXPECT_TRUE(absl::IsOutOfRange(refused("as_of { position: 99 }")));
}

TEST_P(ReportQueriesTest, CutsTallyTimesToDays) {
  v1::ExecuteRequest request = MakeRequest("tally", "");
  request.mutable_command()->clear_ticket();
  v1::RecordTally& tally = *request.mutable_command()->mutable_record_tally();
  tally.set_item("bicycles");
  tally.set_count(7);
  tally.mutable_start_time()->set_seconds(1'700'000'000);  // 2023-11-14 22:13
  ASSERT_TRUE(Execute(request).ok());
  const auto counted = [&](const std::string& times) {
    const auto report = Call(*engine_, &Engine::ReportTallies,
                             Parse<v1::ReportTalliesRequest>(times));
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() && report->rows_size() == 1;
  };
  EXPECT_TRUE(counted(""));
  EXPECT_TRUE(counted("start_time { seconds: 1700006399 }"));
  EXPECT_FALSE(counted("start_time { seconds: 1700006400 }"));
  EXPECT_TRUE(counted("end_time { seconds: 1699920001 }"));
  EXPECT_FALSE(counted("end_time { seconds: 1699920000 }"));
  EXPECT_TRUE(
      counted("as_of { position: " + std::to_string(HeadPosition()) + " }"));
  EXPECT_FALSE(counted(
      "as_of { position: " + std::to_string(HeadPosition() - 1) + " }"));
  EXPECT_FALSE(counted("start_time { seconds: 1700006400 } as_of { position: " +
                       std::to_string(HeadPosition()) + " }"));
  ExpectRefused(Call(*engine_, &Engine::ReportTallies,
                     Parse<v1::ReportTalliesRequest>(
                         "start_time { seconds: 2 } end_time { seconds: 1 }"))
                    .status(),
                "end_time");
}

}  // namespace
}  // namespace workledger
