// When a clock has ended: when a timer was due and not when it fired, when
// something truly happened that was said late, and when history passes over the
// end (DOMAIN 2.4, 2.5).

#include <string>
#include <vector>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// 4 open hours, 2 for the contractor, one to accept; three working days to
// verify.
constexpr std::string_view kPolicy =
    "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 14400 } } } "
    "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 3600 } } } "
    "rules { code: 'c' metric: METRIC_RESOLUTION party: CLOCK_PARTY_CONTRACTOR "
    "  target { open_time { seconds: 7200 } } } "
    "rules { code: 'v' metric: METRIC_VERIFY party: CLOCK_PARTY_OLA "
    "  target { working_days: 3 } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } ";

constexpr v1::ClockParty kContractor = v1::CLOCK_PARTY_CONTRACTOR;

ClockScene Reported() {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3");
  return scene;
}

std::string TimeOf(const google::protobuf::Timestamp& time) {
  return Local(FromTimestamp(time));
}

v1::BreachState BreachOf(const ClockScene& scene, v1::Metric metric,
                         v1::ClockParty party = v1::CLOCK_PARTY_SLA,
                         uint32_t segment = 0) {
  return scene.Find(metric, party, 1, segment)->breach().state();
}

void Correct(ClockScene& scene, v1::TicketState state, std::string_view time) {
  uint64_t version = 0;
  for (const v1::StateEntry& entry : scene.ticket().state_entries()) {
    if (entry.state() == state) version = entry.version();
  }
  scene.Give("correct_timeline { reason: 'no' corrected_version: " +
                 std::to_string(version) + " " + Stamp("correct_time", time) +
                 " }",
             Supervisor());
}

TEST(ClockEndsTest, DeemedAcceptanceIsWhenItWasDue) {
  ClockScene scene;
  scene.Keep("location { code: 'north/1' calendar: 'biz' }")
      .KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.Do("record_arrival").Do("start_work").Do("complete");
  // Two working days; the ticker is down for a week.
  scene.At("2026-03-11 09:00").FireOwn(v1::TIMER_KIND_DEEMED_ACCEPTANCE);
  EXPECT_EQ(TimeOf(scene.ticket().milestones().verify_time()),
            "2026-03-04 18:00");
  const v1::Clock* const clock =
      scene.Find(v1::METRIC_VERIFY, v1::CLOCK_PARTY_OLA, 1, 1);
  EXPECT_EQ(TimeOf(clock->stop_time()), "2026-03-04 18:00");
  scene.FireDue();
  EXPECT_EQ(scene.State(v1::METRIC_VERIFY, v1::CLOCK_PARTY_OLA, 1, 1), "MET");
}

TEST(ClockEndsTest, MissedTaskEndedWithItsWindow) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_OLA "
      "  target { open_time { seconds: 14400 } } } ");
  scene.At("2026-01-01 20:00");
  EXPECT_TRUE(scene.Try(CleaningOrder("plan_task")).ok());
  // The window is from 21:00 to 23:00.
  scene.At("2026-01-05 09:00").FireOwn(v1::TIMER_KIND_MISSED);
  EXPECT_EQ(scene.ticket().state(), v1::TICKET_STATE_MISSED);
  EXPECT_EQ(TimeOf(scene.ticket().milestones().close_time()),
            "2026-01-01 23:00");
  EXPECT_EQ(TimeOf(scene.ticket().spans().rbegin()->start_time()),
            "2026-01-01 23:00");
  EXPECT_EQ(TimeOf(scene.Find(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_OLA)
                       ->cancel_time()),
            "2026-01-01 23:00");
}

TEST(ClockEndsTest, LateResumeFindsAHoldThatWasOver) {
  ClockScene scene = Reported();
  scene.Dispatch().Do("acknowledge");
  scene.At("2026-03-02 09:30")
      .Give("hold { reason: HOLD_REASON_AWAIT_REQUESTER " +
                Stamp("until_time", "2026-03-02 10:30") + " }",
            Technician());
  scene.At("2026-03-02 12:00").Do("resume");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 16:00");
  EXPECT_EQ(scene.ticket().tallies().hold_millis(), 3'600'000);
}

TEST(ClockEndsTest, OtherHandsFindAHoldThatWasOver) {
  ClockScene scene = Reported();
  scene.Dispatch().Do("acknowledge");
  scene.At("2026-03-02 09:30")
      .Give("hold { reason: HOLD_REASON_AWAIT_REQUESTER " +
                Stamp("until_time", "2026-03-02 10:30") + " }",
            Technician());
  scene.At("2026-03-02 12:00").Do("reassign");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 16:00");
  EXPECT_EQ(scene.ticket().tallies().hold_millis(), 3'600'000);
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, kContractor, 1, 2),
            "2026-03-02 16:00");
}

TEST(ClockEndsTest, BackDatedReturnRescindsABreach) {
  ClockScene scene = Reported();
  scene.Dispatch().Tick("2026-03-02 11:30");
  ASSERT_EQ(BreachOf(scene, v1::METRIC_RESOLUTION, kContractor, 1),
            v1::BREACH_STATE_STANDING);
  scene.Occurred("2026-03-02 10:50").Do("return");
  EXPECT_EQ(BreachOf(scene, v1::METRIC_RESOLUTION, kContractor, 1),
            v1::BREACH_STATE_RESCINDED);
  EXPECT_EQ(TimeOf(scene.Last(v1::Event::kBreachRescinded)
                       .breach_rescinded()
                       .stop_time()),
            "2026-03-02 10:50");
}

TEST(ClockEndsTest, ReturnAfterTheDeadlineLeavesABreach) {
  ClockScene scene = Reported();
  scene.Dispatch().Tick("2026-03-02 11:30");
  scene.Occurred("2026-03-02 11:00:00.001").Do("return");
  EXPECT_EQ(BreachOf(scene, v1::METRIC_RESOLUTION, kContractor, 1),
            v1::BREACH_STATE_STANDING);
}

TEST(ClockEndsTest, BackDatedWithdrawalRescindsABreach) {
  ClockScene scene = Reported();
  scene.Tick("2026-03-02 11:30").Occurred("2026-03-02 09:40").Do("withdraw");
  EXPECT_EQ(BreachOf(scene, v1::METRIC_ACCEPT), v1::BREACH_STATE_RESCINDED);
}

TEST(ClockEndsTest, BackDatedLinkRescindsABreach) {
  ClockScene scene = Reported();
  scene.Report("P3", "t-2").Tick("2026-03-02 11:30");
  scene.Occurred("2026-03-02 09:40").Do("link_duplicate");
  EXPECT_EQ(BreachOf(scene, v1::METRIC_ACCEPT), v1::BREACH_STATE_RESCINDED);
  // It had not ended after all.
  scene.Do("unlink_duplicate").FireDue();
  EXPECT_EQ(BreachOf(scene, v1::METRIC_ACCEPT), v1::BREACH_STATE_STANDING);
}

TEST(ClockEndsTest, CorrectionMovesTheEndOfWhatWasWithdrawn) {
  ClockScene scene = Reported();
  scene.Tick("2026-03-02 10:30").Do("withdraw");
  ASSERT_EQ(BreachOf(scene, v1::METRIC_ACCEPT), v1::BREACH_STATE_STANDING);
  scene.At("2026-03-09 09:00");
  Correct(scene, v1::TICKET_STATE_WITHDRAWN, "2026-03-02 09:50");
  EXPECT_EQ(TimeOf(scene.Find(v1::METRIC_ACCEPT)->cancel_time()),
            "2026-03-02 09:50");
  EXPECT_EQ(BreachOf(scene, v1::METRIC_ACCEPT), v1::BREACH_STATE_RESCINDED);
}

TEST(ClockEndsTest, CorrectionShowsABreachOfWhatWasWithdrawn) {
  ClockScene scene = Reported();
  scene.At("2026-03-02 09:50").Do("withdraw");
  scene.At("2026-03-02 11:00");
  Correct(scene, v1::TICKET_STATE_WITHDRAWN, "2026-03-02 10:30");
  scene.FireDue();
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 10:00"});
}

TEST(ClockEndsTest, UnlinkedDuplicateRunsAgainThoughItsLinkWasCorrected) {
  ClockScene scene = Reported();
  scene.Report("P3", "t-2").At("2026-03-02 09:40").Do("link_duplicate");
  scene.At("2026-03-02 10:00");
  Correct(scene, v1::TICKET_STATE_DUPLICATE, "2026-03-02 09:30");
  scene.Do("unlink_duplicate");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "RUNNING");
}

TEST(ClockEndsTest, AppealLeavesTheContractorsClocksEnded) {
  ClockScene scene = Reported();
  scene.Report("P3", "t-2").Dispatch();
  scene.At("2026-03-02 09:30").Do("link_duplicate");
  scene.At("2026-03-02 10:00").Do("appeal").Tick("2026-03-02 11:30");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION, kContractor, 1, 1), "CANCELLED");
  EXPECT_EQ(BreachOf(scene, v1::METRIC_RESOLUTION, kContractor, 1),
            v1::BREACH_STATE_UNSPECIFIED);
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "RUNNING");
  // The next dispatch has a clock of its own.
  scene.Dispatch();
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, kContractor, 1, 2),
            "2026-03-02 15:30");
}

TEST(ClockEndsTest, WithdrawnTimeCountsForNoClock) {
  ClockScene scene = Reported();
  scene.At("2026-03-02 09:20").Do("withdraw");
  scene.At("2026-03-05 10:00").Do("appeal").FireDue();
  EXPECT_TRUE(scene.Breaches().empty());
  // What was left when it was withdrawn: 40 minutes, and 3:40.
  EXPECT_EQ(scene.Due(v1::METRIC_ACCEPT), "2026-03-05 10:40");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-05 15:40");
  EXPECT_EQ(scene.Value(v1::METRIC_ACCEPT).elapsed_millis(), 1'200'000);
}

TEST(ClockEndsTest, WithdrawnTicketIsAppealedInTheTimeToReopen) {
  ClockScene scene = Reported();
  scene.Keep("location { code: 'north/1' calendar: 'biz' }");
  scene.At("2026-03-02 09:20").Do("withdraw");
  scene.At("2026-03-20 09:00");
  v1::Command appeal = SampleOrder("appeal");
  *appeal.mutable_occur_time() =
      ToTimestamp(Local("2026-03-11 18:00") + absl::Milliseconds(1));
  EXPECT_EQ(ErrorOf(scene.Try(appeal)).reason(),
            v1::ERROR_REASON_REOPEN_WINDOW_OVER);
  *appeal.mutable_occur_time() = ToTimestamp(Local("2026-03-11 18:00"));
  const absl::Status appealed = scene.Try(appeal);
  EXPECT_TRUE(appealed.ok()) << appealed;
}

TEST(ClockEndsTest, ProofHasItsTimeFromWhenTheBreachWasRecorded) {
  ClockScene scene = Reported();
  // Four days after the deadline, for the ticker was down.
  scene.At("2026-03-06 10:00").FireDue();
  ASSERT_EQ(BreachOf(scene, v1::METRIC_ACCEPT), v1::BREACH_STATE_STANDING);
  scene.At("2026-03-09 10:00").Occurred("2026-03-02 09:30");
  scene.Give("accept {}", Desk());
  EXPECT_EQ(BreachOf(scene, v1::METRIC_ACCEPT), v1::BREACH_STATE_RESCINDED);
}

TEST(ClockEndsTest, ProofThatComesLaterIsForACorrection) {
  ClockScene scene = Reported();
  scene.At("2026-03-06 10:00").FireDue();
  scene.At("2026-03-09 10:00:00.001").Occurred("2026-03-02 09:30");
  scene.Give("accept {}", Desk());
  EXPECT_EQ(BreachOf(scene, v1::METRIC_ACCEPT), v1::BREACH_STATE_STANDING);
}

// Records an update of ticket "t-1" that happened at `local`.
void Record(ClockScene& scene, std::string_view local,
            std::string_view update) {
  v1::Command command = History(update);
  *command.mutable_occur_time() = ToTimestamp(Local(local));
  const absl::Status recorded = scene.Try(command);
  EXPECT_TRUE(recorded.ok()) << recorded;
}

constexpr std::string_view kFirst =
    "report { kind: TICKET_KIND_REPAIR } assignee { party: 'wuye-1' } "
    "state { state: TICKET_STATE_DISPATCHED }";

TEST(ClockEndsTest, HistorysNextDispatchEndsTheOneBefore) {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-06-01 09:00");
  Record(scene, "2026-03-02 09:00", kFirst);
  Record(scene, "2026-03-02 10:00", "state { state: TICKET_STATE_ACCEPTED }");
  Record(scene, "2026-03-02 10:30", "state { state: TICKET_STATE_DISPATCHED }");
  const v1::Clock* const former =
      scene.Find(v1::METRIC_RESOLUTION, kContractor, 1, 1);
  EXPECT_EQ(TimeOf(former->cancel_time()), "2026-03-02 10:30");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, kContractor, 1, 2),
            "2026-03-02 14:30");
}

TEST(ClockEndsTest, HistorysNextPartyEndsTheClockOfTheOneBefore) {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-06-01 09:00");
  Record(scene, "2026-03-02 09:00", kFirst);
  Record(scene, "2026-03-02 10:00", "assignee { party: 'wuye-2' }");
  Record(scene, "2026-03-02 16:00", "state { state: TICKET_STATE_ON_SITE }");
  scene.FireDue();
  const v1::Clock* const former =
      scene.Find(v1::METRIC_RESOLUTION, kContractor, 1, 1);
  EXPECT_EQ(former->terms().assignee(), "wuye-1");
  EXPECT_EQ(TimeOf(former->cancel_time()), "2026-03-02 10:00");
  EXPECT_FALSE(former->has_breach());
}

TEST(ClockEndsTest, CloseThatIsSaidAgainLeavesTheVerification) {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-06-01 09:00");
  Record(scene, "2026-03-02 09:00",
         "report { kind: TICKET_KIND_REPAIR } "
         "state { state: TICKET_STATE_COMPLETED }");
  Record(scene, "2026-03-02 10:00", "state { state: TICKET_STATE_VERIFIED }");
  const std::string closed =
      "state { state: TICKET_STATE_CLOSED closure_code: CLOSURE_CODE_FIXED }";
  Record(scene, "2026-03-02 11:00", closed);
  Record(scene, "2026-03-09 11:00", closed);
  const v1::Clock* const clock =
      scene.Find(v1::METRIC_VERIFY, v1::CLOCK_PARTY_OLA, 1, 1);
  EXPECT_EQ(TimeOf(clock->stop_time()), "2026-03-02 10:00");
}

// A policy without levels does not make a clock one of history.
TEST(ClockEndsTest, OtherSystemsTicketOfTodayIsBreachedWhenItIsDue) {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00");
  Record(scene, "2026-03-02 09:00",
         "report { kind: TICKET_KIND_REPAIR } "
         "state { state: TICKET_STATE_REPORTED }");
  scene.Tick("2026-03-02 10:30");
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 10:00"});
}

}  // namespace
}  // namespace workledger
