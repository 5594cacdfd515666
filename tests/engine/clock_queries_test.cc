// Clocks explained through an engine: now and as of then.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "engine/base/time.h"
#include "google/protobuf/text_format.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

// 2026-01-01T00:00:00Z, a Thursday.
constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);

constexpr char kCatalogue[] =
    "changes { put { calendar { code: 'all' zone: 'UTC' "
    "  weekdays: [1, 2, 3, 4, 5, 6, 7] "
    "  intervals { open_minute: 0 close_minute: 1440 } } } } "
    "changes { put { policy { code: 'p' calendar: 'all' "
    "  rules { code: 'quick' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "    priorities: PRIORITY_P1 target { open_time { seconds: 3600 } } } "
    "  rules { code: 'done' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "    target { open_time { seconds: 14400 } } } } } } ";

class ClockQueriesTest : public EngineTest {
 protected:
  void SetUp() override {
    clock_ = &time_;
    EngineTest::SetUp();
    v1::ExecuteRequest change = MakeRequest("change", "");
    v1::Command& command = *change.mutable_command();
    command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        kCatalogue, command.mutable_change_catalogue()));
    command.mutable_change_catalogue()->set_document("no. 7");
    ASSERT_THAT(Execute(change), IsOk());
    ASSERT_THAT(Execute(ReportRequest("report", "lamp")), IsOk());
  }

  v1::ExplainClocksRequest Request() {
    v1::ExplainClocksRequest request;
    request.set_ledger("main");
    request.set_ticket("lamp");
    request.set_min_position(HeadPosition());
    return request;
  }

  absl::StatusOr<v1::ExplainClocksResponse> Ask(
      const v1::ExplainClocksRequest& request) {
    return Call(*engine_, &Engine::ExplainClocks, request);
  }

  void RaisePriority() {
    v1::ExecuteRequest request = MakeRequest("priority", "lamp");
    v1::SetPriority& order = *request.mutable_command()->mutable_set_priority();
    order.set_priority(v1::PRIORITY_P1);
    order.set_reason("smoke");
    ASSERT_THAT(Execute(request), IsOk());
  }

  FakeClock time_{kStart};
};

INSTANTIATE_TEST_SUITE_P(Memory, ClockQueriesTest, testing::Values(false));

TEST_P(ClockQueriesTest, ReadsRunningClocksAtTheLedgersNow) {
  time_.Set(kStart + absl::Hours(1));
  const auto response = Ask(Request());
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->ticket(), "lamp");
  EXPECT_EQ(response->position(), HeadPosition());
  EXPECT_EQ(FromTimestamp(response->at_time()), kStart + absl::Hours(1));
  ASSERT_EQ(response->clocks_size(), 1);
  const v1::ClockExplanation& clock = response->clocks(0);
  EXPECT_EQ(clock.value().state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(clock.value().elapsed_millis(), 3'600'000);
  EXPECT_EQ(FromTimestamp(clock.value().due_time()), kStart + absl::Hours(4));
  ASSERT_EQ(clock.trials_size(), 2);
  EXPECT_EQ(clock.trials(0).field(), "priorities");
  ASSERT_EQ(clock.intervals_size(), 1);
  EXPECT_EQ(clock.intervals(0).activity(), v1::CLOCK_ACTIVITY_RUN);
  ASSERT_EQ(response->holders_size(), 1);
  EXPECT_EQ(response->holders(0).holder(), v1::HOLDER_DESK);
}

TEST_P(ClockQueriesTest, ReadsThemAtAnyTime) {
  v1::ExplainClocksRequest request = Request();
  *request.mutable_at_time() = ToTimestamp(kStart + absl::Hours(2));
  const auto response = Ask(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->clocks(0).value().elapsed_millis(), 2 * 3'600'000);
}

TEST_P(ClockQueriesTest, ReadsTheLogAsOfThen) {
  const uint64_t before = HeadPosition();
  time_.Set(kStart + absl::Minutes(10));
  RaisePriority();
  const auto now = Ask(Request());
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->clocks(0).value().terms().rule(), "quick");
  EXPECT_EQ(now->clocks(0).moves_size(), 2);

  v1::ExplainClocksRequest request = Request();
  request.mutable_as_of()->set_position(before);
  const auto by_position = Ask(request);
  ASSERT_THAT(by_position, IsOk());
  EXPECT_EQ(by_position->position(), before);
  EXPECT_EQ(by_position->clocks(0).value().terms().rule(), "done");
  EXPECT_EQ(by_position->clocks(0).moves_size(), 1);

  request = Request();
  *request.mutable_as_of()->mutable_known_time() =
      ToTimestamp(kStart + absl::Minutes(5));
  const auto by_time = Ask(request);
  ASSERT_THAT(by_time, IsOk());
  EXPECT_EQ(by_time->clocks(0).SerializeAsString(),
            by_position->clocks(0).SerializeAsString());
}

TEST_P(ClockQueriesTest, RefusesWhatItCannotTell) {
  v1::ExplainClocksRequest request = Request();
  request.clear_ticket();
  EXPECT_THAT(Ask(request),
              FailsAtField(v1::ERROR_REASON_FIELD_REQUIRED, "ticket"));
  request.set_ticket("nobody");
  EXPECT_THAT(Ask(request), FailsWith(absl::StatusCode::kNotFound,
                                      v1::ERROR_REASON_TICKET_NOT_FOUND));
  request = Request();
  *request.mutable_as_of()->mutable_known_time() =
      ToTimestamp(kStart - absl::Hours(1));
  EXPECT_THAT(Ask(request), FailsWith(absl::StatusCode::kNotFound,
                                      v1::ERROR_REASON_TICKET_NOT_FOUND));
  request = Request();
  request.mutable_as_of()->set_position(HeadPosition() + 1);
  EXPECT_THAT(Ask(request), FailsWith(absl::StatusCode::kOutOfRange,
                                      v1::ERROR_REASON_POSITION_AHEAD));
  request = Request();
  request.set_ledger("other");
  EXPECT_THAT(Ask(request), FailsWith(absl::StatusCode::kNotFound,
                                      v1::ERROR_REASON_LEDGER_NOT_FOUND));
}

}  // namespace
}  // namespace workledger
