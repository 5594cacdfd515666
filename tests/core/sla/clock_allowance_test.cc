// Time that a clock has beside its target: an extension and the grace of a
// raised priority, which pauses move, and a rectification's order, which is a
// fixed instant (DOMAIN 2.4, 2.5).

#include <string>

#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

// 2 open hours for P1, 4 for P3, 1 hour at any time for P5.
constexpr std::string_view kPolicy =
    "rules { code: 'r1' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P1 target { open_time { seconds: 7200 } } } "
    "rules { code: 'r3' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P3 target { open_time { seconds: 14400 } } } "
    "rules { code: 'r5' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P5 calendar: 'always' "
    "  target { open_time { seconds: 3600 } } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } ";

std::string SetPriority(std::string_view priority) {
  return "set_priority { approver: 'chen' reason: 'so' priority: PRIORITY_" +
         std::string(priority) + " }";
}

// Reported at nine on Monday and acknowledged at once; due at three.
ClockScene AtWork() {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  return scene;
}

void Extend(ClockScene& scene, std::string_view until) {
  scene.Give(
      "request_extension { reason: 'parts' " + Stamp("due_time", until) + " }",
      Technician());
  scene.Do("grant_extension");
}

TEST(ClockAllowanceTest, GraceIsPausedWithItsClock) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:30").Give(SetPriority("P1"), Desk());
  ASSERT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 11:42");
  scene.At("2026-03-02 11:35").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 11:55").Do("resume");
  // Seven minutes were left, and two of them lie behind the noon break.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 14:02");
}

TEST(ClockAllowanceTest, GraceAfterAPauseIsCountedFromThen) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 09:30").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 10:00").Do("resume");
  scene.At("2026-03-02 11:45").Give(SetPriority("P1"), Desk());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 11:57");
}

TEST(ClockAllowanceTest, LaterPausesMoveAnExtension) {
  ClockScene scene = AtWork();
  Extend(scene, "2026-03-04 12:00");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 12:00");
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 11:00").Do("resume");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 15:00");
}

TEST(ClockAllowanceTest, ExtensionGrantedInAPauseMovesByTheRestOfIt) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 11:00");
  Extend(scene, "2026-03-04 12:00");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 12:00");
  scene.At("2026-03-02 14:30").Do("resume");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 15:30");
}

TEST(ClockAllowanceTest, ExtensionIntoClosedTimeLastsUntilThen) {
  ClockScene scene = AtWork();
  Extend(scene, "2026-03-04 20:00");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 20:00");
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 11:00").Do("resume");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-05 10:00");
}

TEST(ClockAllowanceTest, ExtensionHoldsByAnotherRule) {
  ClockScene scene = AtWork();
  Extend(scene, "2026-03-04 12:00");
  scene.At("2026-03-02 10:00").Give(SetPriority("P5"), Desk());
  EXPECT_EQ(scene.Find(v1::METRIC_RESOLUTION)->terms().calendar(), "always");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 12:00");
}

TEST(ClockAllowanceTest, RaisedPriorityEndsAnExtension) {
  ClockScene scene = AtWork();
  Extend(scene, "2026-03-04 12:00");
  scene.At("2026-03-02 10:00").Give(SetPriority("P1"), Desk());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 11:00");
}

TEST(ClockAllowanceTest, CorrectedReportLeavesAnExtension) {
  ClockScene scene = AtWork();
  Extend(scene, "2026-03-04 12:00");
  scene.At("2026-03-02 10:00")
      .Give("correct_timeline { corrected_version: 1 reason: 'typed late' " +
                Stamp("correct_time", "2026-03-02 09:45") + " }",
            Supervisor());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 12:00");
}

TEST(ClockAllowanceTest, RectificationIsDueWhenItsOrderSays) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'f' metric: METRIC_RECTIFY party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 7200 } } } ");
  scene.At("2025-12-31 09:00");
  for (const char* order : {"plan_task", "release", "start_work", "finish"}) {
    v1::Command command = CleaningOrder(order);
    EXPECT_TRUE(scene.Try(command).ok()) << order;
  }
  scene.Give("inspect { passed: false }", Inspector());
  const std::string next = Stamp("due_time", "2025-12-31 16:00");
  scene.Give("order_rectification { points: 2 " + next + " }", Inspector());
  EXPECT_EQ(scene.Due(v1::METRIC_RECTIFY), "2025-12-31 16:00");
  scene.At("2025-12-31 15:30").Give("submit_rectification {}", Technician());
  EXPECT_EQ(scene.State(v1::METRIC_RECTIFY), "MET");
  scene.Give(
      "recheck { passed: false " + Stamp("due_time", "2026-01-01 10:00") + " }",
      Inspector());
  EXPECT_EQ(scene.Due(v1::METRIC_RECTIFY, v1::CLOCK_PARTY_SLA, 2),
            "2026-01-01 10:00");
}

}  // namespace
}  // namespace workledger
