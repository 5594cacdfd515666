// How holds begin and end, and the day to look at closed work again.

#include <string_view>

#include "engine/base/time.h"
#include "engine/core/lifecycle/shared_timers.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kForbidden = absl::StatusCode::kFailedPrecondition;

TEST(HoldTest, EndsAtItsTime) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  const absl::Time start = kStart + absl::Minutes(6);
  v1::Event held = Happened("work_held { reason: HOLD_REASON_AWAIT_PARTS }");
  *held.mutable_work_held()->mutable_until_time() =
      ToTimestamp(start + absl::Hours(2));
  scene.And(held);
  const Outcome expired =
      scene.WhenFires(FireHoldExpiry, v1::TIMER_KIND_HOLD_EXPIRY);
  v1::Event event;
  *event.mutable_hold_expired()->mutable_until_time() =
      ToTimestamp(start + absl::Hours(2));
  expired.Then({event});
  EXPECT_FALSE(expired.ticket().has_hold());
  EXPECT_EQ(expired.ticket().state(), v1::TICKET_STATE_IN_PROGRESS);
  EXPECT_EQ(expired.ticket().timers_size(), 0);
  // It ended when it was to end, however late that was noticed.
  EXPECT_EQ(expired.ticket().tallies().hold_millis(), 7'200'000);
}

TEST(HoldTest, AddsUpHowLongItTookWhateverEndsIt) {
  Scene scene = GivenHeld(v1::TICKET_STATE_ACKNOWLEDGED);
  scene.And(Happened("work_resumed {}"));
  EXPECT_EQ(scene.ticket().tallies().hold_millis(), 60'000);
  scene.And(Happened("work_held { until_time { seconds: 1767355200 } }"))
      .And(Happened("note_added {}"))
      .And(Happened("ticket_withdrawn {}"));
  EXPECT_EQ(scene.ticket().tallies().hold_millis(), 180'000);
  EXPECT_EQ(scene.ticket().timers_size(), 0);
}

TEST(HoldTest, EndsLaterThanNow) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  scene
      .When(Order("hold { reason: HOLD_REASON_AWAIT_PARTS until_time { "
                  "seconds: 1767268800 } }",
                  Technician()))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_INVALID, "hold.until_time");
}

TEST(HoldTest, NeedsLeaveAfterTooMany) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  for (uint32_t i = 1; i < kHoldCountMax; ++i) {
    scene.And(Happened("work_held {}")).And(Happened("work_resumed {}"));
  }
  EXPECT_TRUE(scene.When(SampleOrder("hold")).events().ok());
  scene.And(Happened("work_held {}")).And(Happened("work_resumed {}"));
  scene.When(SampleOrder("hold"))
      .ThenFails(kForbidden, v1::ERROR_REASON_HOLD_CAP_REACHED);
  scene.And(Happened("approval_granted { subject: APPROVAL_SUBJECT_HOLD }"));
  EXPECT_TRUE(scene.When(SampleOrder("hold")).events().ok());
}

TEST(HoldTest, NeedsLeaveWhenTooLong) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  const auto hold = [&](absl::Duration span) {
    v1::Command command = SampleOrder("hold");
    *command.mutable_hold()->mutable_until_time() = ToTimestamp(kNow + span);
    return scene.When(command);
  };
  EXPECT_TRUE(hold(kHoldTotalMax).events().ok());
  hold(kHoldTotalMax + absl::Milliseconds(1))
      .ThenFails(kForbidden, v1::ERROR_REASON_HOLD_CAP_REACHED);
}

TEST(HoldTest, WithoutAnEndLastsUntilTheCap) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  v1::Event before = Happened("work_held { reason: HOLD_REASON_AWAIT_PARTS }");
  scene.And(before).And(Happened("work_resumed {}"));
  const absl::Duration used =
      absl::Milliseconds(scene.ticket().tallies().hold_millis());
  ASSERT_EQ(used, absl::Minutes(1));
  const Outcome held = scene.When(SampleOrder("hold"));
  ASSERT_TRUE(held.events().ok()) << held.events().status();
  EXPECT_EQ(FromTimestamp(held.ticket().hold().until_time()),
            kNow + kHoldTotalMax - used);
  scene.Become(held.ticket());
  const Outcome expired =
      scene.WhenFires(FireHoldExpiry, v1::TIMER_KIND_HOLD_EXPIRY);
  EXPECT_FALSE(expired.ticket().has_hold());
  // What is used up stays so: another hold needs leave, though the scene's
  // clock has not gone on and the last event is to come.
  v1::Ticket later = expired.ticket();
  later.clear_spans();
  *later.mutable_milestones()->mutable_change_time() = ToTimestamp(kNow);
  scene.Become(later);
  EXPECT_EQ(scene.ticket().tallies().hold_millis(),
            absl::ToInt64Milliseconds(kHoldTotalMax));
  scene.When(SampleOrder("hold"))
      .ThenFails(kForbidden, v1::ERROR_REASON_HOLD_CAP_REACHED);
}

TEST(HoldTest, WithLeaveHasNoEndUnlessItSetsOne) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  scene.And(Happened("approval_granted { subject: APPROVAL_SUBJECT_HOLD }"));
  const Outcome held = scene.When(SampleOrder("hold"));
  ASSERT_TRUE(held.events().ok()) << held.events().status();
  EXPECT_TRUE(held.events()->front().work_held().approved());
  EXPECT_FALSE(held.ticket().hold().has_until_time());
  EXPECT_EQ(held.ticket().timers_size(), 0);
}

TEST(HoldTest, IsForForceMajeureOnlyInsideAWindow) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  const v1::Command storm =
      Order("hold { reason: HOLD_REASON_FORCE_MAJEURE }", Technician());
  const v1::Command congress =
      Order("hold { reason: HOLD_REASON_MAJOR_EVENT }", Technician());
  EXPECT_TRUE(scene.When(storm).events().ok());
  scene.Keep(
      "window { code: 'typhoon' kind: WINDOW_KIND_FORCE_MAJEURE start_time { "
      "seconds: 1767268000 } end_time { seconds: 1767269000 } }");
  const Outcome held = scene.When(storm);
  ASSERT_TRUE(held.events().ok()) << held.events().status();
  EXPECT_EQ(held.events()->front().work_held().window(), "typhoon");
  EXPECT_EQ(held.events()->front().work_held().window_revision(), 1u);
  EXPECT_EQ(held.events()->front().work_held().catalogue_position(), 1u);
  scene.When(congress).ThenFails(kForbidden, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                                 "hold.reason");
  v1::Command late = storm;
  *late.mutable_occur_time() = ToTimestamp(absl::FromUnixSeconds(1767269000));
  scene.When(late).ThenFails(kForbidden, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                             "hold.reason");
}

TEST(LookBackTest, FallsDueAndIsRecorded) {
  const Scene closed = Given(PathTo(v1::TICKET_STATE_CLOSED));
  Scene scene = closed;
  scene.Become(closed.When(SampleOrder("schedule_look_back")).ticket());
  ASSERT_EQ(scene.ticket().timers_size(), 1);
  const Outcome due = scene.WhenFires(FireLookBack, v1::TIMER_KIND_LOOK_BACK);
  due.Then({Happened("look_back_due { due_time { seconds: 1769904000 } }")});
  EXPECT_EQ(due.ticket().timers_size(), 0);
  EXPECT_EQ(due.ticket().state(), v1::TICKET_STATE_CLOSED);
  const Outcome recorded = scene.When(SampleOrder("record_look_back"));
  recorded.Then({Happened("look_back_recorded { good: true }")});
  EXPECT_EQ(recorded.ticket().timers_size(), 0);
  closed
      .When(Order("schedule_look_back { due_time { seconds: 1767268800 } }",
                  Desk()))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_INVALID, "schedule_look_back.due_time");
}

}  // namespace
}  // namespace workledger
