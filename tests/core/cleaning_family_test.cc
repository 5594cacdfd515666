// Cleaning with children: the parent's work does not end before theirs.

#include <string_view>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;

Scene GivenParent(v1::TicketState state) {
  return Given(CleaningPathTo(state))
      .And(Happened("child_added { child: 't-3' }"))
      .And(PathTo(v1::TICKET_STATE_ON_SITE), "t-3");
}

// Tries the order while the child is open, and after it has ended.
void ExpectAfterChild(v1::TicketState state, std::string_view order) {
  SCOPED_TRACE(std::string(order));
  Scene scene = GivenParent(state);
  scene.When(CleaningOrder(order))
      .ThenFails(kFailed, v1::ERROR_REASON_CHILDREN_OPEN);
  scene.And(Happened("ticket_withdrawn {}"), "t-3");
  const Outcome outcome = scene.When(CleaningOrder(order));
  EXPECT_TRUE(outcome.events().ok()) << outcome.events().status();
}

TEST(CleaningFamilyTest, WhatEndsTheParentWaitsForItsChildren) {
  ExpectAfterChild(v1::TICKET_STATE_IN_PROGRESS, "finish");
  ExpectAfterChild(v1::TICKET_STATE_DONE, "close");
  ExpectAfterChild(v1::TICKET_STATE_PASSED, "close_passed");
  ExpectAfterChild(v1::TICKET_STATE_RECHECK, "recheck");
}

// As any other report does.
TEST(CleaningFamilyTest, RepairOfADayAgoNeedsASupervisor) {
  const Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS));
  v1::Command command = CleaningOrder("raise_repair");
  *command.mutable_occur_time() =
      ToTimestamp(kNow - kBackdateMax - absl::Milliseconds(1));
  scene.When(command).ThenFails(absl::StatusCode::kPermissionDenied,
                                v1::ERROR_REASON_ROLE_REQUIRED, "occur_time");
  *command.mutable_occur_time() = ToTimestamp(kNow - kBackdateMax);
  const Outcome outcome = scene.When(command);
  EXPECT_TRUE(outcome.events().ok()) << outcome.events().status();
}

TEST(CleaningFamilyTest, FailedRecheckDoesNotWait) {
  const Outcome outcome =
      GivenParent(v1::TICKET_STATE_RECHECK)
          .When(Order("recheck { due_time { seconds: 1893456000 } }",
                      Inspector()));
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_RECTIFYING);
}

}  // namespace
}  // namespace workledger
