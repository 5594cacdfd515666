// What changes of a ticket do to its clocks (DOMAIN 2.4, 2.5).

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

// 2 open hours for P1, 4 for P3, 3 working days for P4.
constexpr std::string_view kResolution =
    "rules { code: 'r1' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P1 target { open_time { seconds: 7200 } } } "
    "rules { code: 'r3' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P3 target { open_time { seconds: 14400 } } } "
    "rules { code: 'r4' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P4 target { working_days: 3 } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } ";

constexpr std::string_view kContractor =
    "rules { code: 'c' metric: METRIC_RESOLUTION party: CLOCK_PARTY_CONTRACTOR "
    "  target { open_time { seconds: 7200 } } } ";

std::string With(std::string_view a, std::string_view b) {
  return std::string(a) + std::string(b);
}

std::string SetPriority(std::string_view priority) {
  return "set_priority { approver: 'chen' reason: 'so' priority: PRIORITY_" +
         std::string(priority) + " }";
}

// Reported at nine on Monday and acknowledged at once.
ClockScene AtWork(std::string_view policy, std::string_view priority = "P3") {
  ClockScene scene;
  scene.KeepPolicy(policy);
  scene.At("2026-03-02 09:00").Report(priority).Dispatch().Do("acknowledge");
  return scene;
}

TEST(ClockChangeTest, ReportPinsThePolicyAndNamesItsTerms) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3");
  const v1::Event event = scene.Last(v1::Event::kClocksStarted);
  const v1::ClocksStarted& started = event.clocks_started();
  EXPECT_EQ(started.cause(), v1::CLOCK_CAUSE_REPORTED);
  EXPECT_EQ(started.policy(), "p-1");
  EXPECT_EQ(started.policy_revision(), 1u);
  ASSERT_EQ(started.clocks_size(), 1);
  EXPECT_EQ(started.clocks(0).terms().rule(), "r3");
  EXPECT_EQ(started.clocks(0).terms().calendar(), "biz");
  EXPECT_EQ(started.clocks(0).terms().calendar_revision(), 1u);
  EXPECT_EQ(started.clocks(0).terms().pauses_size(), 1);
  EXPECT_EQ(scene.ticket().policy(), "p-1");
}

TEST(ClockChangeTest, PolicyIsNamedBeforeAnyRuleFits) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P5");
  EXPECT_EQ(scene.ticket().policy(), "p-1");
  EXPECT_EQ(scene.ticket().clocks_size(), 0);
  scene.At("2026-03-02 10:00").Give(SetPriority("P3"), Desk());
  // From the report, though the rule became known an hour later.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
}

TEST(ClockChangeTest, WithoutAPolicyThereAreNoClocks) {
  ClockScene scene;
  scene.At("2026-03-02 09:00").Report("P3").Dispatch();
  EXPECT_EQ(scene.Count(v1::Event::kClocksStarted), 0u);
  // One that comes later is not for it.
  scene.KeepPolicy(kResolution);
  scene.Do("acknowledge");
  EXPECT_EQ(scene.Count(v1::Event::kClocksStarted), 0u);
}

TEST(ClockChangeTest, ClockOfAMetricThatWasAnsweredStartsStopped) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
      "  categories: 'lift' target { open_time { seconds: 1800 } } } ");
  scene.At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 09:10").Give("accept { category: 'lift' }", Desk());
  EXPECT_EQ(scene.State(v1::METRIC_ACCEPT), "MET");
  EXPECT_EQ(scene.Value(v1::METRIC_ACCEPT).elapsed_millis(), 600'000);
}

TEST(ClockChangeTest, RaisedPriorityIsRetroactive) {
  ClockScene scene = AtWork(kResolution);
  scene.At("2026-03-02 10:00").Give(SetPriority("P1"), Desk());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 11:00");
  const v1::Event event = scene.Last(v1::Event::kDeadlineMoved);
  const v1::DeadlineMoved& moved = event.deadline_moved();
  EXPECT_EQ(moved.cause(), v1::CLOCK_CAUSE_PRIORITY);
  EXPECT_EQ(Local(absl::FromUnixSeconds(moved.previous_due_time().seconds())),
            "2026-03-02 15:00");
  EXPECT_EQ(Local(absl::FromUnixSeconds(moved.due_time().seconds())),
            "2026-03-02 11:00");
  EXPECT_FALSE(moved.late_downgrade());
}

TEST(ClockChangeTest, RaisedPriorityLeavesATenthOfItsTarget) {
  ClockScene scene = AtWork(kResolution);
  scene.At("2026-03-02 11:30").Give(SetPriority("P1"), Desk());
  // Two hours were over at eleven; twelve minutes are left from now on.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 11:42");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "RUNNING");
}

TEST(ClockChangeTest, RaisedPriorityDoesNotUndoABreachThatNobodyNoticed) {
  ClockScene scene = AtWork(kResolution);
  // The ticker is down.
  scene.At("2026-03-02 16:00").Give(SetPriority("P1"), Desk());
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 15:00"});
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "BREACHED_RUNNING");
}

TEST(ClockChangeTest, LoweredPriorityKeepsItsBreach) {
  ClockScene scene = AtWork(kResolution);
  scene.Tick("2026-03-02 16:00").Give(SetPriority("P4"), Desk());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-05 18:00");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "BREACHED_RUNNING");
}

TEST(ClockChangeTest, LoweredPriorityInTheLastFifthIsFlagged) {
  // Four hours; the last fifth begins after 3 h 12 min.
  for (const auto& [at, late] : std::vector<std::pair<std::string, bool>>{
           {"2026-03-02 14:11", false}, {"2026-03-02 14:12", true}}) {
    ClockScene scene = AtWork(kResolution);
    scene.At(at).Give(SetPriority("P4"), Desk());
    EXPECT_EQ(
        scene.Last(v1::Event::kDeadlineMoved).deadline_moved().late_downgrade(),
        late)
        << at;
  }
}

TEST(ClockChangeTest, ExtensionMovesTheDeadlineAndKeepsTheOriginal) {
  ClockScene scene = AtWork(kResolution);
  scene.Give("request_extension { reason: 'parts' " +
                 Stamp("due_time", "2026-03-04 12:00") + " }",
             Technician());
  scene.Do("grant_extension");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 12:00");
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 11:00").Do("resume");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 15:00");
  const v1::ClockValue value = scene.Value(v1::METRIC_RESOLUTION);
  EXPECT_EQ(Local(absl::FromUnixSeconds(value.original_due_time().seconds())),
            "2026-03-02 16:00");
  EXPECT_EQ(scene.Last(v1::Event::kDeadlineMoved).deadline_moved().cause(),
            v1::CLOCK_CAUSE_EXTENSION);
}

TEST(ClockChangeTest, ExtensionIsAskedForBeforeTheTimeIsOver) {
  ClockScene scene = AtWork(kResolution);
  const std::string order = "request_extension { reason: 'parts' " +
                            Stamp("due_time", "2026-03-04 12:00") + " }";
  scene.At("2026-03-02 15:00:00.001");
  EXPECT_EQ(scene.Try(Order(order, Technician())).code(),
            absl::StatusCode::kFailedPrecondition);
  scene.At("2026-03-02 15:00").Give(order, Technician());
  // Granted later, it moves the deadline; the breach in between stays.
  scene.Tick("2026-03-02 16:00").Do("grant_extension");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-04 12:00");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "BREACHED_RUNNING");
}

TEST(ClockChangeTest, RejectedWorkGoesOnAsIfItHadNotStopped) {
  ClockScene scene = AtWork(kResolution);
  scene.Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 11:00").Do("complete");
  scene.At("2026-03-02 14:30").Do("reject_work");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "RUNNING");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
  EXPECT_EQ(scene.Count(v1::Event::kClocksStarted), 1u);
}

TEST(ClockChangeTest, ReopeningTopsUpWhatIsLeft) {
  ClockScene scene = AtWork(kResolution);
  scene.Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 14:50").Do("complete").Do("accept_work").Do("close");
  scene.At("2026-03-03 09:00").Do("reopen");
  // Ten minutes, a quarter of four hours, two hours: the most.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2),
            "2026-03-03 11:00");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
}

TEST(ClockChangeTest, ReopeningTopsUpByAWorkingDay) {
  ClockScene scene = AtWork(kResolution, "P4");
  scene.Do("record_arrival").Do("start_work");
  scene.At("2026-03-05 17:00").Do("complete").Do("accept_work").Do("close");
  scene.At("2026-03-09 10:00").Do("reopen");
  // An hour was left, and a quarter of three days is less than one: up to the
  // close of the day after.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2),
            "2026-03-10 18:00");
}

TEST(ClockChangeTest, ReturnEndsTheSegmentAndLeavesTheSlaAlone) {
  ClockScene scene;
  scene.KeepPolicy(With(kResolution, kContractor));
  scene.At("2026-03-02 09:00").Report("P3").Dispatch();
  scene.At("2026-03-02 10:00").Do("return");
  EXPECT_EQ(
      scene.State(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_CONTRACTOR, 1, 1),
      "CANCELLED");
  EXPECT_EQ(scene.Value(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_CONTRACTOR, 1, 1)
                .elapsed_millis(),
            3'600'000);
  scene.At("2026-03-02 14:00").Do("dispatch");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_CONTRACTOR, 1, 2),
            "2026-03-02 16:00");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
}

TEST(ClockChangeTest, PolicyMovesByMigrationOnly) {
  ClockScene scene = AtWork(kResolution);
  scene.KeepPolicy(
      "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 18000 } } } "
      "rules { code: 'a' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 7200 } } } ");
  scene.At("2026-03-02 09:30").Give(SetPriority("P4"), Desk());
  scene.Give(SetPriority("P3"), Desk());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
  const auto events =
      scene.Give("migrate_policy { reason: 'better' }", Supervisor());
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].policy_migrated().previous_revision(), 1u);
  EXPECT_EQ(events[0].policy_migrated().policy_revision(), 2u);
  EXPECT_EQ(events[1].deadline_moved().cause(), v1::CLOCK_CAUSE_POLICY);
  EXPECT_EQ(events[2].clocks_started().cause(), v1::CLOCK_CAUSE_POLICY);
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 16:00");
  EXPECT_EQ(scene.Due(v1::METRIC_ARRIVAL), "2026-03-02 11:00");
  EXPECT_TRUE(
      scene.Give("migrate_policy { reason: 'x' }", Supervisor()).empty());
}

TEST(ClockChangeTest, MigrationCancelsWhatIsNoLongerPromised) {
  ClockScene scene = AtWork(kResolution);
  scene.KeepPolicy(
      "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  exempt: true } ");
  scene.Give("migrate_policy { reason: 'better' }", Supervisor());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "CANCELLED");
}

TEST(ClockChangeTest, OnlyASupervisorMigratesAndOnlyToAPolicyInUse) {
  ClockScene scene = AtWork(kResolution);
  EXPECT_EQ(scene.Try(Order("migrate_policy { reason: 'x' }", Desk())).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(scene
                .Try(Order("migrate_policy { policy: 'p-9' reason: 'x' }",
                           Supervisor()))
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(ClockChangeTest, UnlinkedDuplicateRunsAgain) {
  ClockScene scene;
  scene.KeepPolicy(With(kResolution, kContractor));
  scene.At("2026-03-02 09:00").Report("P3").Report("P3", "t-2");
  scene.Give("link_duplicate { master: 't-2' }", Desk());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "CANCELLED");
  scene.At("2026-03-02 10:00").Do("unlink_duplicate");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "RUNNING");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
}

TEST(ClockChangeTest, ChildrenHaveClocksOfTheirOwn) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 10:00").Report("P3", "t-2");
  scene.Give("add_child { child: 't-2' }", Desk());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 1, 0, "t-2"),
            "2026-03-02 16:00");
  EXPECT_EQ(scene.Count(v1::Event::kDeadlineMoved), 0u);
}

TEST(ClockChangeTest, CorrectedReportMovesTheStart) {
  ClockScene scene = AtWork(kResolution);
  scene.Give("correct_timeline { corrected_version: 1 reason: 'typed late' " +
                 Stamp("correct_time", "2026-03-02 08:00") + " }",
             Supervisor());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
  scene.At("2026-03-02 10:00");
  scene.Give("correct_timeline { corrected_version: 1 reason: 'no' " +
                 Stamp("correct_time", "2026-03-02 09:30") + " }",
             Supervisor());
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:30");
  EXPECT_EQ(scene.Last(v1::Event::kDeadlineMoved).deadline_moved().cause(),
            v1::CLOCK_CAUSE_CORRECTION);
}

TEST(ClockChangeTest, VerificationHasAClockForEachCompletion) {
  ClockScene scene = AtWork(
      "rules { code: 'v' metric: METRIC_VERIFY party: CLOCK_PARTY_OLA "
      "  target { open_time { seconds: 3600 } } } ");
  scene.Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 10:00").Do("complete");
  EXPECT_EQ(scene.Due(v1::METRIC_VERIFY, v1::CLOCK_PARTY_OLA, 1, 1),
            "2026-03-02 11:00");
  scene.At("2026-03-02 10:30").Do("reject_work");
  EXPECT_EQ(scene.State(v1::METRIC_VERIFY, v1::CLOCK_PARTY_OLA, 1, 1), "MET");
  scene.At("2026-03-02 14:00").Do("complete");
  EXPECT_EQ(scene.Due(v1::METRIC_VERIFY, v1::CLOCK_PARTY_OLA, 1, 2),
            "2026-03-02 15:00");
}

TEST(ClockChangeTest, AppointmentClockStartsAtTheSlotThatWasChosen) {
  ClockScene scene = AtWork(
      "rules { code: 'a' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  start: CLOCK_START_APPOINTMENT target { open_time { seconds: 1800 } } "
      "} ");
  scene.Give("appoint { " + Stamp("slot_time", "2026-03-03 10:00") + " }",
             Technician());
  EXPECT_EQ(scene.State(v1::METRIC_ARRIVAL), "none");
  scene.Give("appoint { requested: true " +
                 Stamp("slot_time", "2026-03-03 10:00") + " }",
             Technician());
  EXPECT_EQ(scene.State(v1::METRIC_ARRIVAL), "NOT_STARTED");
  EXPECT_EQ(scene.Due(v1::METRIC_ARRIVAL), "2026-03-03 10:30");
  scene.Give("appoint { requested: true " +
                 Stamp("slot_time", "2026-03-03 14:00") + " }",
             Technician());
  EXPECT_EQ(scene.Due(v1::METRIC_ARRIVAL), "2026-03-03 14:30");
}

}  // namespace
}  // namespace workledger
