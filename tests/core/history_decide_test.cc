#include "engine/core/lifecycle/history_decide.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/moves.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kForbidden = absl::StatusCode::kFailedPrecondition;

std::string ToState(v1::TicketState state) {
  const bool closed =
      state == v1::TICKET_STATE_CLOSED || state == v1::TICKET_STATE_REJECTED;
  const char* const code = closed                                ? "FIXED"
                           : state == v1::TICKET_STATE_WITHDRAWN ? "WITHDRAWN"
                           : state == v1::TICKET_STATE_DUPLICATE
                               ? "DUPLICATE"
                               : "UNSPECIFIED";
  return absl::StrCat("state { state: ", v1::TicketState_Name(state),
                      " closure_code: CLOSURE_CODE_", code, " }");
}

bool Has(const Outcome& outcome, v1::Event::BodyCase body) {
  for (const v1::Event& event : *outcome.events()) {
    if (event.body_case() == body) return true;
  }
  return false;
}

TEST(HistoryDecideTest, FirstUpdateMayBeInAnyState) {
  for (const v1::TicketState state : RepairStates()) {
    SCOPED_TRACE(StateName(state));
    const Outcome outcome =
        Given({}).When(History("report {} " + ToState(state)));
    ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
    EXPECT_EQ(outcome.ticket().state(), state);
    EXPECT_TRUE(outcome.ticket().imported());
    const bool allowed = state == v1::TICKET_STATE_REPORTED ||
                         state == v1::TICKET_STATE_ACCEPTED ||
                         state == v1::TICKET_STATE_REJECTED ||
                         state == v1::TICKET_STATE_WITHDRAWN ||
                         state == v1::TICKET_STATE_DUPLICATE;
    EXPECT_EQ(outcome.ticket().tallies().findings(), allowed ? 0u : 1u);
  }
}

TEST(HistoryDecideTest, EveryStateCanFollowEveryOther) {
  for (const v1::TicketState from : RepairStates()) {
    for (const v1::TicketState to : RepairStates()) {
      SCOPED_TRACE(StateName(from) + " to " + StateName(to));
      const Outcome outcome =
          GivenImported(PathTo(from)).When(History(ToState(to)));
      ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
      EXPECT_EQ(outcome.ticket().state(), to);
      const bool reopened =
          !kWorkingStates.Contains(from) && kWorkingStates.Contains(to);
      EXPECT_EQ(Has(outcome, v1::Event::kTicketReopened), reopened);
      EXPECT_EQ(outcome.ticket().tallies().reopens(), reopened ? 1u : 0u);
    }
  }
}

TEST(HistoryDecideTest, FirstUpdateKeepsAllThatTheSourceSays) {
  v1::Command command = History(
      "report { channel: CHANNEL_EMAIL category: 'c' first_owner: 'o' } "
      "report_time { seconds: 1767260000 nanos: 9 } category: 'c' priority: "
      "PRIORITY_P3 assignee { party: 'g' person: 'p' } facts { name: 'sla' "
      "value: 'met' } state { state: TICKET_STATE_IN_PROGRESS label: 'Active' "
      "}");
  *command.mutable_occur_time() =
      ToTimestamp(absl::FromUnixSeconds(1767260060));
  const Outcome outcome = Given({}).When(command);
  outcome.Then(
      {Happened("ticket_reported { kind: TICKET_KIND_REPAIR number: 8 channel: "
                "CHANNEL_EMAIL first_owner: 'o' category: 'c' report_time { "
                "seconds: 1767260000 } }"),
       Happened("details_recorded { priority: PRIORITY_P3 }"),
       Happened("assignee_recorded { assignee { party: 'g' person: 'p' } }"),
       Happened("work_started {}"),
       Happened("facts_recorded { facts { name: 'sla' value: 'met' } }"),
       Found("MOVE_NOT_ALLOWED", "REPORTED to IN_PROGRESS")});
  EXPECT_EQ(outcome.ticket().milestones().report_time().seconds(), 1767260000);
}

TEST(HistoryDecideTest, ReportTimeIsKeptOnlyWhereItDiffers) {
  v1::Command command =
      History("report {} report_time { seconds: 5 nanos: 999999 }");
  *command.mutable_occur_time() = ToTimestamp(absl::FromUnixSeconds(5));
  Given({}).When(command).Then({ReportedByHistory()});
}

TEST(HistoryDecideTest, FirstUpdateNeedsAReportAndLaterOnesHaveNone) {
  Given({})
      .When(History("category: 'c'"))
      .ThenFails(kForbidden, v1::ERROR_REASON_DETAILS_MISSING,
                 "record_history.report");
  GivenImported(PathTo(v1::TICKET_STATE_REPORTED))
      .When(History("report {}"))
      .ThenFails(kForbidden, v1::ERROR_REASON_STATE_FORBIDS,
                 "record_history.report");
}

TEST(HistoryDecideTest, TicketsOfOthersAreNotTouched) {
  v1::Command update = History("category: 'c'");
  v1::Command report = History("report {}");
  for (const v1::Command& command : {update, report}) {
    Given(PathTo(v1::TICKET_STATE_REPORTED))
        .When(command)
        .ThenFails(kForbidden, v1::ERROR_REASON_SOURCE_DIFFERS,
                   "provenance.source");
    Scene("another-desk")
        .And(PathTo(v1::TICKET_STATE_REPORTED))
        .When(command)
        .ThenFails(kForbidden, v1::ERROR_REASON_SOURCE_DIFFERS,
                   "provenance.source");
  }
}

TEST(HistoryDecideTest, SaysWhoseTicketItIs) {
  const auto message = [](const Scene& scene) {
    return std::string(
        scene.When(History("category: 'c'")).events().status().message());
  };
  EXPECT_EQ(message(Given(PathTo(v1::TICKET_STATE_REPORTED))),
            "provenance.source: got servicenow for ticket t-1, which was born "
            "in this ledger");
  EXPECT_EQ(
      message(Scene("another-desk").And(PathTo(v1::TICKET_STATE_REPORTED))),
      "provenance.source: got servicenow for ticket t-1, which came from "
      "another-desk");
}

TEST(HistoryDecideTest, ReportTimeIsAtMostFiveMinutesAhead) {
  v1::Command command = History("report {}");
  google::protobuf::Timestamp& report_time =
      *command.mutable_record_history()->mutable_report_time();
  report_time = ToTimestamp(kNow + kOccurTimeAheadMax);
  EXPECT_TRUE(Given({}).When(command).events().ok());
  report_time = ToTimestamp(kNow + kOccurTimeAheadMax + absl::Milliseconds(1));
  Given({}).When(command).ThenFails(absl::StatusCode::kInvalidArgument,
                                    v1::ERROR_REASON_TIME_AHEAD,
                                    "record_history.report_time");
}

TEST(HistoryDecideTest, UpdateWithoutNewsIsNoEvent) {
  GivenImported(PathTo(v1::TICKET_STATE_IN_PROGRESS))
      .When(History("state { state: TICKET_STATE_IN_PROGRESS } category: "
                    "'mep/lamp' priority: PRIORITY_P3 location: 'north/2/201' "
                    "assignee { party: 'wuye-1' person: 'li' }"))
      .Then({});
}

TEST(HistoryDecideTest, EmptyValuesAreNews) {
  GivenImported(PathTo(v1::TICKET_STATE_IN_PROGRESS))
      .When(History("category: ''"))
      .Then({Happened("details_recorded { category: '' }")});
}

TEST(HistoryDecideTest, AcceptanceCarriesTheValuesItWasMadeWith) {
  GivenImported(PathTo(v1::TICKET_STATE_REPORTED))
      .When(History("state { state: TICKET_STATE_ACCEPTED } category: 'new'"))
      .Then({Happened("details_recorded { category: 'new' }"),
             Happened("ticket_accepted { category: 'new' location: "
                      "'north/2/201' }")});
}

TEST(HistoryDecideTest, DispatchGoesToTheAssigneeOfTheUpdate) {
  const Outcome outcome =
      GivenImported(PathTo(v1::TICKET_STATE_ACCEPTED))
          .When(History("state { state: TICKET_STATE_DISPATCHED } assignee { "
                        "party: 'g' }"));
  outcome.Then(
      {Happened("assignee_recorded { assignee { party: 'g' } reassigned: true "
                "}"),
       Happened("work_dispatched { assignee { party: 'g' } mode: "
                "DISPATCH_MODE_ASSIGNED segment: 1 }")});
  EXPECT_EQ(outcome.ticket().assignee().party(), "g");
}

TEST(HistoryDecideTest, CountsChangesOfPartyAfterTheFirstValue) {
  // Party by update, the first one included; empty counts as a value.
  const std::pair<std::vector<std::string>, uint32_t> kCases[] = {
      {{""}, 0},          {{"a"}, 0},          {{"", "a"}, 1},
      {{"a", ""}, 1},     {{"a", "", "a"}, 2}, {{"a", "a", "b"}, 1},
      {{"", "", "b"}, 1}, {{"a", "b", "b"}, 1}};
  for (const auto& [parties, reassignments] : kCases) {
    Scene scene = GivenImported({});
    std::string report = "report {} ";
    for (const std::string& party : parties) {
      const Outcome outcome = scene.When(
          History(absl::StrCat(report, "assignee { party: '", party, "' }")));
      ASSERT_TRUE(outcome.events().ok());
      scene.And(*outcome.events());
      report.clear();
    }
    EXPECT_EQ(scene.ticket().tallies().reassignments(), reassignments)
        << parties.size();
  }
}

TEST(HistoryDecideTest, ChangeOfPersonIsNoReassignment) {
  GivenImported(PathTo(v1::TICKET_STATE_IN_PROGRESS))
      .When(History("assignee { party: 'wuye-1' person: 'wu' }"))
      .Then({Happened("assignee_recorded { assignee { party: 'wuye-1' person: "
                      "'wu' } }")});
}

TEST(HistoryDecideTest, AssigneeSurvivesAReopen) {
  Scene scene = GivenImported(PathTo(v1::TICKET_STATE_CLOSED));
  const Outcome outcome =
      scene.When(History("state { state: TICKET_STATE_IN_PROGRESS } assignee { "
                         "party: 'wuye-1' person: 'li' }"));
  EXPECT_EQ(outcome.ticket().tallies().reassignments(), 0u);
  EXPECT_EQ(outcome.ticket().assignee().party(), "wuye-1");
}

TEST(HistoryDecideTest, LeavingAStopForWorkReopens) {
  GivenImported(PathTo(v1::TICKET_STATE_CLOSED))
      .When(History("state { state: TICKET_STATE_IN_PROGRESS }"))
      .Then({Happened("ticket_reopened { cycle: 2 }"),
             Happened("work_started {}"),
             Found("MOVE_NOT_ALLOWED", "CLOSED to IN_PROGRESS")});
  GivenImported(PathTo(v1::TICKET_STATE_VERIFIED))
      .When(History("state { state: TICKET_STATE_ACCEPTED }"))
      .Then({Happened("ticket_reopened { cycle: 2 }")});
  // What rejected work does, and a reopen to those who count moves.
  GivenImported(PathTo(v1::TICKET_STATE_COMPLETED))
      .When(History("state { state: TICKET_STATE_IN_PROGRESS }"))
      .Then({Happened("ticket_reopened { cycle: 2 }"),
             Happened("work_started {}")});
}

TEST(HistoryDecideTest, ReopensForAHold) {
  const Outcome outcome =
      GivenImported(PathTo(v1::TICKET_STATE_COMPLETED))
          .When(History("hold { reason: HOLD_REASON_AWAIT_REQUESTER }"));
  outcome.Then({Happened("ticket_reopened { cycle: 2 }"),
                Happened("work_held { reason: HOLD_REASON_AWAIT_REQUESTER }"),
                Found("MOVE_NOT_ALLOWED", "COMPLETED to ACCEPTED"),
                Found("HOLD_NOT_ALLOWED", "held in ACCEPTED")});
  EXPECT_TRUE(outcome.ticket().has_hold());
}

TEST(HistoryDecideTest, GoingBackToAnEarlierStopIsNoReopen) {
  const Outcome outcome =
      GivenImported(PathTo(v1::TICKET_STATE_CLOSED))
          .When(History(ToState(v1::TICKET_STATE_COMPLETED)));
  outcome.Then({Happened("work_completed {}"),
                Found("MOVE_NOT_ALLOWED", "CLOSED to COMPLETED")});
  EXPECT_EQ(FromTimestamp(outcome.ticket().milestones().complete_time()), kNow);
  EXPECT_EQ(outcome.ticket().closure_code(), v1::CLOSURE_CODE_UNSPECIFIED);
}

TEST(HistoryDecideTest, RepeatedStopsAreRestated) {
  for (const v1::TicketState state :
       {v1::TICKET_STATE_COMPLETED, v1::TICKET_STATE_VERIFIED,
        v1::TICKET_STATE_CLOSED}) {
    const Outcome outcome =
        GivenImported(PathTo(state)).When(History(ToState(state)));
    outcome.Then({Happened(absl::StrCat(
        "stop_restated { state: ", v1::TicketState_Name(state), " }"))});
    const v1::Milestones& milestones = outcome.ticket().milestones();
    const auto& time =
        state == v1::TICKET_STATE_COMPLETED  ? milestones.complete_time()
        : state == v1::TICKET_STATE_VERIFIED ? milestones.verify_time()
                                             : milestones.close_time();
    EXPECT_EQ(FromTimestamp(time), kNow);
  }
}

TEST(HistoryDecideTest, AnotherClosureCodeClosesAgain) {
  GivenImported(PathTo(v1::TICKET_STATE_CLOSED))
      .When(History("state { state: TICKET_STATE_CLOSED closure_code: "
                    "CLOSURE_CODE_NO_FAULT }"))
      .Then({Happened("ticket_closed { closure_code: CLOSURE_CODE_NO_FAULT "
                      "}")});
}

TEST(HistoryDecideTest, RepeatedRejectionIsNoEvent) {
  GivenImported(PathTo(v1::TICKET_STATE_REJECTED))
      .When(History("state { state: TICKET_STATE_REJECTED closure_code: "
                    "CLOSURE_CODE_NOT_OURS }"))
      .Then({});
}

TEST(HistoryDecideTest, StateMoveEndsAHold) {
  GivenImportedHeld(v1::TICKET_STATE_IN_PROGRESS)
      .When(History("state { state: TICKET_STATE_IN_PROGRESS }"))
      .Then({Happened("work_resumed {}")});
  GivenImportedHeld(v1::TICKET_STATE_IN_PROGRESS)
      .When(History("state { state: TICKET_STATE_COMPLETED }"))
      .Then({Happened("work_resumed {}"), Happened("work_completed {}")});
}

TEST(HistoryDecideTest, AnotherHoldEndsAHold) {
  GivenImportedHeld(v1::TICKET_STATE_IN_PROGRESS)
      .When(History("hold { reason: HOLD_REASON_OTHER label: 'Problem' }"))
      .Then({Happened("work_resumed {}"),
             Happened("work_held { reason: HOLD_REASON_OTHER label: 'Problem' "
                      "}")});
}

TEST(HistoryDecideTest, SameHoldIsNoEvent) {
  GivenImportedHeld(v1::TICKET_STATE_REPORTED)
      .When(History("hold { reason: HOLD_REASON_AWAIT_PARTS }"))
      .Then({});
}

TEST(HistoryDecideTest, KeepsTheSourcesWordWhereThereIsRoom) {
  GivenImported(PathTo(v1::TICKET_STATE_IN_PROGRESS))
      .When(History("state { state: TICKET_STATE_REPORTED label: 'New' }"))
      .Then({Happened("state_recorded { state: TICKET_STATE_REPORTED label: "
                      "'New' }"),
             Found("MOVE_NOT_ALLOWED", "IN_PROGRESS to REPORTED")});
}

TEST(HistoryDecideTest, RecordsOnlyChangedFacts) {
  Scene scene = GivenImported(PathTo(v1::TICKET_STATE_REPORTED));
  scene.And(
      Happened("facts_recorded { facts { name: 'a' value: '1' } facts { "
               "name: 'b' value: '2' } }"));
  scene
      .When(History("facts { name: 'a' value: '1' } facts { name: 'b' value: "
                    "'3' } facts { name: 'c' }"))
      .Then({Happened("facts_recorded { facts { name: 'b' value: '3' } facts { "
                      "name: 'c' } }")});
  scene.When(History("facts { name: 'a' value: '1' }")).Then({});
}

TEST(HistoryDecideTest, LimitsTheFactsOfATicket) {
  Scene scene = GivenImported(PathTo(v1::TICKET_STATE_REPORTED));
  for (size_t i = 0; i < kFactsMax - 1; ++i) {
    scene.And(Happened(absl::StrCat("facts_recorded { facts { name: 'f", i,
                                    "' value: '1' } }")));
  }
  const Outcome last = scene.When(History("facts { name: 'g' value: '1' }"));
  ASSERT_TRUE(last.events().ok());
  scene.And(*last.events());
  scene.When(History("facts { name: 'h' value: '1' }"))
      .ThenFails(kForbidden, v1::ERROR_REASON_LIMIT_REACHED,
                 "record_history.facts");
  EXPECT_TRUE(
      scene.When(History("facts { name: 'g' value: '2' }")).events().ok());
}

}  // namespace
}  // namespace workledger
