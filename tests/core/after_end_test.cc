// What may follow when a ticket has ended: an appeal, a recurrence, a rating.

#include <string>

#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

TEST(AfterEndTest, DuplicateIsAppealedAndNoDuplicateAnyMore) {
  const Outcome outcome =
      Given(PathTo(v1::TICKET_STATE_DISPATCHED))
          .And(Happened("duplicate_linked { master: 't-2' }"))
          .And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2")
          .When(SampleOrder("appeal"));
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(outcome.ticket().master(), "");
  EXPECT_EQ(outcome.ticket().closure_code(), v1::CLOSURE_CODE_UNSPECIFIED);
}

TEST(AfterEndTest, AppealTakesTheWorkBackFromItsParty) {
  const v1::Event dispatched = Happened(
      "work_dispatched { assignee { party: 'wuye-1' } segment: 1 "
      "contract: 'c-1' return_end_time { seconds: 1 } }");
  const Outcome outcome =
      Given(PathTo(v1::TICKET_STATE_ACCEPTED))
          .And(dispatched)
          .And(Happened("duplicate_linked { master: 't-2' }"))
          .And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2")
          .When(SampleOrder("appeal"));
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  EXPECT_FALSE(outcome.ticket().has_assignee());
  EXPECT_EQ(outcome.ticket().contract(), "");
  EXPECT_FALSE(outcome.ticket().has_return_end_time());
}

// kNow is twelve hours after kStart, 1767225600.
TEST(AfterEndTest, RecurrenceComesAfterTheTimeToReopen) {
  const auto given = [](std::string_view reopen_end) {
    Scene scene;
    scene.And(Happened("ticket_reported { kind: TICKET_KIND_REPAIR location: "
                       "'east' }"),
              "t-2");
    return scene.And(
        Happened("ticket_closed { closure_code: CLOSURE_CODE_FIXED " +
                 std::string(reopen_end) + " }"),
        "t-2");
  };
  const v1::Command report = Order(
      "report { channel: CHANNEL_WEB location: 'east' recurrence_of: 't-2' }",
      Desk());
  given("reopen_end_time { seconds: 1767268800 }")
      .When(report)
      .ThenFails(absl::StatusCode::kFailedPrecondition,
                 v1::ERROR_REASON_REOPEN_WINDOW_OPEN, "report.recurrence_of");
  EXPECT_TRUE(given("reopen_end_time { seconds: 1767268799 }")
                  .When(report)
                  .events()
                  .ok());
  // It may be reopened for ever, and need not be.
  EXPECT_TRUE(given("").When(report).events().ok());
}

TEST(AfterEndTest, BadRatingAsksForAReopenWhereThereIsOne) {
  const char* const bad =
      "rate_service { score: 1 source: RATING_SOURCE_REQUESTER }";
  EXPECT_EQ(Given(PathTo(v1::TICKET_STATE_CLOSED))
                .When(Order(bad, Requester()))
                .events()
                ->size(),
            2u);
  Given(CleaningPathTo(v1::TICKET_STATE_CLOSED))
      .When(Order(bad, Requester()))
      .Then({Happened(
          "service_rated { score: 1 source: RATING_SOURCE_REQUESTER }")});
}

}  // namespace
}  // namespace workledger
