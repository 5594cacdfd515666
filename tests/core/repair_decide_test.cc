#include <utility>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kForbidden = absl::StatusCode::kFailedPrecondition;

v1::Actor Of(v1::Actor actor, std::string_view party) {
  actor.set_party(std::string(party));
  return actor;
}

v1::Command By(v1::Command command, const v1::Actor& actor) {
  *command.mutable_actor() = actor;
  return command;
}

std::vector<v1::Event> With(std::vector<v1::Event> events,
                            std::string_view body) {
  events.push_back(Happened(body));
  return events;
}

TEST(RepairDecideTest, ReportOpensATicketWithTheNextNumber) {
  const Outcome outcome = Given({}).When(
      Order("report { channel: CHANNEL_HOTLINE location: 'n' text { "
            "data_subject: 'p-1' clear: 'dark' } }",
            Requester()));
  outcome.Then(
      {Happened("ticket_reported { kind: TICKET_KIND_REPAIR number: 8 channel: "
                "CHANNEL_HOTLINE first_owner: 'wang' location: 'n' text { "
                "data_subject: 'p-1' clear: 'dark' } }")});
  EXPECT_EQ(outcome.ticket().ticket(), "t-1");
  EXPECT_EQ(outcome.ticket().cycle(), 1u);
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_REPORTED);
}

TEST(RepairDecideTest, ReportKeepsTheFirstOwnerThatItNames) {
  const Outcome outcome = Given({}).When(Order(
      "report { channel: CHANNEL_HOTLINE first_owner: 'zhao' }", Requester()));
  EXPECT_EQ(outcome.ticket().first_owner(), "zhao");
}

TEST(RepairDecideTest, AcceptTakesFromTheReportWhatItDoesNotSay) {
  Given(PathTo(v1::TICKET_STATE_REPORTED))
      .When(Order("accept { category: 'c' priority: PRIORITY_P1 }", Desk()))
      .Then({Happened("ticket_accepted { category: 'c' priority: PRIORITY_P1 "
                      "location: 'north/2/201' }")});
}

TEST(RepairDecideTest, AcceptNeedsCategoryPriorityAndLocation) {
  const Scene scene =
      Given({Happened("ticket_reported { kind: TICKET_KIND_REPAIR }")});
  scene.When(Order("accept { priority: PRIORITY_P1 location: 'l' }", Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_DETAILS_MISSING,
                 "accept.category");
  scene.When(Order("accept { category: 'c' location: 'l' }", Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_DETAILS_MISSING,
                 "accept.priority");
  scene.When(Order("accept { category: 'c' priority: PRIORITY_P1 }", Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_DETAILS_MISSING,
                 "accept.location");
}

TEST(RepairDecideTest, StrangerMayGiveNoOrderThatNeedsARole) {
  const std::pair<const char*, v1::TicketState> kOrders[] = {
      {"accept", v1::TICKET_STATE_REPORTED},
      {"reject", v1::TICKET_STATE_REPORTED},
      {"withdraw", v1::TICKET_STATE_REPORTED},
      {"link_duplicate", v1::TICKET_STATE_REPORTED},
      {"unlink_duplicate", v1::TICKET_STATE_DUPLICATE},
      {"appeal", v1::TICKET_STATE_REJECTED},
      {"dispatch", v1::TICKET_STATE_ACCEPTED},
      {"force_dispatch", v1::TICKET_STATE_ACCEPTED},
      {"offer_to_pool", v1::TICKET_STATE_ACCEPTED},
      {"reassign", v1::TICKET_STATE_DISPATCHED},
      {"accept_work", v1::TICKET_STATE_COMPLETED},
      {"reject_work", v1::TICKET_STATE_COMPLETED},
      {"record_callback", v1::TICKET_STATE_VERIFIED},
      {"rate_service", v1::TICKET_STATE_VERIFIED},
      {"close", v1::TICKET_STATE_VERIFIED},
      {"reopen", v1::TICKET_STATE_VERIFIED},
      {"schedule_look_back", v1::TICKET_STATE_CLOSED},
      {"convert_to_project", v1::TICKET_STATE_ACCEPTED}};
  for (const auto& [order, state] : kOrders) {
    SCOPED_TRACE(order);
    Scene scene = Given(PathTo(state));
    scene.And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2")
        .When(By(SampleOrder(order), Stranger()))
        .ThenFails(kDenied, v1::ERROR_REASON_ROLE_REQUIRED, "actor.roles");
  }
}

TEST(RepairDecideTest, OtherPartyMayNotWork) {
  const std::pair<const char*, v1::TicketState> kOrders[] = {
      {"return", v1::TICKET_STATE_DISPATCHED},
      {"acknowledge", v1::TICKET_STATE_DISPATCHED},
      {"appoint", v1::TICKET_STATE_ACKNOWLEDGED},
      {"record_arrival", v1::TICKET_STATE_ACKNOWLEDGED},
      {"start_work", v1::TICKET_STATE_ON_SITE},
      {"report_no_access", v1::TICKET_STATE_ON_SITE},
      {"hold", v1::TICKET_STATE_IN_PROGRESS},
      {"complete", v1::TICKET_STATE_IN_PROGRESS}};
  for (const auto& [order, state] : kOrders) {
    SCOPED_TRACE(order);
    Given(PathTo(state))
        .When(By(SampleOrder(order), Of(Technician(), "wuye-2")))
        .ThenFails(kDenied, v1::ERROR_REASON_PARTY_REQUIRED, "actor.party");
  }
}

TEST(RepairDecideTest, DeskMayWriteDownWorkButNotAcknowledgeOrArrive) {
  EXPECT_TRUE(Given(PathTo(v1::TICKET_STATE_ON_SITE))
                  .When(By(SampleOrder("start_work"), Desk()))
                  .events()
                  .ok());
  Given(PathTo(v1::TICKET_STATE_DISPATCHED))
      .When(By(SampleOrder("acknowledge"), Desk()))
      .ThenFails(kDenied, v1::ERROR_REASON_PARTY_REQUIRED);
  Given(PathTo(v1::TICKET_STATE_ACKNOWLEDGED))
      .When(By(SampleOrder("record_arrival"), Desk()))
      .ThenFails(kDenied, v1::ERROR_REASON_PARTY_REQUIRED);
}

TEST(RepairDecideTest, NobodyBelongsToAnUnknownParty) {
  Given(With(PathTo(v1::TICKET_STATE_DISPATCHED), "assignee_recorded {}"))
      .When(By(SampleOrder("acknowledge"), Of(Technician(), "")))
      .ThenFails(kDenied, v1::ERROR_REASON_PARTY_REQUIRED);
}

TEST(RepairDecideTest, SystemMayDoWhatTheDeskMay) {
  EXPECT_TRUE(Given(PathTo(v1::TICKET_STATE_REPORTED))
                  .When(By(SampleOrder("reject"), System()))
                  .events()
                  .ok());
  Given(PathTo(v1::TICKET_STATE_ACCEPTED))
      .When(By(SampleOrder("force_dispatch"), System()))
      .ThenFails(kDenied, v1::ERROR_REASON_ROLE_REQUIRED);
}

TEST(RepairDecideTest, OnlyTheDeskRejectsAndOnlyTheSupervisorForces) {
  Given(PathTo(v1::TICKET_STATE_REPORTED))
      .When(By(SampleOrder("reject"), Supervisor()))
      .ThenFails(kDenied, v1::ERROR_REASON_ROLE_REQUIRED);
  Given(PathTo(v1::TICKET_STATE_ACCEPTED))
      .When(By(SampleOrder("force_dispatch"), Desk()))
      .ThenFails(kDenied, v1::ERROR_REASON_ROLE_REQUIRED);
}

TEST(RepairDecideTest, RejectsADuplicateOfItself) {
  Given(PathTo(v1::TICKET_STATE_REPORTED))
      .When(Order("link_duplicate { master: 't-1' }", Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_DUPLICATE_CYCLE,
                 "link_duplicate.master");
}

TEST(RepairDecideTest, RejectsADuplicateOfAnUnknownTicket) {
  Given(PathTo(v1::TICKET_STATE_REPORTED))
      .When(SampleOrder("link_duplicate"))
      .ThenFails(absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
                 "link_duplicate.master");
}

TEST(RepairDecideTest, RejectsADuplicateOfAnEndedTicket) {
  for (const v1::TicketState state :
       {v1::TICKET_STATE_CLOSED, v1::TICKET_STATE_DUPLICATE}) {
    Scene scene = Given(PathTo(v1::TICKET_STATE_REPORTED));
    scene.And(PathTo(state), "t-2")
        .When(SampleOrder("link_duplicate"))
        .ThenFails(kForbidden, v1::ERROR_REASON_MASTER_NOT_OPEN,
                   "link_duplicate.master");
  }
}

TEST(RepairDecideTest, UnlinkedDuplicateReturnsToItsState) {
  Given(With(PathTo(v1::TICKET_STATE_IN_PROGRESS),
             "duplicate_linked { master: 't-2' }"))
      .When(SampleOrder("unlink_duplicate"))
      .Then({Happened("duplicate_unlinked { reason: 'other' state: "
                      "TICKET_STATE_IN_PROGRESS }")});
}

TEST(RepairDecideTest, DuplicateOfUnknownPastReturnsToTheDesk) {
  Given(With(PathTo(v1::TICKET_STATE_CLOSED), "duplicate_linked {}"))
      .When(SampleOrder("unlink_duplicate"))
      .Then({Happened("duplicate_unlinked { reason: 'other' state: "
                      "TICKET_STATE_REPORTED }")});
}

TEST(RepairDecideTest, AllowsOneAppeal) {
  auto events = With(PathTo(v1::TICKET_STATE_REJECTED), "ticket_appealed {}");
  events = With(events,
                "ticket_rejected { closure_code: "
                "CLOSURE_CODE_NOT_OURS }");
  Given(events)
      .When(SampleOrder("appeal"))
      .ThenFails(kForbidden, v1::ERROR_REASON_ALREADY_APPEALED);
}

TEST(RepairDecideTest, DispatchIsAssignedUnlessItSaysOtherwise) {
  Given(PathTo(v1::TICKET_STATE_ACCEPTED))
      .When(SampleOrder("dispatch"))
      .Then({Happened("work_dispatched { assignee { party: 'wuye-1' person: "
                      "'li' } mode: DISPATCH_MODE_ASSIGNED segment: 1 }")});
  Given(PathTo(v1::TICKET_STATE_ACCEPTED))
      .When(
          Order("dispatch { party: 'p' mode: DISPATCH_MODE_ROTATION }", Desk()))
      .Then({Happened("work_dispatched { assignee { party: 'p' } mode: "
                      "DISPATCH_MODE_ROTATION segment: 1 }")});
}

TEST(RepairDecideTest, OffersOnceAndTheFirstClaimWins) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_ACCEPTED));
  scene.When(SampleOrder("claim"))
      .ThenFails(kForbidden, v1::ERROR_REASON_NOT_OFFERED);
  scene.And(Happened("work_offered {}"));
  scene.When(SampleOrder("offer_to_pool"))
      .ThenFails(kForbidden, v1::ERROR_REASON_ALREADY_OFFERED);
  const Outcome first = scene.When(SampleOrder("claim"));
  first.Then(
      {Happened("work_dispatched { assignee { party: 'wuye-1' person: "
                "'li' } mode: DISPATCH_MODE_CLAIMED segment: 1 }")});
  EXPECT_FALSE(first.ticket().offered());
  scene.And(first.events()->front());
  scene.When(SampleOrder("claim"))
      .ThenFails(kForbidden, v1::ERROR_REASON_STATE_FORBIDS);
}

TEST(RepairDecideTest, ClaimsForTheActorsPartyOnly) {
  Given(With(PathTo(v1::TICKET_STATE_ACCEPTED), "work_offered {}"))
      .When(Order("claim { party: 'wuye-2' }", Technician()))
      .ThenFails(kDenied, v1::ERROR_REASON_PARTY_REQUIRED, "claim.party");
}

TEST(RepairDecideTest, AfterTooManyReturnsOnlyTheSupervisorDispatches) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_DISPATCHED));
  for (uint32_t i = 1; i < kReturnCountMax; ++i) {
    scene.And(Happened("work_returned {}"));
    EXPECT_TRUE(scene.When(SampleOrder("dispatch")).events().ok());
    scene.And(Happened("work_dispatched { assignee { party: 'wuye-1' } }"));
  }
  scene.And(Happened("work_returned {}"));
  for (const char* const order : {"dispatch", "claim", "offer_to_pool"}) {
    scene.When(SampleOrder(order))
        .ThenFails(kForbidden, v1::ERROR_REASON_RETURN_CAP_REACHED);
  }
  const Outcome forced = scene.When(SampleOrder("force_dispatch"));
  ASSERT_TRUE(forced.events().ok());
  scene.And(forced.events()->front());
  scene.When(SampleOrder("return"))
      .ThenFails(kForbidden, v1::ERROR_REASON_RETURN_FORBIDDEN);
}

TEST(RepairDecideTest, ReturnNamesThePartyThatReturned) {
  const Outcome outcome =
      Given(PathTo(v1::TICKET_STATE_DISPATCHED)).When(SampleOrder("return"));
  outcome.Then(
      {Happened("work_returned { reason: 'no skill' assignee { "
                "party: 'wuye-1' person: 'li' } code: RETURN_CODE_OTHER }")});
  EXPECT_FALSE(outcome.ticket().has_assignee());
  EXPECT_EQ(outcome.ticket().tallies().returns(), 1u);
}

TEST(RepairDecideTest, ReassignStartsANewSegment) {
  const Outcome outcome =
      Given(PathTo(v1::TICKET_STATE_IN_PROGRESS)).When(SampleOrder("reassign"));
  outcome.Then(
      {Happened("work_reassigned { assignee { party: 'wuye-2' } "
                "segment: 2 reason: 'late' }")});
  EXPECT_EQ(outcome.ticket().tallies().reassignments(), 1u);
}

TEST(RepairDecideTest, ReassignToAColleagueIsNoChangeOfParty) {
  const Outcome outcome =
      Given(PathTo(v1::TICKET_STATE_DISPATCHED))
          .When(Order("reassign { party: 'wuye-1' person: 'wu' }", Desk()));
  EXPECT_EQ(outcome.ticket().assignee().person(), "wu");
  EXPECT_EQ(outcome.ticket().tallies().reassignments(), 0u);
}

TEST(RepairDecideTest, CutsTimesToMilliseconds) {
  Given(PathTo(v1::TICKET_STATE_DISPATCHED))
      .When(Order("acknowledge { eta_time { seconds: 5 nanos: 1999999 } }",
                  Technician()))
      .Then({Happened("dispatch_acknowledged { eta_time { seconds: 5 nanos: "
                      "1000000 } }")});
}

TEST(RepairDecideTest, ArrivalIsStatedUnlessThereIsEvidence) {
  Given(PathTo(v1::TICKET_STATE_ACKNOWLEDGED))
      .When(Order("record_arrival {}", Technician()))
      .Then({Happened("arrival_recorded { evidence_level: "
                      "EVIDENCE_LEVEL_STATED }")});
}

TEST(RepairDecideTest, NoAccessHolds) {
  Given(PathTo(v1::TICKET_STATE_ON_SITE))
      .When(Order("report_no_access { label: 'locked' until_time { seconds: "
                  "1767355200 } }",
                  Technician()))
      .Then({Happened("work_held { reason: HOLD_REASON_AWAIT_ACCESS label: "
                      "'locked' until_time { seconds: 1767355200 } }")});
}

TEST(RepairDecideTest, RejectsCompletionWhileHeld) {
  GivenHeld(v1::TICKET_STATE_IN_PROGRESS)
      .When(SampleOrder("complete"))
      .ThenFails(kForbidden, v1::ERROR_REASON_TICKET_HELD);
}

TEST(RepairDecideTest, HistoricHoldOverAReportCanBeLifted) {
  GivenHeld(v1::TICKET_STATE_REPORTED)
      .When(By(SampleOrder("resume"), Desk()))
      .Then({Happened("work_resumed {}")});
}

// The desk told the completion: those who did the work are the assigned party.
TEST(RepairDecideTest, AssignedPartyDoesNotInspectWhatTheDeskCompleted) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  const Outcome completed = scene.When(By(SampleOrder("complete"), Desk()));
  ASSERT_TRUE(completed.events().ok()) << completed.events().status();
  ASSERT_EQ(completed.ticket().performer().party(), "");
  scene.Become(completed.ticket());
  scene.When(By(SampleOrder("accept_work"), Of(Requester(), kParty)))
      .ThenFails(kForbidden, v1::ERROR_REASON_PERFORMER_INSPECTS, "actor");
  EXPECT_TRUE(
      scene.When(By(SampleOrder("accept_work"), Requester())).events().ok());
}

TEST(RepairDecideTest, PerformerDoesNotInspect) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_COMPLETED));
  v1::Actor colleague = Of(Requester(), kParty);
  v1::Actor performer = Desk();
  performer.set_principal(Technician().principal());
  for (const char* const order : {"accept_work", "reject_work"}) {
    scene.When(By(SampleOrder(order), performer))
        .ThenFails(kForbidden, v1::ERROR_REASON_PERFORMER_INSPECTS, "actor");
    scene.When(By(SampleOrder(order), colleague))
        .ThenFails(kForbidden, v1::ERROR_REASON_PERFORMER_INSPECTS, "actor");
    EXPECT_TRUE(
        scene.When(By(SampleOrder(order), Of(Desk(), kParty))).events().ok());
  }
}

TEST(RepairDecideTest, BadNewsProposesAReopen) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_VERIFIED));
  const auto rated = [&](int score) {
    return scene
        .When(Order("rate_service { source: RATING_SOURCE_REQUESTER score: " +
                        std::to_string(score) + " }",
                    Requester()))
        .events()
        ->size();
  };
  EXPECT_EQ(rated(2), 2u);
  EXPECT_EQ(rated(3), 1u);
  scene
      .When(Order("record_callback { result: CALLBACK_RESULT_NOT_SOLVED }",
                  Desk()))
      .Then({Happened("callback_recorded { result: CALLBACK_RESULT_NOT_SOLVED "
                      "}"),
             Happened("reopen_proposed { reason: 'callback: not solved' }")});
}

TEST(RepairDecideTest, ReopenStartsACycle) {
  const Outcome outcome =
      Given(PathTo(v1::TICKET_STATE_CLOSED)).When(SampleOrder("reopen"));
  outcome.Then({Happened("ticket_reopened { reason: 'again' cycle: 2 }")});
  EXPECT_EQ(outcome.ticket().cycle(), 2u);
  EXPECT_EQ(outcome.ticket().tallies().reopens(), 1u);
  EXPECT_EQ(outcome.ticket().closure_code(), v1::CLOSURE_CODE_UNSPECIFIED);
}

TEST(RepairDecideTest, ProjectClosesTheTicket) {
  const Outcome outcome = GivenHeld(v1::TICKET_STATE_IN_PROGRESS)
                              .When(SampleOrder("convert_to_project"));
  outcome.Then(
      {Happened("ticket_closed { closure_code: "
                "CLOSURE_CODE_DEFERRED_TO_PROJECT project: "
                "'roof-2026' }")});
  EXPECT_EQ(outcome.ticket().project(), "roof-2026");
}

}  // namespace
}  // namespace workledger
