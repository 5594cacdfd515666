// What was promised first, and the start that a master takes over from its
// duplicates (DOMAIN 2.4, 2.5).

#include <string>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

constexpr std::string_view kPolicy =
    "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 14400 } } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } ";

constexpr std::string_view kEarliest =
    "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 14400 } } } "
    "rules { code: 'g' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
    "  categories: 'lift' target { open_time { seconds: 7200 } } } "
    "earliest_duplicate: true ";

// Reported at nine on Monday and acknowledged at once; due at three.
ClockScene AtWork() {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  return scene;
}

std::string OriginalDue(const ClockScene& scene) {
  return Local(
      FromTimestamp(scene.Value(v1::METRIC_RESOLUTION).original_due_time()));
}

void Migrate(ClockScene& scene, std::string_view policy,
             std::string_view ticket = "t-1") {
  scene.KeepPolicy(policy);
  scene.Give("migrate_policy { reason: 'better' }", Supervisor(), ticket);
}

TEST(ClockOriginTest, MigrationKeepsTheCalendarThatWasPromisedFirst) {
  ClockScene scene = AtWork();
  Migrate(scene,
          "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
          "  calendar: 'always' target { open_time { seconds: 14400 } } } ");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 13:00");
  EXPECT_EQ(OriginalDue(scene), "2026-03-02 15:00");
}

TEST(ClockOriginTest, MigrationKeepsTheStartThatWasPromisedFirst) {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 11:00").Dispatch();
  Migrate(scene,
          "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
          "  start: CLOCK_START_DISPATCHED "
          "  target { open_time { seconds: 14400 } } } ");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 17:00");
  EXPECT_EQ(OriginalDue(scene), "2026-03-02 15:00");
}

TEST(ClockOriginTest, ClockThatComesBackKeepsWhatWasPromisedFirst) {
  ClockScene scene = AtWork();
  Migrate(scene,
          "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
          "  exempt: true } ");
  ASSERT_EQ(scene.State(v1::METRIC_RESOLUTION), "CANCELLED");
  Migrate(scene,
          "rules { code: 's' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
          "  calendar: 'always' target { open_time { seconds: 3600 } } } ");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 10:00");
  EXPECT_EQ(OriginalDue(scene), "2026-03-02 15:00");
}

TEST(ClockOriginTest, PausesMoveWhatWasPromisedFirst) {
  ClockScene scene = AtWork();
  Migrate(scene,
          "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
          "  calendar: 'always' target { open_time { seconds: 14400 } } } ");
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 11:00").Do("resume");
  EXPECT_EQ(OriginalDue(scene), "2026-03-02 16:00");
}

TEST(ClockOriginTest, CorrectedReportMovesWhatWasPromisedFirst) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 10:30")
      .Give("set_priority { reason: 'so' priority: PRIORITY_P2 }", Desk());
  scene.Give("correct_timeline { corrected_version: 1 reason: 'typed late' " +
                 Stamp("correct_time", "2026-03-02 10:00") + " }",
             Supervisor());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 16:00");
  EXPECT_EQ(OriginalDue(scene), "2026-03-02 16:00");
}

TEST(ClockOriginTest, NoticeMovesWhatWasPromisedFirst) {
  ClockScene scene = AtWork();
  scene.Keep(
      "calendar { code: 'biz' zone: 'Asia/Shanghai' weekdays: [1,2,3,4,5] "
      "intervals { open_minute: 540 close_minute: 720 } "
      "intervals { open_minute: 840 close_minute: 1080 } "
      "days { date { year: 2026 month: 3 day: 2 } day_class: DAY_CLASS_OFF } "
      "transitions { offset_seconds: 28800 } }",
      "no. 9");
  scene.FollowCalendars();
  EXPECT_EQ(OriginalDue(scene), "2026-03-03 15:00");
}

// Two tickets of nine and half past nine, linked to one of ten.
ClockScene Linked() {
  ClockScene scene;
  scene.KeepPolicy(kEarliest);
  scene.At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 09:30").Report("P3", "t-3");
  scene.At("2026-03-02 10:00").Report("P3", "t-2");
  scene.Do("link_duplicate", "t-1").Do("link_duplicate", "t-3");
  return scene;
}

std::string MasterDue(const ClockScene& scene) {
  return scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 1, 0, "t-2");
}

TEST(ClockOriginTest, UnlinkedDuplicateTakesItsStartBack) {
  ClockScene scene = Linked();
  ASSERT_EQ(MasterDue(scene), "2026-03-02 15:00");
  scene.At("2026-03-02 10:30").Do("unlink_duplicate", "t-1");
  // That of the other one.
  EXPECT_EQ(MasterDue(scene), "2026-03-02 15:30");
  scene.Do("unlink_duplicate", "t-3");
  EXPECT_EQ(MasterDue(scene), "2026-03-02 16:00");
  EXPECT_EQ(
      scene.Last(v1::Event::kDeadlineMoved, "t-2").deadline_moved().cause(),
      v1::CLOCK_CAUSE_DUPLICATE);
}

// Its stream tells of each duplicate anyway.
TEST(ClockOriginTest, IncidentTakesTheStartOverAndGivesItBack) {
  ClockScene scene;
  scene.KeepPolicy(kEarliest);
  const std::string report =
      "report { kind: TICKET_KIND_SECURITY channel: CHANNEL_HOTLINE "
      "location: 'north/1' category: 'theft' priority: PRIORITY_P2 }";
  scene.At("2026-03-02 09:00").Give(report, Desk());
  scene.At("2026-03-02 10:00").Give(report, Desk(), "t-2");
  scene.Do("link_duplicate");
  EXPECT_EQ(MasterDue(scene), "2026-03-02 15:00");
  EXPECT_EQ(scene.Count(v1::Event::kDuplicateJoined, "t-2"), 1u);
  scene.Do("unlink_duplicate");
  EXPECT_EQ(MasterDue(scene), "2026-03-02 16:00");
  EXPECT_EQ(scene.Count(v1::Event::kDuplicateParted, "t-2"), 1u);
}

TEST(ClockOriginTest, LaterDuplicateLeavesTheStart) {
  ClockScene scene = Linked();
  scene.At("2026-03-02 10:30").Report("P3", "t-4");
  scene.Do("link_duplicate", "t-4").Do("unlink_duplicate", "t-4");
  EXPECT_EQ(MasterDue(scene), "2026-03-02 15:00");
  EXPECT_EQ(scene.Count(v1::Event::kDuplicateParted, "t-2"), 0u);
}

TEST(ClockOriginTest, MigrationKeepsTheStartOfTheEarliestDuplicate) {
  ClockScene scene = Linked();
  Migrate(scene,
          "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
          "  target { open_time { seconds: 7200 } } } "
          "earliest_duplicate: true ",
          "t-2");
  EXPECT_EQ(MasterDue(scene), "2026-03-02 11:00");
  // A policy that takes no start over gives it back.
  Migrate(scene, kPolicy, "t-2");
  EXPECT_EQ(MasterDue(scene), "2026-03-02 16:00");
}

TEST(ClockOriginTest, ClockThatStartsLaterTakesTheEarliestStart) {
  ClockScene scene = Linked();
  scene.Give("accept { category: 'lift' }", Desk(), "t-2");
  EXPECT_EQ(scene.Due(v1::METRIC_ARRIVAL, v1::CLOCK_PARTY_SLA, 1, 0, "t-2"),
            "2026-03-02 11:00");
}

}  // namespace
}  // namespace workledger
