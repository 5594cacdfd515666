// Which grounds lead to which proposals, with fen worked out by hand.

#include "engine/core/penalty/penalty_ground.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/penalty/penalty_scene.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

std::string Both() { return std::string(kFixed) + std::string(kHourly); }

TEST(PenaltyGroundTest, BreachIsProposedWithItInOneTransaction) {
  PenaltyScene scene(kFixed);
  scene.Send();
  scene.Tick("2026-03-02 16:00");
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1");
  const v1::Penalty& penalty = scene.March().penalties(0);
  EXPECT_EQ(penalty.ticket(), "t-1");
  EXPECT_EQ(penalty.contract_revision(), 1u);
  EXPECT_EQ(penalty.clock().party(), v1::CLOCK_PARTY_CONTRACTOR);
  EXPECT_EQ(penalty.clock().segment(), 1u);
  EXPECT_EQ(penalty.state(), v1::PENALTY_STATE_PROPOSED);
  EXPECT_EQ(penalty.amount_fen(), 0);
  EXPECT_EQ(penalty.penalty().size(), 32u);
  // The breach is the event right before the proposal.
  const Recorded& proposed = scene.log().back();
  ASSERT_EQ(penalty.evidence_positions_size(), 1);
  EXPECT_EQ(penalty.evidence_positions(0), proposed.record.position() - 1);
  EXPECT_EQ(scene.ticket().clocks(0).breach().position(),
            penalty.evidence_positions(0));
  // Three working days after Monday, at the close of business.
  EXPECT_EQ(Local(FromTimestamp(penalty.contest_end_time())),
            "2026-03-05 18:00");
  EXPECT_EQ(scene.March().contract(), "c");
  EXPECT_EQ(scene.March().month(), 202603u);
}

TEST(PenaltyGroundTest, ClauseOfAnotherMetricOrPriorityCostsNothing) {
  PenaltyScene scene(
      "clauses { code: 'a' penalty { breach { metrics: METRIC_ARRIVAL "
      "fixed_fen: 1 } } } "
      "clauses { code: 'b' penalty { breach { priorities: PRIORITY_P1 "
      "fixed_fen: 1 } } } "
      "clauses { code: 'd' text: 'be polite' }");
  scene.Send();
  scene.Tick("2026-03-02 16:00");
  EXPECT_EQ(scene.Breaches().size(), 1u);
  EXPECT_EQ(scene.Proposed(), "");
}

TEST(PenaltyGroundTest, HoursAreProposedWhenTheClockStops) {
  PenaltyScene scene(Both());
  scene.Send();
  scene.Tick("2026-03-02 16:00");
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1");
  // Due at 15:00; three hours until six, and of the next day one and a minute.
  scene.Complete("2026-03-03 10:01");
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1, hours 20000 0 x1");
  EXPECT_EQ(scene.March().penalties(1).evidence_positions_size(), 2);
}

TEST(PenaltyGroundTest, BreachNoticedAfterTheStopCostsBoth) {
  PenaltyScene scene(Both());
  scene.Send();
  scene.At("2026-03-02 17:30").Do("acknowledge");
  scene.Do("record_arrival").Do("start_work").Do("complete");
  scene.FireDue();
  // Two and a half hours late.
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1, hours 16000 0 x1");
}

TEST(PenaltyGroundTest, CompletionAtTheDeadlineCostsNothing) {
  PenaltyScene scene(Both());
  scene.Send();
  scene.At("2026-03-02 15:00").Do("acknowledge");
  scene.Do("record_arrival").Do("start_work").Do("complete");
  scene.Tick("2026-03-02 18:00");
  EXPECT_EQ(scene.Proposed(), "");
}

TEST(PenaltyGroundTest, SecondOfTheMonthCostsMore) {
  PenaltyScene scene(kFixed);
  scene.Send("t-1", "2026-03-02");
  scene.Tick("2026-03-02 16:00");
  scene.Send("t-2", "2026-03-03");
  scene.Tick("2026-03-03 16:00");
  scene.Send("t-3", "2026-04-01");
  scene.Tick("2026-04-01 16:00");
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1, late 75000 2 x2");
  // A new month begins at 1.
  EXPECT_EQ(scene.Proposed("c|202604"), "late 50000 2 x1");
}

TEST(PenaltyGroundTest, WaivedPenaltyIsNoFirstTime) {
  PenaltyScene scene(kFixed);
  scene.Send();
  scene.Tick("2026-03-02 16:00");
  EXPECT_THAT(scene.Waive(scene.March().penalties(0)), IsOk());
  scene.Send("t-2", "2026-03-03");
  scene.Tick("2026-03-03 16:00");
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1, late 50000 2 x1");
}

// The deadline lies in March by the clock of Shanghai, in February by UTC.
TEST(PenaltyGroundTest, MonthIsThatOfTheDeadlineByTheContractsCalendar) {
  PenaltyScene scene(kFixed);
  scene.KeepPolicy(
      "rules { code: 'c' metric: METRIC_RESOLUTION calendar: 'always' "
      "party: CLOCK_PARTY_CONTRACTOR target { open_time { seconds: 14400 } } "
      "}");
  scene.At("2026-02-28 21:00").Report("P3").Dispatch();
  scene.At("2026-04-02 09:00").FireDue();
  EXPECT_EQ(scene.Proposed("c|202602"), "");
  EXPECT_EQ(scene.Proposed("c|202603"), "late 50000 2 x1");
}

TEST(PenaltyGroundTest, TermsAreThoseOfTheDispatch) {
  PenaltyScene scene(kFixed);
  scene.Send();
  scene.KeepContract(
      "clauses { code: 'late' penalty { breach { fixed_fen: 99 } } }");
  scene.Tick("2026-03-02 16:00");
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1");
  EXPECT_EQ(scene.March().penalties(0).contract_revision(), 1u);
}

TEST(PenaltyGroundTest, ExcusedBreachIsProposedAnewWithNothing) {
  PenaltyScene scene(Both());
  scene.Send();
  scene.Tick("2026-03-02 16:00");
  const v1::Penalty before = scene.March().penalties(0);
  scene.Excuse();
  EXPECT_EQ(scene.Proposed(), "late 0 0 x1");
  const v1::Penalty& penalty = scene.March().penalties(0);
  EXPECT_EQ(penalty.penalty(), before.penalty());
  EXPECT_EQ(penalty.state(), v1::PENALTY_STATE_PROPOSED);
  EXPECT_EQ(penalty.evidence_positions_size(), 2);
  // An excused breach costs no hours either.
  scene.Complete("2026-03-03 10:00");
  EXPECT_EQ(scene.Proposed(), "late 0 0 x1");
}

TEST(PenaltyGroundTest, WordThatLostItsGroundIsOpenAgain) {
  PenaltyScene scene(kFixed);
  scene.Send();
  scene.Tick("2026-03-02 16:00");
  EXPECT_THAT(scene.Confirm(scene.March().penalties(0)), IsOk());
  EXPECT_EQ(scene.March().penalties(0).amount_fen(), 50000);
  scene.Excuse();
  EXPECT_EQ(scene.March().penalties(0).state(), v1::PENALTY_STATE_PROPOSED);
  EXPECT_EQ(scene.March().penalties(0).amount_fen(), 0);
  EXPECT_EQ(scene.March().penalties(0).approver(), "");
}

TEST(PenaltyGroundTest, WaivedPenaltyStaysWaived) {
  PenaltyScene scene(kFixed);
  scene.Send();
  scene.Tick("2026-03-02 16:00");
  EXPECT_THAT(scene.Waive(scene.March().penalties(0)), IsOk());
  scene.Excuse();
  EXPECT_EQ(
      std::ranges::count_if(scene.log(),
                            [](const Recorded& recorded) {
                              return recorded.event.has_penalty_proposed();
                            }),
      1);
  EXPECT_EQ(scene.March().penalties(0).state(), v1::PENALTY_STATE_WAIVED);
}

TEST(PenaltyGroundTest, LateGroundOfASettledMonthGoesToTheNext) {
  PenaltyScene scene(Both());
  scene.Send("t-1", "2026-03-31");
  scene.Tick("2026-03-31 16:00");
  scene.At("2026-04-01 00:00");
  EXPECT_THAT(scene.Confirm(scene.March().penalties(0)), IsOk());
  EXPECT_THAT(scene.Settle(), IsOk());
  scene.Complete("2026-04-01 10:00");
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1");
  EXPECT_EQ(scene.Proposed("c|202604"), "hours 18000 0 x1");
  // What is settled stays.
  scene.Excuse();
  EXPECT_EQ(scene.Proposed(), "late 50000 2 x1");
  EXPECT_EQ(scene.Proposed("c|202604"), "hours 0 0 x1");
}

// Begins the work at ten and completes it at half past five.
void WorkLate(PenaltyScene& scene) {
  scene.Send();
  scene.At("2026-03-02 10:00").Do("acknowledge");
  scene.Do("record_arrival").Do("start_work");
  scene.Tick("2026-03-02 17:30").Do("complete");
}

TEST(PenaltyGroundTest, CorrectedStopChangesWhatItCosts) {
  PenaltyScene scene(kHourly);
  WorkLate(scene);
  EXPECT_EQ(scene.Proposed(), "hours 16000 0 x1");
  scene.Give(absl::StrCat("correct_timeline { reason: 'earlier' "
                          "corrected_version: ",
                          scene.ticket().clocks(0).stop_version(), " ",
                          Stamp("correct_time", "2026-03-02 15:30"), " }"),
             Supervisor());
  EXPECT_EQ(scene.Proposed(), "hours 12000 0 x1");
}

TEST(PenaltyGroundTest, EvidenceIsBounded) {
  PenaltyScene scene(kHourly);
  WorkLate(scene);
  const uint64_t stop = scene.ticket().clocks(0).stop_version();
  const auto correct = [&](std::string_view time) {
    scene.Give(
        absl::StrCat(
            "correct_timeline { reason: 'so' corrected_version: ", stop, " ",
            Stamp("correct_time", "2026-03-02 " + std::string(time)), " }"),
        Supervisor());
  };
  // Breach and stop, then as many corrections as there is room for.
  for (size_t i = 2; i < kPenaltyEvidenceMax; ++i) {
    correct(i % 2 == 0 ? "15:30" : "16:30");
    EXPECT_EQ(static_cast<size_t>(
                  scene.March().penalties(0).evidence_positions_size()),
              i + 1);
  }
  correct("15:30");
  EXPECT_EQ(scene.Proposed(), "hours 12000 0 x1");
  EXPECT_EQ(
      static_cast<size_t>(scene.March().penalties(0).evidence_positions_size()),
      kPenaltyEvidenceMax);
}

constexpr std::string_view kRubric =
    "rubric { code: 'daily' pass_points: 8 items { code: 'floor' points: 6 } "
    "items { code: 'bin' points: 4 } }";

// Leads a cleaning ticket of the contractor's to where it is scored.
void Clean(PenaltyScene& scene) {
  scene.Keep(kRubric);
  scene.At("2026-03-02 09:00");
  scene.Give(
      "report { kind: TICKET_KIND_CLEANING channel: CHANNEL_HOTLINE "
      "location: 'north/1' category: 'cleaning/spill' priority: PRIORITY_P3 }",
      Desk());
  scene.Give("dispatch { party: 'wuye-1' }", Desk());
  scene.Give("start_work { evidence_level: EVIDENCE_LEVEL_QR_CODE }",
             Technician());
  scene.Give("finish {}", Technician());
}

void Fail(PenaltyScene& scene) {
  scene.Give(
      "inspect { rubric: 'daily' items { item: 'floor' points: 2 } "
      "items { item: 'bin' points: 3 } }",
      Inspector());
}

TEST(PenaltyGroundTest, FailedScoreCostsThePointsItLacks) {
  PenaltyScene scene(
      std::string(kPoints) +
      "clauses { code: 'bins' penalty { score { point_fen: 100 items: 'bin' } "
      "} }");
  Clean(scene);
  Fail(scene);
  // Four of the floor and one of the bin.
  EXPECT_EQ(scene.Proposed(), "dirt 7500 5 x1, bins 100 0 x1");
  EXPECT_EQ(scene.March().penalties(0).ticket(), "t-1");
  EXPECT_FALSE(scene.March().penalties(0).has_clock());
}

TEST(PenaltyGroundTest, PassedScoreCostsNothing) {
  PenaltyScene scene(kPoints);
  Clean(scene);
  scene.Give(
      "inspect { rubric: 'daily' items { item: 'floor' points: 5 } "
      "items { item: 'bin' points: 4 } }",
      Inspector());
  EXPECT_EQ(scene.Proposed(), "");
}

TEST(PenaltyGroundTest, RectificationTakesNoPointTwice) {
  PenaltyScene scene(kPoints);
  Clean(scene);
  Fail(scene);
  scene.Give("order_rectification { points: 8 " +
                 Stamp("due_time", "2026-03-03 09:00") + " }",
             Inspector());
  // Five were taken off with the score, three are new.
  EXPECT_EQ(scene.Proposed(), "dirt 7500 5 x1, dirt 4500 3 x2");
}

TEST(PenaltyGroundTest, OverturnedScoreIsProposedAnewWithNothing) {
  PenaltyScene scene(kPoints);
  Clean(scene);
  Fail(scene);
  scene.Give("contest { reason: 'rain' }", Technician());
  scene.Give("decide_contest { upheld: true reason: 'it rained' }",
             Supervisor());
  EXPECT_EQ(scene.Proposed(), "dirt 0 0 x1");
}

TEST(PenaltyGroundTest, FullMonthSendsThemToTheNext) {
  PenaltyScene scene(kFixed);
  scene.Fill("c|202603", kPenaltiesMax - 1);
  scene.Send("t-1", "2026-03-02");
  scene.Tick("2026-03-02 16:00");
  EXPECT_EQ(static_cast<size_t>(scene.March().penalties_size()), kPenaltiesMax);
  scene.Send("t-2", "2026-03-03");
  scene.Tick("2026-03-03 16:00");
  EXPECT_EQ(static_cast<size_t>(scene.March().penalties_size()), kPenaltiesMax);
  EXPECT_EQ(scene.Proposed("c|202604"), "late 50000 2 x1");
}

// Whoever has the log can work every fen out again: from the ticket as it was
// when the penalty was proposed, and the revision of the contract it names.
TEST(PenaltyGroundTest, EveryFenCanBeWorkedOutFromTheLog) {
  PenaltyScene scene(Both());
  for (int day = 2; day < 7; ++day) {
    const std::string ticket = absl::StrCat("t-", day);
    const std::string date = absl::StrCat("2026-03-0", day);
    scene.Send(ticket, date);
    scene.Complete(date + " 17:4" + absl::StrCat(day), ticket);
  }
  std::map<std::string, v1::Ticket> tickets;
  int proposals = 0;
  for (const auto& [record, event] : scene.log()) {
    if (record.stream().kind() == v1::STREAM_KIND_TICKET) {
      EvolveTicket(tickets[record.stream().key()], record, event);
    }
    if (!event.has_penalty_proposed()) continue;
    ++proposals;
    const v1::Penalty& penalty = event.penalty_proposed().penalty();
    const v1::Clock& clock =
        *FindClock(tickets[penalty.ticket()], penalty.clock());
    const v1::CatalogueEntry& contract = *scene.catalogue().FindContract(
        event.penalty_proposed().month().contract(),
        penalty.contract_revision());
    for (const v1::Clause& clause : contract.item().contract().clauses()) {
      if (clause.code() != penalty.clause()) continue;
      PenaltyFacts facts;
      if (clause.penalty().breach().hour_fen() != 0) {
        facts.late_hours =
            StartedHours(CalendarOf(clock.terms(), scene.catalogue())
                             ->Elapsed(FromTimestamp(clock.breach().due_time()),
                                       FromTimestamp(clock.stop_time())));
      }
      EXPECT_EQ(penalty.proposed_fen(),
                PenaltyFen(clause.penalty(), facts, penalty.repeat()));
    }
  }
  EXPECT_EQ(proposals, 10);
}

}  // namespace
}  // namespace workledger
