// The cases 1 to 12 of DOMAIN 2.7: what other systems got wrong about clocks.
// The others are in clock_later_cases_test.cc.

#include <algorithm>
#include <string>
#include <vector>

#include "engine/core/metric/metric_facts.h"
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

constexpr std::string_view kContractor =
    "rules { code: 'c' metric: METRIC_RESOLUTION party: CLOCK_PARTY_CONTRACTOR "
    "  target { open_time { seconds: 7200 } } } ";

std::string With(std::string_view a, std::string_view b) {
  return std::string(a) + std::string(b);
}

// Case 1: a new target on a change of priority forgets earlier pauses.
TEST(ClockCasesTest, RaisedPriorityKeepsEarlierPauses) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P4").Dispatch().Do("acknowledge");
  scene.At("2026-03-02 09:30").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 10:30").Do("resume");
  scene.At("2026-03-02 10:45").Do("set_priority");  // P1, two hours
  // Two hours from the report, and the hour that was paused.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 12:00");
}

// Case 2: a hold over a weekend or a night is credited as full time.
TEST(ClockCasesTest, HoldCreditsOpenTimeOnly) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  // Friday; an hour has gone by when the hold begins.
  scene.At("2026-03-06 16:00").Report("P3").Dispatch().Do("acknowledge");
  scene.At("2026-03-06 17:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-09 10:00").Do("resume");
  // Three hours are left on Monday at ten.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-09 15:00");
  // An hour on Friday, an hour on Monday.
  EXPECT_EQ(scene.Value(v1::METRIC_RESOLUTION).paused_millis(), 7'200'000);
}

// Case 3: resuming yields a deadline outside of open hours.
TEST(ClockCasesTest, DeadlineLiesInOpenHoursUpToTheClose) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.At("2026-03-02 11:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 13:00").Do("resume");
  // Two hours are left in the lunch break.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 16:00");
  scene.At("2026-03-02 14:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 16:00").Do("resume");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 18:00");
}

// Case 4: time in which a ticket was solved or closed counts, or not, depending
// on its status.
TEST(ClockCasesTest, ClosedTimeCountsForNoCycle) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch();
  scene.Do("acknowledge").Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 10:00").Do("complete").Do("accept_work").Do("close");
  scene.At("2026-03-04 09:00").Do("reopen");
  EXPECT_EQ(scene.Value(v1::METRIC_RESOLUTION).elapsed_millis(), 3'600'000);
  // Three hours were left.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2),
            "2026-03-04 12:00");
}

// Case 5: only the first close counts, or the clock starts free: reopening has
// three declared modes.
TEST(ClockCasesTest, ReopeningDoesAsThePolicySays) {
  for (const auto& [mode, due] :
       std::vector<std::pair<std::string, std::string>>{
           {"CONTINUE", "2026-03-03 12:00"},
           {"NEW_CYCLE", "2026-03-03 16:00"},
           {"FIRST_ONLY", "none"}}) {
    ClockScene scene;
    scene.KeepPolicy(With(kResolution, "reopen_mode: REOPEN_MODE_" + mode));
    scene.At("2026-03-02 09:00").Report("P3").Dispatch();
    scene.Do("acknowledge").Do("record_arrival").Do("start_work");
    scene.At("2026-03-02 11:00").Do("complete").Do("accept_work").Do("close");
    scene.At("2026-03-03 10:00").Do("reopen");
    EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2), due)
        << mode;
    EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET") << mode;
  }
}

// Case 6: a date agreed on by hand is moved by a pause.
TEST(ClockCasesTest, PauseDoesNotMoveAnAgreedDate) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'a' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "target { open_time { seconds: 7200 } } } "
      "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } ");
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.Give("appoint { requested: true " +
                 Stamp("slot_time", "2026-03-03 15:00") + " }",
             Technician());
  EXPECT_EQ(scene.Due(v1::METRIC_ARRIVAL), "2026-03-03 15:00");
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-03 10:00").Do("resume");
  EXPECT_EQ(scene.Due(v1::METRIC_ARRIVAL), "2026-03-03 15:00");
}

// Case 7: any edit, or the engine's own follow-up, counts as an answer.
TEST(ClockCasesTest, OnlyAPersonOfAProviderAnswers) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'a' metric: METRIC_RESPONSE party: CLOCK_PARTY_SLA "
      "target { open_time { seconds: 3600 } } } ");
  scene.At("2026-03-02 09:00").Report("P3");
  const std::string note =
      "add_note { visibility: VISIBILITY_PUBLIC "
      "text { data_subject: 'li' clear: 'hm' } }";
  scene.Give(note, System());
  scene.Give(note, Requester());
  scene.Do("set_priority");
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "RUNNING");
  scene.At("2026-03-02 09:20").Give(note, Desk());
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "MET");
}

// Case 8: the provider's clock restarts when a person is added.
TEST(ClockCasesTest, SegmentLastsAsLongAsItsDispatch) {
  ClockScene scene;
  scene.KeepPolicy(kContractor);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.At("2026-03-02 10:00").Do("record_arrival").Do("start_work").Do("urge");
  EXPECT_EQ(scene.ticket().clocks_size(), 1);
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_CONTRACTOR, 1, 1),
            "2026-03-02 11:00");
}

// Case 9: the last team is blamed, and gets no time of its own.
TEST(ClockCasesTest, EachSegmentHasItsTargetAndABreachItsHolder) {
  ClockScene scene;
  scene.KeepPolicy(With(kResolution, kContractor));
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.Tick("2026-03-02 11:30").Do("reassign");  // to wuye-2
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_CONTRACTOR, 1, 2),
            "2026-03-02 15:30");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 15:00");
  const v1::Event first = scene.Last(v1::Event::kSlaBreached);
  EXPECT_EQ(first.sla_breached().holder(), v1::HOLDER_CONTRACTOR);
  EXPECT_EQ(first.sla_breached().holder_party(), "wuye-1");
  scene.Tick("2026-03-02 15:10");
  EXPECT_EQ(scene.Last(v1::Event::kSlaBreached).sla_breached().holder_party(),
            "wuye-2");
  EXPECT_EQ(scene.Breaches(),
            (std::vector<std::string>{"2026-03-02 11:00", "2026-03-02 15:00"}));
}

// Case 10, first half: an old target survives a move to another group.
TEST(ClockCasesTest, ClocksFollowTheRulesThatFitNow) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'lift' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  categories: 'lift' target { open_time { seconds: 900 } } } "
      "rules { code: 'lamp' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  categories: 'mep' target { open_time { seconds: 7200 } } } ");
  scene.At("2026-03-02 09:00").Report("P3");
  EXPECT_EQ(scene.State(v1::METRIC_ARRIVAL), "none");
  scene.At("2026-03-02 09:05").Give("accept { category: 'lift/door' }", Desk());
  EXPECT_EQ(scene.Due(v1::METRIC_ARRIVAL), "2026-03-02 09:15");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "CANCELLED");
}

// Case 10, second half: a target that is no more leaves its tickets escalated.
// The policy's next revision promises nothing; a ticket that is moved to it has
// no clock of it any more, and nothing is raised for it again.
TEST(ClockCasesTest, APromiseThatIsWithdrawnIsNotEscalated) {
  ClockScene scene;
  scene.KeepPolicy(With(kResolution, kLevels));
  scene.At("2026-03-02 09:00").Report("P3").Report("P3", "t-2");
  scene.Tick("2026-03-02 11:30");
  EXPECT_EQ(scene.Raised().size(), 1u);
  scene.KeepPolicy(With(
      "rules { code: 'none' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  exempt: true } ",
      kLevels));
  scene.Give("migrate_policy { reason: 'no longer promised' }", Supervisor());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "CANCELLED");
  scene.Tick("2026-03-05 18:00");
  EXPECT_EQ(scene.Raised().size(), 1u);
  EXPECT_TRUE(scene.Breaches().empty());
  // The other ticket keeps what it was promised.
  EXPECT_EQ(scene.Raised("t-2").size(), 2u);
}

// Case 11: alerts for tickets that are closed or merged.
TEST(ClockCasesTest, NothingIsRaisedForATicketThatEnded) {
  ClockScene scene;
  scene.KeepPolicy(With(kResolution, kLevels));
  scene.At("2026-03-02 09:00").Report("P3").Report("P3", "t-2");
  scene.Report("P3", "t-3").Dispatch("t-3").Do("acknowledge", "t-3");
  scene.Do("record_arrival", "t-3")
      .Do("start_work", "t-3")
      .Do("complete", "t-3");
  scene.At("2026-03-02 10:00");
  scene.Give("link_duplicate { master: 't-2' }", Desk());
  scene.Tick("2026-03-04 18:00");
  EXPECT_TRUE(scene.Raised().empty());
  EXPECT_TRUE(scene.Raised("t-3").empty());
  EXPECT_EQ(scene.Raised("t-2").size(), 2u);
}

// Case 12, first half: statistics are empty until a ticket is reopened. What a
// ticket came to is known when it happens, of a first cycle as of any other.
TEST(ClockCasesTest, FiguresDoNotWaitForAReopening) {
  ClockScene scene;
  scene.KeepPolicy(kResolution);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch();
  scene.At("2026-03-02 09:10").Do("acknowledge").Do("record_arrival");
  scene.Do("start_work");
  scene.At("2026-03-02 10:00").Do("complete");
  const auto facts = MetricFactsOf(scene.ticket(), scene.catalogue());
  const auto find = [&facts](v1::MetricFactKind kind) {
    const auto fact = std::ranges::find(facts, kind, &v1::MetricFact::kind);
    return fact == facts.end() ? v1::MetricFact() : *fact;
  };
  EXPECT_TRUE(find(v1::METRIC_FACT_KIND_CLOCK).good());
  EXPECT_EQ(find(v1::METRIC_FACT_KIND_COMPLETED).working_millis(), 3'600'000);
  EXPECT_EQ(find(v1::METRIC_FACT_KIND_RESPONDED).calendar_millis(), 600'000);
  EXPECT_TRUE(find(v1::METRIC_FACT_KIND_FIRST_OWNED).good());
}

// Case 12, second half: a resolved ticket still owes its first response.
TEST(ClockCasesTest, LaterMilestonesImplyEarlierStops) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'a' metric: METRIC_RESPONSE party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 7200 } } } "
      "rules { code: 'b' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 7200 } } } ");
  scene.At("2026-03-02 09:00");
  EXPECT_TRUE(scene
                  .Try(History("report { kind: TICKET_KIND_REPAIR } "
                               "state { state: TICKET_STATE_ACCEPTED }"))
                  .ok());
  scene.At("2026-03-02 09:30");
  EXPECT_TRUE(scene.Try(History("state { state: TICKET_STATE_ON_SITE }")).ok());
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "MET");
  EXPECT_TRUE(scene.Value(v1::METRIC_RESPONSE).implied());
  EXPECT_EQ(scene.State(v1::METRIC_ARRIVAL), "MET");
  EXPECT_FALSE(scene.Value(v1::METRIC_ARRIVAL).implied());
}

}  // namespace
}  // namespace workledger
