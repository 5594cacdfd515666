// What comes late leaves a clock as it would have been: a notice, a correction,
// a ticker that was down, work that was rejected (DOMAIN 2.4, 2.5).

#include <optional>
#include <string>
#include <vector>

#include "engine/core/sla/evaluate.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

// 2 open hours for P1, 4 for P3, 3 working days for P4; an hour to accept.
constexpr std::string_view kPolicy =
    "rules { code: 'r1' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P1 target { open_time { seconds: 7200 } } } "
    "rules { code: 'r3' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P3 target { open_time { seconds: 14400 } } } "
    "rules { code: 'r4' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P4 target { working_days: 3 } } "
    "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 3600 } } } ";

constexpr std::string_view kRepeated =
    "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 3600 } } } "
    "levels { code: 'call' percent: 100 repeat { seconds: 300 nanos: 500000 } "
    "} ";

std::string SetPriority(std::string_view priority) {
  return "set_priority { approver: 'chen' reason: 'so' priority: PRIORITY_" +
         std::string(priority) + " }";
}

std::string CorrectReport(std::string_view local) {
  return "correct_timeline { corrected_version: 1 reason: 'no' " +
         Stamp("correct_time", local) + " }";
}

// A new revision of "biz" on which this day is off.
void Close(ClockScene& scene, int month, int day) {
  scene.Keep(
      "calendar { code: 'biz' zone: 'Asia/Shanghai' weekdays: [1,2,3,4,5] "
      "intervals { open_minute: 540 close_minute: 720 } "
      "intervals { open_minute: 840 close_minute: 1080 } "
      "days { date { year: 2026 month: " +
          std::to_string(month) + " day: " + std::to_string(day) +
          " } day_class: DAY_CLASS_OFF } "
          "transitions { offset_seconds: 28800 } }",
      "no. 9");
}

// Reported at nine on Monday, and worked at.
ClockScene AtWork() {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.Do("record_arrival").Do("start_work");
  return scene;
}

v1::BreachState BreachOf(const ClockScene& scene) {
  return scene.Find(v1::METRIC_RESOLUTION)->breach().state();
}

TEST(ClockLateTest, NoticeOfAnotherDayLeavesABreachWhoseDeadlineHasMoved) {
  ClockScene scene = AtWork();
  scene.Tick("2026-03-02 16:00").Give(SetPriority("P4"), Desk());
  Close(scene, 5, 1);
  scene.FollowCalendars();
  EXPECT_EQ(scene.Find(v1::METRIC_RESOLUTION)->terms().calendar_revision(), 2u);
  EXPECT_EQ(scene.Count(v1::Event::kBreachVoided), 0u);
  EXPECT_EQ(BreachOf(scene), v1::BREACH_STATE_STANDING);
}

TEST(ClockLateTest, CorrectionThatMovesNothingLeavesABreach) {
  ClockScene scene = AtWork();
  scene.Tick("2026-03-02 16:00").Give(SetPriority("P4"), Desk());
  scene.Give(CorrectReport("2026-03-02 08:55"), Supervisor());
  EXPECT_EQ(scene.Count(v1::Event::kBreachExcused), 0u);
  EXPECT_EQ(BreachOf(scene), v1::BREACH_STATE_STANDING);
}

TEST(ClockLateTest, CorrectionKeepsTheTermsThatAStoppedClockRanBy) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 14:50").Do("complete");
  scene.Give(SetPriority("P1"), Desk());
  scene.Do("accept_work").Do("close");
  scene.Give(CorrectReport("2026-03-02 08:55"), Supervisor());
  const v1::Clock& clock = *scene.Find(v1::METRIC_RESOLUTION);
  EXPECT_EQ(clock.terms().rule(), "r3");
  EXPECT_EQ(Local(absl::FromUnixSeconds(clock.terms().start_time().seconds())),
            "2026-03-02 08:55");
  scene.FireDue();
  EXPECT_TRUE(scene.Breaches().empty());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
}

TEST(ClockLateTest, AcceptanceDoesNotUndoABreachThatNobodyNoticed) {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 16:00").Occurred("2026-03-02 09:30");
  scene.Give("accept { priority: PRIORITY_P4 }", Desk());
  // The resolution only: that it was accepted in time is what is being said.
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 15:00"});
  EXPECT_EQ(scene.State(v1::METRIC_ACCEPT), "MET");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "BREACHED_RUNNING");
}

TEST(ClockLateTest, CorrectionExcusesABreachThatNobodyNoticed) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 16:00");
  scene.Give(CorrectReport("2026-03-02 11:00"), Supervisor());
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 15:00"});
  EXPECT_EQ(BreachOf(scene), v1::BREACH_STATE_EXCUSED);
}

TEST(ClockLateTest, RepeatIsCutDownToMilliseconds) {
  ClockScene scene;
  scene.KeepPolicy(kRepeated);
  scene.At("2026-03-02 09:00").Report("P1").Tick("2026-03-02 10:00");
  const v1::ClockKey key = scene.Find(v1::METRIC_ACCEPT)->terms().clock();
  scene.At("2026-03-02 10:06");
  EXPECT_EQ(scene.Fire(scene.NextTimer(key)), 1u);
}

TEST(ClockLateTest, RepeatFollowsALevelThatNothingElseFollows) {
  ClockScene scene;
  scene.KeepPolicy(kRepeated);
  scene.At("2026-03-02 09:00").Report("P1");
  const v1::ClockKey key = scene.Find(v1::METRIC_ACCEPT)->terms().clock();
  scene.At("2026-03-02 10:00").Fire(scene.NextTimer(key));
  absl::Time following;
  const std::optional<ClockAlarm> alarm =
      NextAlarm(*scene.Find(v1::METRIC_ACCEPT), scene.ticket(),
                scene.catalogue(), &following);
  ASSERT_TRUE(alarm.has_value());
  EXPECT_EQ(alarm->level, "call");
  EXPECT_EQ(following, Local("2026-03-02 10:05"));
}

TEST(ClockLateTest, RejectedWorkGoesOnByThePriorityItHasNow) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00").Do("complete");
  scene.At("2026-03-02 11:30").Give(SetPriority("P4"), Desk());
  scene.At("2026-03-02 14:30").Do("reject_work");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-05 18:00");
}

TEST(ClockLateTest, RejectedWorkOfARaisedPriorityIsNotBreachedAtOnce) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00").Do("complete");
  scene.At("2026-03-02 11:30").Give(SetPriority("P1"), Desk());
  scene.At("2026-03-02 14:30").Do("reject_work");
  // A tenth of two hours.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 14:42");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "RUNNING");
}

TEST(ClockLateTest, RejectedWorkGoesOnByTheNewestCalendar) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00").Do("complete");
  Close(scene, 3, 2);
  scene.FollowCalendars();
  scene.At("2026-03-02 14:30").Do("reject_work");
  EXPECT_EQ(scene.Find(v1::METRIC_RESOLUTION)->terms().calendar_revision(), 2u);
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-03 15:00");
  EXPECT_EQ(scene.Last(v1::Event::kDeadlineMoved).deadline_moved().document(),
            "no. 9");
}

TEST(ClockLateTest, UnlinkedDuplicateRunsByTheNewestCalendar) {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3").Report("P3", "t-2");
  scene.Give("link_duplicate { master: 't-2' }", Desk());
  Close(scene, 3, 2);
  scene.At("2026-03-02 10:00").Do("unlink_duplicate");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-03 15:00");
  EXPECT_EQ(scene.Due(v1::METRIC_ACCEPT), "2026-03-03 10:00");
}

TEST(ClockLateTest, ReopenedTicketIsToppedUpByTheTargetThatItHasNow) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 14:50").Do("complete").Do("accept_work").Do("close");
  scene.At("2026-03-03 09:00").Do("reopen");
  ASSERT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2),
            "2026-03-03 11:00");
  scene.Give(SetPriority("P4"), Desk());
  // A day of it, as if it had been reopened with this priority.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2),
            "2026-03-04 18:00");
}

TEST(ClockLateTest, ReopenedTicketMayAskForMoreTimeAgain) {
  ClockScene scene = AtWork();
  scene.Give("request_extension { reason: 'parts' " +
                 Stamp("due_time", "2026-03-04 12:00") + " }",
             Technician());
  scene.Do("grant_extension").Do("complete").Do("accept_work").Do("close");
  scene.At("2026-03-05 09:00").Do("reopen").Do("dispatch").Do("acknowledge");
  scene.Give("request_extension { reason: 'parts' " +
                 Stamp("due_time", "2026-03-10 12:00") + " }",
             Technician());
  scene.Do("grant_extension");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2),
            "2026-03-10 12:00");
}

}  // namespace
}  // namespace workledger
