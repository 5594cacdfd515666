// Every order to a security incident in every state, against a table of its
// own: the authority is DOMAIN's lifecycle, not security_moves.cc.

#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/lifecycle/moves.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// A cell is the state after the order; "-" is STATE_FORBIDS, "n"
// TICKET_NOT_HELD. A duplicate was ALARMED before, so it returns there.
constexpr char kTable[] = R"(
order                 ALA VER CON RES ONS CTD HAN RSV REV FAL CLO DUP
verify                VER  -   -   -   -   -   -   -   -   -   -   -
confirm                -  CON  -   -   -   -   -   -   -   -   -   -
dismiss_false          -  FAL  -   -   -   -   -   -   -   -   -   -
reclassify             -   -  CON RES ONS CTD HAN RSV  -   -   -   -
dispatch_guards        -   -  RES  -   -   -   -   -   -   -   -   -
request_reinforcement  -   -   -  RES ONS  -   -   -   -   -   -   -
record_arrival         -   -   -  ONS  -   -   -   -   -   -   -   -
contain                -   -   -   -  CTD  -   -   -   -   -   -   -
hand_over              -   -   -   -  HAN  -   -   -   -   -   -   -
resolve                -   -   -   -   -  RSV RSV  -   -   -   -   -
report_up              -   -  CON RES ONS CTD HAN RSV REV  -   -   -
submit_report          -   -   -   -   -   -   -  REV  -   -   -   -
close                  -   -   -   -   -   -   -   -  CLO  -   -   -
reopen                 -   -   -   -   -   -   -   -  CON ALA CON  -
hold                   -   -   -   -   -  CTD HAN RSV REV  -   -   -
resume                 -   -   -   -   -   n   n   n   n   -   -   -
link_duplicate        DUP DUP DUP DUP DUP DUP DUP  -   -   -   -   -
unlink_duplicate       -   -   -   -   -   -   -   -   -   -   -  ALA
)";

struct State {
  v1::TicketState state;
  // What leads there from the state at its left; the last three say more.
  std::string_view event;
};

const std::map<std::string, State>& States() {
  static const auto* const states = new std::map<std::string, State>{
      {"ALA", {v1::TICKET_STATE_ALARMED, ""}},
      {"VER", {v1::TICKET_STATE_VERIFYING, "verification_started {}"}},
      {"CON",
       {v1::TICKET_STATE_CONFIRMED,
        "incident_confirmed { incident_class: 'theft' level: "
        "INCIDENT_LEVEL_III }"}},
      {"RES",
       {v1::TICKET_STATE_RESPONDING,
        "guards_dispatched { assignee { party: 'wuye-1' } headcount: 2 "
        "segment: 1 }"}},
      {"ONS", {v1::TICKET_STATE_ON_SCENE, "scene_arrival {}"}},
      {"CTD", {v1::TICKET_STATE_CONTAINED, "incident_contained {}"}},
      {"HAN",
       {v1::TICKET_STATE_HANDED_OVER,
        "incident_handed_over { agency: AGENCY_POLICE }"}},
      {"RSV",
       {v1::TICKET_STATE_RESOLVED,
        "incident_resolved { result: CLOSURE_CODE_FIXED }"}},
      {"REV", {v1::TICKET_STATE_REVIEW, "review_opened {}"}},
      {"FAL", {v1::TICKET_STATE_FALSE_ALARM, "incident_dismissed {}"}},
      {"CLO",
       {v1::TICKET_STATE_CLOSED,
        "ticket_closed { closure_code: CLOSURE_CODE_FIXED }"}},
      {"DUP",
       {v1::TICKET_STATE_DUPLICATE, "duplicate_linked { master: 't-2' }"}},
  };
  return *states;
}

std::vector<v1::Event> Reported(bool life_safety = false) {
  return {Happened(absl::StrCat(
      "ticket_reported { kind: TICKET_KIND_SECURITY number: 1 channel: "
      "CHANNEL_HOTLINE location: 'east' category: 'security' life_safety: ",
      life_safety ? "true" : "false", " }"))};
}

std::vector<v1::Event> IncidentIn(const std::string& state) {
  std::vector<v1::Event> path = Reported();
  std::vector<std::string> steps;
  if (state == "FAL") {
    steps = {"VER", "FAL"};
  } else if (state == "DUP") {
    steps = {"DUP"};
  } else {
    for (const char* step :
         {"VER", "CON", "RES", "ONS", "CTD", "HAN", "RSV", "REV", "CLO"}) {
      if (state == "ALA") break;
      // Contained and handed over exclude each other.
      if (std::string(step) == "CTD" && state == "HAN") continue;
      if (std::string(step) == "HAN" && state != "HAN") continue;
      steps.emplace_back(step);
      if (state == step) break;
    }
  }
  for (const std::string& step : steps) {
    path.push_back(Happened(States().at(step).event));
  }
  return path;
}

v1::Actor Officer(std::string_view principal = "guan") {
  v1::Actor actor;
  actor.set_principal(std::string(principal));
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(v1::ROLE_DUTY_OFFICER);
  return actor;
}

v1::Actor Leader() {
  v1::Actor actor;
  actor.set_principal("ju");
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(v1::ROLE_LEADER);
  return actor;
}

v1::Command Sample(const std::string& name, const v1::Actor& actor) {
  static const std::map<std::string, std::string> fields = {
      {"verify", "method: VERIFY_METHOD_VIDEO"},
      {"confirm", "incident_class: 'theft' level: INCIDENT_LEVEL_III"},
      {"dismiss_false", "cause: FALSE_ALARM_CAUSE_TEST reason: 'a test'"},
      {"reclassify", "incident_class: 'fire' level: INCIDENT_LEVEL_II"},
      {"dispatch_guards", "party: 'wuye-1' guards: 'li' headcount: 3"},
      {"request_reinforcement", "headcount: 4 reason: 'many people'"},
      {"record_arrival", ""},
      {"contain", ""},
      {"hand_over", "agency: AGENCY_POLICE receipt: '110-7'"},
      {"resolve", "result: CLOSURE_CODE_FIXED"},
      {"report_up", "stage: REPORT_STAGE_FIRST recipient: 'bureau'"},
      {"submit_report", "cause_code: 'lock' loss_fen: 100 injured: 1"},
      {"close", "closure_code: CLOSURE_CODE_FIXED"},
      {"reopen", "reason: 'again'"},
      {"hold", "reason: HOLD_REASON_THIRD_PARTY"},
      {"resume", ""},
      {"link_duplicate", "master: 't-2'"},
      {"unlink_duplicate", "reason: 'another'"}};
  return Order(absl::StrCat(name, " { ", fields.at(name), " }"), actor);
}

v1::Command Sample(const std::string& name) { return Sample(name, Officer()); }

void Check(const Outcome& outcome, const std::string& cell) {
  if (cell == "-") {
    outcome.ThenFails(absl::StatusCode::kFailedPrecondition,
                      v1::ERROR_REASON_STATE_FORBIDS);
  } else if (cell == "n") {
    outcome.ThenFails(absl::StatusCode::kFailedPrecondition,
                      v1::ERROR_REASON_TICKET_NOT_HELD);
  } else {
    ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
    EXPECT_FALSE(outcome.events()->empty());
    EXPECT_EQ(StateName(outcome.ticket().state()),
              StateName(States().at(cell).state));
  }
}

TEST(SecurityMovesTest, EveryOrderInEveryStateDoesWhatTheTableSays) {
  std::istringstream lines(kTable);
  std::vector<std::string> columns;
  int rows = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string order;
    if (!(words >> order)) continue;
    std::vector<std::string> cells;
    for (std::string cell; words >> cell;) cells.push_back(cell);
    if (order == "order") {
      columns = cells;
      continue;
    }
    ++rows;
    ASSERT_EQ(cells.size(), columns.size());
    for (size_t c = 0; c < cells.size(); ++c) {
      SCOPED_TRACE(order + " in " + columns[c]);
      Scene scene = Given(IncidentIn(columns[c]));
      ASSERT_EQ(scene.ticket().state(), States().at(columns[c]).state);
      scene.And(Reported(), "t-2");
      Check(scene.When(Sample(order)), cells[c]);
    }
  }
  EXPECT_EQ(rows, static_cast<int>(SecurityMoves().size()));
}

TEST(SecurityMovesTest, OrdersOfOtherKindsAreNoneOfIts) {
  for (const char* order : {"accept", "dispatch", "complete"}) {
    Given(IncidentIn("ALA"))
        .When(SampleOrder(order))
        .ThenFails(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_KIND_FORBIDS);
  }
}

TEST(SecurityMovesTest, JudgingIsForTheControlRoom) {
  for (const char* order : {"confirm", "dismiss_false"}) {
    for (const v1::Actor& actor : {Desk(), System(), Stranger(), Leader()}) {
      Given(IncidentIn("VER"))
          .When(Sample(order, actor))
          .ThenFails(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_ROLE_REQUIRED);
    }
  }
}

TEST(SecurityMovesTest, PartyOfTheGuardsWorksOnTheScene) {
  for (const auto& [order, state] :
       {std::pair("record_arrival", "RES"), std::pair("contain", "ONS"),
        std::pair("hand_over", "ONS"), std::pair("resolve", "CTD"),
        std::pair("request_reinforcement", "ONS")}) {
    SCOPED_TRACE(order);
    const Scene scene = Given(IncidentIn(state));
    EXPECT_TRUE(scene.When(Sample(order, Technician())).events().ok());
    scene.When(Sample(order, Stranger()))
        .ThenFails(absl::StatusCode::kPermissionDenied,
                   v1::ERROR_REASON_PARTY_REQUIRED);
  }
}

TEST(SecurityMovesTest, ConfirmingKeepsClassAndLevel) {
  const Outcome outcome =
      Given(IncidentIn("VER"))
          .When(Sample("confirm"))
          .Then({Happened("incident_confirmed { incident_class: 'theft' level: "
                          "INCIDENT_LEVEL_III }")});
  EXPECT_TRUE(outcome.ticket().incident().confirmed());
  EXPECT_EQ(outcome.ticket().incident().level(), v1::INCIDENT_LEVEL_III);
}

TEST(SecurityMovesTest, OnePersonDismissesWhatEndangersNobody) {
  const Outcome outcome =
      Given(IncidentIn("VER"))
          .When(Sample("dismiss_false"))
          .Then({Happened("incident_dismissed { cause: FALSE_ALARM_CAUSE_TEST "
                          "reason: 'a test' }")});
  EXPECT_EQ(outcome.ticket().closure_code(), v1::CLOSURE_CODE_FALSE_ALARM);
  EXPECT_TRUE(outcome.ticket().milestones().has_close_time());
}

TEST(SecurityMovesTest, TwoPersonsDismissWhatEndangersLives) {
  Scene scene = Given(Reported(true)).And(Happened("verification_started {}"));
  const Outcome first =
      scene.When(Sample("dismiss_false"))
          .Then({Happened("dismissal_proposed { cause: FALSE_ALARM_CAUSE_TEST "
                          "reason: 'a test' }")});
  EXPECT_EQ(first.ticket().state(), v1::TICKET_STATE_VERIFYING);
  scene.Become(first.ticket());
  scene.When(Sample("dismiss_false"))
      .ThenFails(absl::StatusCode::kFailedPrecondition,
                 v1::ERROR_REASON_SECOND_PERSON_REQUIRED, "actor");
  const Outcome second =
      scene.When(Sample("dismiss_false", Officer("he")))
          .Then({Happened("incident_dismissed { cause: FALSE_ALARM_CAUSE_TEST "
                          "reason: 'a test' proposer: 'guan' }")});
  EXPECT_EQ(second.ticket().state(), v1::TICKET_STATE_FALSE_ALARM);
  // Confirmed instead, nothing is left of the proposal.
  EXPECT_EQ(
      scene.When(Sample("confirm")).ticket().incident().dismissal_proposer(),
      "");
}

TEST(SecurityMovesTest, ReclassifyingTellsTheLevelBefore) {
  Scene scene = Given(IncidentIn("RES"));
  const Outcome outcome =
      scene.When(Sample("reclassify"))
          .Then({Happened(
              "incident_reclassified { incident_class: 'fire' level: "
              "INCIDENT_LEVEL_II previous_level: INCIDENT_LEVEL_III }")});
  scene.Become(outcome.ticket());
  scene.When(Sample("reclassify")).Then({});
}

TEST(SecurityMovesTest, DispatchCountsNamedGuardsAndHeads) {
  const Outcome outcome =
      Given(IncidentIn("CON"))
          .When(Sample("dispatch_guards"))
          .Then({Happened("guards_dispatched { assignee { party: 'wuye-1' } "
                          "guards: 'li' headcount: 3 segment: 1 }")});
  EXPECT_EQ(outcome.ticket().incident().guards(), 3u);
  EXPECT_EQ(outcome.ticket().assignee().party(), "wuye-1");
}

TEST(SecurityMovesTest, FirstReportUpIsMadeOnce) {
  Scene scene = Given(IncidentIn("CON"));
  scene.And(Happened("incident_reported_up { stage: REPORT_STAGE_FIRST }"));
  scene.When(Sample("report_up"))
      .ThenFails(absl::StatusCode::kFailedPrecondition,
                 v1::ERROR_REASON_ALREADY_DONE, "report_up.stage");
  EXPECT_TRUE(
      scene.When(Order("report_up { stage: REPORT_STAGE_FOLLOW_UP }", Leader()))
          .events()
          .ok());
}

TEST(SecurityMovesTest, HandOverKeepsTheReceipt) {
  const Outcome outcome =
      Given(IncidentIn("ONS"))
          .When(Sample("hand_over"))
          .Then({Happened("incident_handed_over { agency: AGENCY_POLICE "
                          "receipt: '110-7' }")});
  EXPECT_TRUE(outcome.ticket().incident().handed_over());
}

TEST(SecurityMovesTest, OnlyALeaderClosesTheGravest) {
  for (const char* level : {"I", "II"}) {
    const Scene scene = Given(IncidentIn("REV"))
                            .And(Happened(absl::StrCat(
                                "incident_reclassified { incident_class: "
                                "'fire' level: INCIDENT_LEVEL_",
                                level, " }")));
    for (const v1::Actor& actor : {Officer(), Supervisor()}) {
      scene.When(Sample("close", actor))
          .ThenFails(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_ROLE_REQUIRED, "actor.roles");
    }
    EXPECT_TRUE(scene.When(Sample("close", Leader())).events().ok());
  }
}

TEST(SecurityMovesTest, ClosesWhenItsChildrenHaveEnded) {
  v1::Ticket parent = Given(IncidentIn("REV")).ticket();
  parent.add_children("t-2");
  Scene scene = Given(IncidentIn("REV"));
  scene.Become(parent);
  scene.And(PathTo(v1::TICKET_STATE_REPORTED), "t-2");
  scene.When(Sample("close"))
      .ThenFails(absl::StatusCode::kFailedPrecondition,
                 v1::ERROR_REASON_CHILDREN_OPEN);
  scene.And(Happened("ticket_withdrawn {}"), "t-2");
  scene.When(Sample("close"))
      .Then({Happened("ticket_closed { closure_code: CLOSURE_CODE_FIXED }")});
}

TEST(SecurityMovesTest, ReopeningStartsACycleAndForgetsTheVerdict) {
  const Outcome outcome =
      Given(IncidentIn("FAL"))
          .When(Sample("reopen"))
          .Then({Happened("ticket_reopened { reason: 'again' cycle: 2 }")});
  EXPECT_EQ(outcome.ticket().cycle(), 2u);
  EXPECT_EQ(outcome.ticket().tallies().reopens(), 1u);
  EXPECT_FALSE(outcome.ticket().incident().confirmed());
}

TEST(SecurityMovesTest, RefusesResultsAndLossesThatCannotBe) {
  Given(IncidentIn("CTD"))
      .When(Order("resolve { result: CLOSURE_CODE_SKIPPED }", Officer()))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_INVALID, "resolve.result");
  Given(IncidentIn("RSV"))
      .When(
          Order("submit_report { cause_code: 'lock' loss_fen: -1 }", Officer()))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_INVALID, "submit_report.loss_fen");
}

TEST(SecurityMovesTest, HeldIncidentWaits) {
  const Scene scene =
      Given(IncidentIn("RSV"))
          .And(Happened("work_held { reason: HOLD_REASON_THIRD_PARTY }"));
  scene.When(Sample("submit_report"))
      .ThenFails(absl::StatusCode::kFailedPrecondition,
                 v1::ERROR_REASON_TICKET_HELD);
  EXPECT_FALSE(scene.When(Sample("resume")).ticket().has_hold());
}

}  // namespace
}  // namespace workledger
