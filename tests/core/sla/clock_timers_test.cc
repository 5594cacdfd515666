// Breaches and escalations: each once, when it is due, however late it is
// noticed (DOMAIN 2.6).

#include <string>
#include <vector>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// 4 open hours, with levels.
constexpr std::string_view kPolicy =
    "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 14400 } } } "
    "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 3600 } } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } "
    "levels { code: 'half' percent: 50 metrics: METRIC_RESOLUTION "
    "  recipients: ['desk', 'chief'] } "
    "levels { code: 'over' percent: 100 metrics: METRIC_RESOLUTION } "
    "levels { code: 'later' overdue_open_time { seconds: 3600 } "
    "  metrics: METRIC_RESOLUTION } "
    "levels { code: 'watch' overdue_working_days: 1 "
    "  metrics: METRIC_RESOLUTION } "
    "levels { code: 'call' percent: 100 repeat { seconds: 300 } "
    "  metrics: METRIC_ACCEPT priorities: PRIORITY_P1 } "
    "delivery_calendar: 'biz' ";

ClockScene AtWork() {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  return scene;
}

TEST(ClockTimersTest, LevelsAndTheBreachComeInTheirOrder) {
  ClockScene scene = AtWork();
  scene.Tick("2026-03-10 18:00");
  EXPECT_EQ(scene.Raised(), (std::vector<std::string>{
                                "half 1 2026-03-02 11:00",
                                "over 1 2026-03-02 15:00",
                                "later 1 2026-03-02 16:00",
                                "watch 1 2026-03-03 18:00",
                            }));
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 15:00"});
}

TEST(ClockTimersTest, BreachIsAtItsDueTimeHoweverLateItIsNoticed) {
  ClockScene scene = AtWork();
  scene.At("2026-03-04 09:00").FireDue();
  const v1::Event event = scene.Last(v1::Event::kSlaBreached);
  const v1::SlaBreached& breached = event.sla_breached();
  EXPECT_EQ(Local(absl::FromUnixSeconds(breached.due_time().seconds())),
            "2026-03-02 15:00");
  EXPECT_EQ(Local(absl::FromUnixSeconds(breached.detect_time().seconds())),
            "2026-03-04 09:00");
  EXPECT_EQ(breached.elapsed_millis(), 14 * 3'600'000);
  EXPECT_EQ(breached.holder(), v1::HOLDER_CONTRACTOR);
  EXPECT_EQ(breached.holder_party(), "wuye-1");
  EXPECT_EQ(breached.policy_revision(), 1u);
  EXPECT_EQ(breached.calendar_revision(), 1u);
  const v1::Event raised = scene.Last(v1::Event::kEscalationRaised);
  // The next working day's close.
  EXPECT_EQ(raised.escalation_raised().level(), "watch");
  EXPECT_EQ(raised.escalation_raised().late_millis(), 15 * 3'600'000);
}

TEST(ClockTimersTest, TimerThatFiresTwiceHasOneEffect) {
  ClockScene scene = AtWork();
  const v1::ClockKey key = scene.Find(v1::METRIC_RESOLUTION)->terms().clock();
  const v1::Timer half = scene.NextTimer(key);
  scene.At("2026-03-02 10:59");
  EXPECT_EQ(scene.Fire(half), 0u);
  scene.At("2026-03-02 11:00");
  EXPECT_EQ(scene.Fire(half), 1u);
  EXPECT_EQ(scene.Fire(half), 0u);
}

TEST(ClockTimersTest, StopAtTheDeadlineIsInTime) {
  ClockScene scene = AtWork();
  scene.Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 15:00").Do("complete");
  scene.FireDue().Tick("2026-03-05 09:00");
  EXPECT_TRUE(scene.Breaches().empty());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
}

TEST(ClockTimersTest, StopAfterTheDeadlineIsABreachThoughNobodyHadNoticed) {
  ClockScene scene = AtWork();
  scene.Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 15:00:00.001").Do("complete").FireDue();
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 15:00"});
  EXPECT_TRUE(
      scene.Last(v1::Event::kSlaBreached).sla_breached().has_stop_time());
  // The clock has stopped: nobody is told of levels.
  EXPECT_TRUE(scene.Raised().empty());
}

TEST(ClockTimersTest, HoldCancelsLevelsUntilItEnds) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.Tick("2026-03-03 09:00");
  EXPECT_TRUE(scene.Raised().empty());
  scene.Do("resume").Tick("2026-03-03 10:00");
  EXPECT_EQ(scene.Raised(),
            std::vector<std::string>{"half 1 2026-03-03 10:00"});
}

TEST(ClockTimersTest, LevelsAreArmedAgainWhenTheDeadlineMoves) {
  ClockScene scene = AtWork();
  scene.Tick("2026-03-02 12:00");
  scene.Give("request_extension { reason: 'parts' " +
                 Stamp("due_time", "2026-03-04 12:00") + " }",
             Technician());
  scene.Do("grant_extension").Tick("2026-03-04 12:00");
  // 17 open hours up to Wednesday noon; the half of them is over at 10:30.
  EXPECT_EQ(scene.Raised(),
            (std::vector<std::string>{"half 1 2026-03-02 11:00",
                                      "half 1 2026-03-03 10:30",
                                      "over 1 2026-03-04 12:00"}));
  EXPECT_EQ(scene.Last(v1::Event::kEscalationRaised)
                .escalation_raised()
                .deadline_revision(),
            2u);
}

TEST(ClockTimersTest, LevelComesAgainUntilSomebodyAnswers) {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P1");
  scene.Tick("2026-03-02 10:12");
  EXPECT_EQ(scene.Raised(),
            (std::vector<std::string>{"call 1 2026-03-02 10:00",
                                      "call 2 2026-03-02 10:05",
                                      "call 3 2026-03-02 10:10"}));
  scene.Dispatch();
  scene.Tick("2026-03-02 10:30");
  EXPECT_EQ(scene.Raised().size(), 3u);
}

TEST(ClockTimersTest, LevelComesAgainSoOftenAndNoOftener) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
      "  calendar: 'always' target { open_time { seconds: 3600 } } } "
      "levels { code: 'call' percent: 100 repeat { seconds: 60 } } ");
  scene.At("2026-03-02 09:00").Report("P1");
  const absl::Time first = Local("2026-03-02 10:00");
  scene.Tick(Local(first + absl::Minutes(kEscalationRepeatsMax - 1)));
  ASSERT_EQ(scene.Raised().size(), kEscalationRepeatsMax);
  EXPECT_EQ(
      scene.Last(v1::Event::kEscalationRaised).escalation_raised().repeat(),
      kEscalationRepeatsMax);
  // One past it.
  v1::Timer more;
  more.set_kind(v1::TIMER_KIND_CLOCK);
  *more.mutable_clock() = scene.Find(v1::METRIC_ACCEPT)->terms().clock();
  *more.mutable_due_time() =
      ToTimestamp(first + absl::Minutes(kEscalationRepeatsMax));
  more.set_level("call");
  more.set_repeat(kEscalationRepeatsMax + 1);
  scene.At("2026-03-04 09:00");
  EXPECT_EQ(scene.Fire(more), 0u);
  scene.FireDue();
  EXPECT_EQ(scene.Raised().size(), kEscalationRepeatsMax);
}

TEST(ClockTimersTest, DeliveryWaitsForOpenHoursButNotForP1) {
  for (const auto& [priority, deliver] :
       std::vector<std::pair<std::string, std::string>>{
           {"P3", "2026-03-03 14:00"}, {"P1", "2026-03-03 12:00"}}) {
    ClockScene scene;
    scene.KeepPolicy(
        "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
        "  calendar: 'always' target { open_time { seconds: 10800 } } } "
        "levels { code: 'over' percent: 100 } delivery_calendar: 'biz' ");
    scene.At("2026-03-03 09:00").Report(priority).Tick("2026-03-03 12:00");
    const v1::Event raised = scene.Last(v1::Event::kEscalationRaised);
    EXPECT_EQ(Local(absl::FromUnixSeconds(
                  raised.escalation_raised().deliver_time().seconds())),
              deliver);
  }
}

TEST(ClockTimersTest, LateFactRescindsABreach) {
  ClockScene scene = AtWork();
  scene.Do("record_arrival").Do("start_work").Tick("2026-03-02 16:00");
  ASSERT_EQ(scene.Breaches().size(), 1u);
  scene.Occurred("2026-03-02 14:50").Do("complete");
  const v1::Event event = scene.Last(v1::Event::kBreachRescinded);
  EXPECT_EQ(event.breach_rescinded().evidence_level(),
            v1::EVIDENCE_LEVEL_STATED);
  EXPECT_GT(event.breach_rescinded().breach_position(), 0u);
  // The event right before it.
  EXPECT_EQ(event.breach_rescinded().proof_position(),
            scene.log().back().record.position() - 1);
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
  scene.Tick("2026-03-05 09:00");
  EXPECT_EQ(scene.Breaches().size(), 1u);
}

TEST(ClockTimersTest, AfterThreeDaysOnlyACorrectionRescinds) {
  ClockScene scene = AtWork();
  scene.Do("record_arrival").Do("start_work").Tick("2026-03-05 15:00:00.001");
  scene.Occurred("2026-03-02 14:50").Do("complete");
  EXPECT_EQ(scene.Count(v1::Event::kBreachRescinded), 0u);
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "BREACHED_STOPPED");
  const uint64_t completed = scene.Find(v1::METRIC_RESOLUTION)->stop_version();
  scene.Give("correct_timeline { reason: 'seen on camera' corrected_version: " +
                 std::to_string(completed) + " " +
                 Stamp("correct_time", "2026-03-02 14:40") + " }",
             Supervisor());
  EXPECT_EQ(scene.Count(v1::Event::kBreachRescinded), 1u);
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
}

TEST(ClockTimersTest, HoldThatIsEnteredLateDoesNotUndoABreach) {
  ClockScene scene = AtWork();
  // The ticker is down; the hold is said to have begun before the deadline.
  scene.At("2026-03-02 16:00").Occurred("2026-03-02 14:30");
  scene.Hold("AWAIT_REQUESTER");
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 15:00"});
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "BREACHED_RUNNING");
}

TEST(ClockTimersTest, CorrectedReportExcusesABreachThatStays) {
  ClockScene scene = AtWork();
  scene.Tick("2026-03-02 15:10");
  scene.Give("correct_timeline { corrected_version: 1 reason: 'no' " +
                 Stamp("correct_time", "2026-03-02 11:00") + " }",
             Supervisor());
  EXPECT_EQ(scene.Count(v1::Event::kBreachExcused), 1u);
  EXPECT_EQ(scene.Find(v1::METRIC_RESOLUTION)->breach().state(),
            v1::BREACH_STATE_EXCUSED);
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "BREACHED_RUNNING");
}

TEST(ClockTimersTest, NoticeVoidsABreachThatItTakesTheGroundFrom) {
  ClockScene scene = AtWork();
  scene.Tick("2026-03-02 15:10");
  scene.Keep(
      "calendar { code: 'biz' zone: 'Asia/Shanghai' weekdays: [1,2,3,4,5] "
      "intervals { open_minute: 540 close_minute: 720 } "
      "intervals { open_minute: 840 close_minute: 1080 } "
      "days { date { year: 2026 month: 3 day: 2 } day_class: DAY_CLASS_OFF } "
      "transitions { offset_seconds: 28800 } }",
      "no. 9");
  scene.FollowCalendars();
  const v1::Event voided = scene.Last(v1::Event::kBreachVoided);
  EXPECT_EQ(voided.breach_voided().document(), "no. 9");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "RUNNING");
  scene.Tick("2026-03-04 09:00");
  // It has a new deadline, and misses that as well.
  EXPECT_EQ(scene.Breaches(),
            (std::vector<std::string>{"2026-03-02 15:00", "2026-03-03 15:00"}));
}

TEST(ClockTimersTest, SupervisorExcusesABreachOnce) {
  ClockScene scene = AtWork();
  const std::string order =
      "excuse_breach { reason: 'flood' document: 'no. 9' clock { metric: "
      "METRIC_RESOLUTION party: CLOCK_PARTY_SLA cycle: 1 } }";
  EXPECT_EQ(scene.Try(Order(order, Supervisor())).code(),
            absl::StatusCode::kFailedPrecondition);
  scene.Tick("2026-03-02 15:10");
  EXPECT_EQ(scene.Try(Order(order, Desk())).code(),
            absl::StatusCode::kPermissionDenied);
  const auto events = scene.Give(order, Supervisor());
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].breach_excused().reason(), "flood");
  EXPECT_EQ(events[0].breach_excused().breach_position(),
            scene.Find(v1::METRIC_RESOLUTION)->breach().position());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "BREACHED_RUNNING");
  EXPECT_EQ(scene.Try(Order(order, Supervisor())).code(),
            absl::StatusCode::kFailedPrecondition);
}

// DOMAIN 2.3.5: percentages of a target in working days are of the open time
// from the start to the deadline, on its own days' intervals.
TEST(ClockTimersTest, PercentOfWorkingDaysIsOfTheirOpenTime) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  target { working_days: 2 } } "
      "levels { code: 'half' percent: 50 } "
      "levels { code: 'late' percent: 90 } ");
  // Friday at three: three hours of it, then Monday and Tuesday of seven each.
  scene.At("2026-03-06 15:00").Report("P3");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-10 18:00");
  scene.Tick("2026-03-11 09:00");
  // 8.5 and 15.3 of 17 open hours.
  EXPECT_EQ(scene.Raised(),
            (std::vector<std::string>{"half 1 2026-03-09 16:30",
                                      "late 1 2026-03-10 16:18"}));
}

}  // namespace
}  // namespace workledger
