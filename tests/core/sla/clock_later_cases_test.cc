// Cases 13 to 24 of DOMAIN 2.7, and the two without a thread; 1 to 12 are in
// clock_cases_test.cc. Cases 21 to 23 are about plans and alarms and are tested
// there: plan/plan_decide_test.cc, plan/schedule_test.cc, alarm_decide_test.cc,
// and tests/ledger/alarm_restart_test.cc.

#include <string>
#include <vector>

#include "engine/core/evolve.h"
#include "engine/core/sla/evaluate.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

// 4 open hours for P3, 2 for P1, 3 working days for P4; a hold for the
// requester stops it.
constexpr std::string_view kResolution =
    "rules { code: 'r1' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P1 target { open_time { seconds: 7200 } } } "
    "rules { code: 'r3' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P3 target { open_time { seconds: 14400 } } } "
    "rules { code: 'r4' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P4 target { working_days: 3 } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } ";

constexpr std::string_view kLevels =
    "levels { code: 'half' percent: 50 recipients: 'desk' } "
    "levels { code: 'over' percent: 100 recipients: 'chief' } ";

std::string With(std::string_view a, std::string_view b) {
  return std::string(a) + std::string(b);
}

// Case 13: a ticket that is created held runs, and one that waits breaches when
// it is taken up.
TEST(ClockLaterCasesTest, CreatedHeldOrBeforeItsTimeDoesNotRun) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'a' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 7200 } } } "
      "rules { code: 'b' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  start: CLOCK_START_DISPATCHED target { open_time { seconds: 1800 } } "
      "} pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } ");
  scene.At("2026-03-02 09:00");
  EXPECT_TRUE(scene
                  .Try(History("report { kind: TICKET_KIND_REPAIR } "
                               "hold { reason: HOLD_REASON_AWAIT_REQUESTER }"))
                  .ok());
  scene.Tick("2026-03-05 09:00");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "PAUSED");
  scene.Give("resume {}", Desk());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-05 11:00");
  EXPECT_EQ(scene.State(v1::METRIC_ARRIVAL), "none");
  scene.At("2026-03-05 10:00").Do("accept").Do("dispatch");
  EXPECT_EQ(scene.Due(v1::METRIC_ARRIVAL), "2026-03-05 10:30");
  EXPECT_TRUE(scene.Breaches().empty());
}

// Case 14: one deadline hides another; somebody answered and it escalates.
TEST(ClockLaterCasesTest, ClocksDoNotHideEachOther) {
  ClockScene scene;
  scene.KeepPolicy(
      With("rules { code: 'a' metric: METRIC_RESPONSE party: CLOCK_PARTY_SLA "
           "  target { open_time { seconds: 3600 } } } "
           "rules { code: 'b' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
           "  target { open_time { seconds: 10800 } } } ",
           kLevels));
  scene.At("2026-03-02 09:00").Report("P3").Dispatch();
  scene.At("2026-03-02 09:10").Do("acknowledge");
  scene.Tick("2026-03-02 12:30");
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 12:00"});
  EXPECT_EQ(scene.Raised(),
            (std::vector<std::string>{"half 1 2026-03-02 10:30",
                                      "over 1 2026-03-02 12:00"}));
}

// Case 15: an edit of the calendar is not applied to open tickets.
TEST(ClockLaterCasesTest, RunningClocksFollowTheCalendar) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 16:00").Report("P3");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-03 11:00");
  // Tuesday is off.
  scene.Keep(
      "calendar { code: 'biz' zone: 'Asia/Shanghai' weekdays: [1,2,3,4,5] "
      "intervals { open_minute: 540 close_minute: 720 } "
      "intervals { open_minute: 840 close_minute: 1080 } "
      "days { date { year: 2026 month: 3 day: 3 } day_class: DAY_CLASS_OFF } "
      "transitions { offset_seconds: 28800 } }",
      "no. 9");
  scene.At("2026-03-02 17:00").FollowCalendars();
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 11:00");
  const v1::Event moved = scene.Last(v1::Event::kDeadlineMoved);
  EXPECT_EQ(moved.deadline_moved().cause(), v1::CLOCK_CAUSE_CALENDAR);
  EXPECT_EQ(moved.deadline_moved().document(), "no. 9");
  scene.FollowCalendars();
  EXPECT_EQ(scene.Count(v1::Event::kDeadlineMoved), 1u);
}

// Case 16: a schedule from Monday to Friday misses make-up days.
TEST(ClockLaterCasesTest, MakeUpSundayIsWorked) {
  ClockScene scene;
  scene.Keep(
      "calendar { code: 'biz' zone: 'Asia/Shanghai' weekdays: [1,2,3,4,5] "
      "intervals { open_minute: 540 close_minute: 720 } "
      "intervals { open_minute: 840 close_minute: 1080 } "
      "days { date { year: 2025 month: 9 day: 28 } day_class: DAY_CLASS_WORK } "
      "transitions { offset_seconds: 28800 } }");
  scene.KeepPolicy(kResolution);
  scene.At("2025-09-26 17:00").Report("P3");
  // Golden vector (a) of DOMAIN 2.3.6.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2025-09-28 12:00");
}

// Case 17: "one day" is 24 open hours; a lunch break spoils the sum.
TEST(ClockLaterCasesTest, DaysAndHoursAreDifferentTargets) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 10:00").Report("P3").Report("P4", "t-2");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 16:00");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 1, 0, "t-2"),
            "2026-03-05 18:00");
}

// Case 18: a suspension is as exact as the job that looks for it.
TEST(ClockLaterCasesTest, PausesAreExactToTheMillisecond) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.At("2026-03-02 09:30:00.001").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 09:30:07.004").Do("resume");
  EXPECT_EQ(scene.Value(v1::METRIC_RESOLUTION).paused_millis(), 7003);
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00:07.003");
}

// Case 19: the calendar cannot see the task it computes for.
TEST(ClockLaterCasesTest, RuleChoosesItsCalendarByTheTicket) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'r1' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  priorities: PRIORITY_P1 calendar: 'always' "
      "  target { open_time { seconds: 14400 } } } "
      "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 14400 } } } ");
  scene.At("2026-03-02 17:00").Report("P1").Report("P3", "t-2");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 21:00");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 1, 0, "t-2"),
            "2026-03-03 12:00");
}

// Case 20, first half: what is replayed keeps an old timeout. A timer that was
// set for a deadline that has moved has no effect.
TEST(ClockLaterCasesTest, TimerOfAnOldDeadlineHasNoEffect) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  const v1::Timer old =
      scene.NextTimer(scene.ticket().clocks(0).terms().clock());
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 11:00").Do("resume");
  scene.At("2026-03-02 15:30");
  EXPECT_EQ(scene.Fire(old), 0u);
  scene.Tick("2026-03-02 18:00");
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 16:00"});
}

// Case 20, replayed: the log folded again has the deadline that holds, and no
// other; what an old fold was due for is not in it.
TEST(ClockLaterCasesTest, ReplayHasTheDeadlineThatHolds) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 11:00").Do("resume");
  v1::Fold again;
  for (const Recorded& entry : scene.log()) {
    EvolveFold(again, entry.record, entry.event);
  }
  EXPECT_EQ(again.ticket().SerializeAsString(),
            scene.ticket().SerializeAsString());
  const auto alarm =
      NextAlarm(again.ticket().clocks(0), again.ticket(), scene.catalogue());
  ASSERT_TRUE(alarm.has_value());
  EXPECT_EQ(Local(alarm->due), "2026-03-02 16:00");
}

// Case 20, second half: a timer of no length changes what happened. A clock
// that is due as it starts fires once, and firing it changes nothing but that.
TEST(ClockLaterCasesTest, TimerOfNoLengthFiresOnce) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'g' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  start: CLOCK_START_APPOINTMENT calendar: 'always' "
      "  target { open_time { nanos: 1000000 } } } ");
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  const std::string slot = Stamp("slot_time", "2026-03-02 09:00");
  scene.Give("appoint { requested: true " + slot + " }", Technician());
  const v1::Timer timer =
      scene.NextTimer(scene.ticket().clocks(0).terms().clock());
  ASSERT_TRUE(timer.has_due_time());
  const auto spans = scene.ticket().spans_size();
  scene.At("2026-03-02 09:00:00.001");
  EXPECT_EQ(scene.Fire(timer), 1u);
  EXPECT_EQ(scene.Fire(timer), 0u);
  scene.FireDue();
  EXPECT_EQ(scene.Breaches().size(), 1u);
  EXPECT_EQ(scene.ticket().spans_size(), spans);
}

// Case 24: a merge leaves time behind or doubles deadlines.
TEST(ClockLaterCasesTest, MasterTakesTheEarliestStartAndDuplicatesCancel) {
  ClockScene scene;
  scene.KeepPolicy(With(kResolution, "earliest_duplicate: true"));
  scene.At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 10:00").Report("P3", "t-2");
  scene.At("2026-03-02 10:30");
  scene.Give("link_duplicate { master: 't-2' }", Desk());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "CANCELLED");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 1, 0, "t-2"),
            "2026-03-02 15:00");
  EXPECT_EQ(
      scene.Last(v1::Event::kDeadlineMoved, "t-2").deadline_moved().cause(),
      v1::CLOCK_CAUSE_DUPLICATE);
}

// Without a thread (1): reckoning anew judges finished cycles by today's goals.
TEST(ClockLaterCasesTest, FinishedClocksKeepTheirPolicyAndCalendar) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch();
  scene.Do("acknowledge").Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 14:30").Do("complete");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
  // From now on two hours are promised, and mornings are off.
  scene.KeepPolicy(
      "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "target { open_time { seconds: 7200 } } } ");
  scene.Keep(
      "calendar { code: 'biz' zone: 'Asia/Shanghai' weekdays: [1,2,3,4,5] "
      "intervals { open_minute: 840 close_minute: 1080 } "
      "transitions { offset_seconds: 28800 } }");
  scene.At("2026-03-02 14:40").FollowCalendars();
  scene.Give("migrate_policy { reason: 'new year' }", Supervisor());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
}

// Without a thread (2): an overrun in the past is right only if all of history
// is kept. It is, so any past instant can be asked for.
TEST(ClockLaterCasesTest, OverrunOfThePastIsKnown) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.Tick("2026-03-03 10:00").Do("set_priority");
  scene.At("2026-03-03 12:00")
      .Do("record_arrival")
      .Do("start_work")
      .Do("complete");
  const v1::ClockValue value = scene.Value(v1::METRIC_RESOLUTION);
  EXPECT_EQ(value.state(), v1::CLOCK_STATE_BREACHED_STOPPED);
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 15:00"});
  // Ten open hours since the report, of which two were promised in the end.
  EXPECT_EQ(value.elapsed_millis(), 10 * 3'600'000);
  EXPECT_EQ(value.remaining_millis(), -8 * 3'600'000);
  EXPECT_EQ(Local(absl::FromUnixSeconds(value.original_due_time().seconds())),
            "2026-03-02 15:00");
}

}  // namespace
}  // namespace workledger
