// Cleaning once it is done: inspection, contest, rectification, closing.

#include <limits>

#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

constexpr std::string_view kRubric =
    "rubric { code: 'daily' pass_points: 8 items { code: 'floor' points: 6 } "
    "items { code: 'bin' points: 4 } }";

Scene GivenDone() { return Given(CleaningPathTo(v1::TICKET_STATE_DONE)); }

v1::Command Scored(std::string_view items) {
  return Order("inspect { rubric: 'daily' " + std::string(items) + " }",
               Inspector());
}

TEST(ScoringDecideTest, InspectionScoresByTheRubric) {
  Scene scene = GivenDone();
  scene.Keep(kRubric);
  const Outcome passed = scene.When(
      Scored("items { item: 'floor' points: 5 } items { item: 'bin' points: 3 "
             "}"));
  passed.Then({Happened(
      "inspection_scored { rubric: 'daily' rubric_revision: 1 "
      "items { item: 'floor' points: 5 } items { item: 'bin' points: 3 } "
      "score: 8 full_score: 10 passed: true }")});
  EXPECT_EQ(passed.ticket().state(), v1::TICKET_STATE_PASSED);
  EXPECT_EQ(passed.ticket().scoring().score(), 8u);
  EXPECT_EQ(passed.ticket().scoring().full_score(), 10u);
  EXPECT_EQ(passed.ticket().scoring().inspector(), "sun");
  // What is not scored gets no points, whatever `passed` says.
  const Outcome failed =
      scene.When(Scored("items { item: 'floor' points: 6 } passed: true"));
  EXPECT_EQ(failed.ticket().state(), v1::TICKET_STATE_FAILED);
  EXPECT_EQ(failed.ticket().scoring().score(), 6u);
  EXPECT_FALSE(failed.ticket().scoring().passed());
}

TEST(ScoringDecideTest, InspectionRefusesWhatTheRubricDoesNotHave) {
  Scene scene = GivenDone();
  scene.Keep(kRubric);
  scene.When(Order("inspect { rubric: 'weekly' }", Inspector()))
      .ThenFails(kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN, "inspect.rubric");
  scene.When(Scored("items { item: 'wall' points: 1 }"))
      .ThenFails(kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                 "inspect.items[0].item");
  scene
      .When(Scored("items { item: 'floor' points: 6 } items { item: 'bin' "
                   "points: 5 }"))
      .ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                 "inspect.items[1].points");
  scene
      .When(Scored("items { item: 'bin' points: 1 } items { item: 'bin' "
                   "points: 1 }"))
      .ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                 "inspect.items[1].item");
  scene.When(Order("inspect { items { item: 'bin' points: 1 } }", Inspector()))
      .ThenFails(kInvalid, v1::ERROR_REASON_FIELD_REQUIRED, "inspect.rubric");
}

TEST(ScoringDecideTest, InspectionWithoutRubricsTakesTheInspectorsWord) {
  const Outcome outcome = GivenDone().When(
      Scored("items { item: 'floor' points: 5 } passed: true"));
  outcome.Then({Happened(
      "inspection_scored { rubric: 'daily' items { item: 'floor' points: 5 } "
      "score: 5 passed: true }")});
  EXPECT_EQ(GivenDone().When(Order("inspect {}", Inspector())).ticket().state(),
            v1::TICKET_STATE_FAILED);
}

TEST(ScoringDecideTest, PerformerAndTheirPartyDoNotInspect) {
  v1::Actor colleague = Inspector();
  colleague.set_party(std::string(kParty));
  GivenDone()
      .When(Order("inspect { passed: true }", colleague))
      .ThenFails(kFailed, v1::ERROR_REASON_PERFORMER_INSPECTS, "actor");
  v1::Actor performer = Inspector();
  performer.set_principal("li");
  GivenDone()
      .When(Order("inspect { passed: true }", performer))
      .ThenFails(kFailed, v1::ERROR_REASON_PERFORMER_INSPECTS, "actor");
  Given(CleaningPathTo(v1::TICKET_STATE_RECHECK))
      .When(Order("recheck { passed: true }", colleague))
      .ThenFails(kFailed, v1::ERROR_REASON_PERFORMER_INSPECTS, "actor");
}

TEST(ScoringDecideTest, TaskThatNobodyHadToInspectIsClosedAsSuch) {
  const Outcome outcome = GivenDone().When(CleaningOrder("close"));
  outcome.Then(
      {Happened("ticket_closed { closure_code: CLOSURE_CODE_NOT_INSPECTED }")});
  EXPECT_EQ(outcome.ticket().closure_code(), v1::CLOSURE_CODE_NOT_INSPECTED);
}

TEST(ScoringDecideTest, TaskIsNotClosedWithTheCodeOfAnotherState) {
  GivenDone()
      .When(CleaningOrder("close_passed"))
      .ThenFails(kFailed, v1::ERROR_REASON_STATE_FORBIDS, "close.closure_code");
  Given(CleaningPathTo(v1::TICKET_STATE_PASSED))
      .When(CleaningOrder("close"))
      .ThenFails(kFailed, v1::ERROR_REASON_STATE_FORBIDS, "close.closure_code");
}

TEST(ScoringDecideTest, CategoryCanDemandAnInspection) {
  Scene scene = GivenDone();
  scene.Keep("category { code: 'cleaning' inspection: true }");
  scene.When(CleaningOrder("close"))
      .ThenFails(kFailed, v1::ERROR_REASON_INSPECTION_REQUIRED);
  scene = Given(CleaningPathTo(v1::TICKET_STATE_PASSED));
  scene.Keep("category { code: 'cleaning' inspection: true }");
  EXPECT_TRUE(scene.When(CleaningOrder("close_passed")).events().ok());
}

TEST(ScoringDecideTest, WhatAnInspectionFoundIsInspectedAgain) {
  Scene scene = Given({Happened(
      "ticket_reported { kind: TICKET_KIND_CLEANING number: 1 channel: "
      "CHANNEL_INSPECTION location: 'north/1' category: 'cleaning/daily' "
      "inspection: 'i-1' }")});
  scene
      .And(Happened("work_dispatched { assignee { party: 'wuye-1' } "
                    "segment: 1 }"))
      .And(Happened("work_started {}"))
      .And(Happened("task_finished {}"));
  scene.When(CleaningOrder("close"))
      .ThenFails(kFailed, v1::ERROR_REASON_INSPECTION_REQUIRED);
}

TEST(ScoringDecideTest, OnlyCleaningIsClosedWithoutInspection) {
  Given(PathTo(v1::TICKET_STATE_VERIFIED))
      .When(CleaningOrder("close"))
      .ThenFails(kFailed, v1::ERROR_REASON_KIND_FORBIDS, "close.closure_code");
}

TEST(ScoringDecideTest, ScoreIsContestedOnce) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_FAILED));
  const Outcome contested = scene.When(CleaningOrder("contest"));
  contested.Then({Happened("score_contested { reason: 'rain came in' }")});
  EXPECT_TRUE(contested.ticket().scoring().disputed());
  scene.Become(contested.ticket());
  scene.When(CleaningOrder("contest"))
      .ThenFails(kFailed, v1::ERROR_REASON_ALREADY_APPEALED);
  // Nothing follows from the score before it is decided.
  scene.When(CleaningOrder("order_rectification"))
      .ThenFails(kFailed, v1::ERROR_REASON_STATE_FORBIDS);
  const Outcome upheld = scene.When(CleaningOrder("decide_contest"));
  upheld.Then({Happened("contest_decided { upheld: true reason: 'no rain' }")});
  EXPECT_EQ(upheld.ticket().state(), v1::TICKET_STATE_FAILED);
  scene.Become(upheld.ticket());
  scene.When(CleaningOrder("decide_contest"))
      .ThenFails(kFailed, v1::ERROR_REASON_NOTHING_TO_ANSWER);
  scene.When(CleaningOrder("contest"))
      .ThenFails(kFailed, v1::ERROR_REASON_ALREADY_APPEALED);
  EXPECT_TRUE(scene.When(CleaningOrder("order_rectification")).events().ok());
}

TEST(ScoringDecideTest, ContestThatIsGrantedPassesTheTask) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_FAILED));
  scene.And(Happened("score_contested {}"));
  const Outcome outcome =
      scene.When(Order("decide_contest { reason: 'it rained' }", Supervisor()));
  outcome.Then(
      {Happened("contest_decided { reason: 'it rained' passed: true }")});
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_PASSED);
  EXPECT_TRUE(outcome.ticket().scoring().passed());
  EXPECT_FALSE(outcome.ticket().scoring().disputed());
}

TEST(ScoringDecideTest, InspectorDoesNotDecideOnTheirOwnScore) {
  Scene scene = GivenDone();
  v1::Actor both = Supervisor();
  both.add_roles(v1::ROLE_INSPECTOR);
  scene.Become(scene.When(Order("inspect {}", both)).ticket());
  scene.And(Happened("score_contested {}"));
  scene.When(CleaningOrder("decide_contest"))
      .ThenFails(kFailed, v1::ERROR_REASON_SECOND_PERSON_REQUIRED,
                 "actor.principal");
  both.set_principal("qian");
  EXPECT_TRUE(
      scene.When(Order("decide_contest { reason: 'x' }", both)).events().ok());
}

TEST(ScoringDecideTest, RectificationIsDueLaterThanNow) {
  const Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_FAILED));
  scene
      .When(Order("order_rectification { due_time { seconds: 1767268800 } }",
                  Inspector()))
      .ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                 "order_rectification.due_time");
  EXPECT_TRUE(
      scene
          .When(
              Order("order_rectification { due_time { seconds: 1767268801 } }",
                    Inspector()))
          .events()
          .ok());
  const Scene recheck = Given(CleaningPathTo(v1::TICKET_STATE_RECHECK));
  recheck
      .When(Order("recheck { due_time { seconds: 1767268800 } }", Inspector()))
      .ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID, "recheck.due_time");
  recheck.When(Order("recheck {}", Inspector()))
      .ThenFails(kInvalid, v1::ERROR_REASON_FIELD_REQUIRED, "recheck.due_time");
  recheck
      .When(Order("recheck { passed: true due_time { seconds: 1767268801 } }",
                  Inspector()))
      .ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID, "recheck.due_time");
}

TEST(ScoringDecideTest, EachRoundOfRectificationTakesTwiceThePoints) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_FAILED));
  const Outcome ordered = scene.When(CleaningOrder("order_rectification"));
  ordered.Then({Happened(
      "rectification_ordered { due_time { seconds: 1767276000 } points: 2 "
      "reason: 'dust' round: 1 }")});
  scene.Become(ordered.ticket());
  uint32_t points = 2;
  uint32_t sum = 2;
  for (uint32_t round = 2; round <= 4; ++round) {
    scene.Become(scene.When(CleaningOrder("submit_rectification")).ticket());
    points *= 2;
    sum += points;
    const Outcome again = scene.When(
        Order("recheck { due_time { seconds: 1767276000 } reason: 'dust' }",
              Inspector()));
    v1::Event want = Happened(
        "rectification_checked { due_time { seconds: 1767276000 } "
        "reason: 'dust' }");
    want.mutable_rectification_checked()->set_points(points);
    want.mutable_rectification_checked()->set_round(round);
    again.Then({want});
    EXPECT_EQ(again.ticket().state(), v1::TICKET_STATE_RECTIFYING);
    EXPECT_EQ(again.ticket().scoring().rounds(), round);
    EXPECT_EQ(again.ticket().scoring().points(), sum);
    EXPECT_EQ(again.ticket().scoring().rectify_due_time().seconds(),
              1767276000);
    scene.Become(again.ticket());
  }
  scene.Become(scene.When(CleaningOrder("submit_rectification")).ticket());
  const Outcome passed = scene.When(CleaningOrder("recheck"));
  passed.Then({Happened("rectification_checked { passed: true round: 4 }")});
  EXPECT_EQ(passed.ticket().state(), v1::TICKET_STATE_CLOSED);
  EXPECT_EQ(passed.ticket().closure_code(), v1::CLOSURE_CODE_FIXED);
  EXPECT_TRUE(passed.ticket().milestones().has_close_time());
}

TEST(ScoringDecideTest, PointsOfManyRoundsStayANumber) {
  constexpr uint32_t kMost = std::numeric_limits<uint32_t>::max();
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_RECHECK));
  v1::Ticket ticket = scene.ticket();
  for (const uint32_t rounds : {1u, 31u, 32u, 40u}) {
    ticket.mutable_scoring()->set_points(kMost - 5);
    ticket.mutable_scoring()->set_rounds(rounds);
    scene.Become(ticket);
    const Outcome outcome = scene.When(
        Order("recheck { due_time { seconds: 1767276000 } }", Inspector()));
    ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
    EXPECT_EQ(outcome.ticket().scoring().points(), kMost);
  }
}

}  // namespace
}  // namespace workledger
