// What the catalogue demands of work, and the deadlines that its calendars set.

#include <string>
#include <string_view>

#include "engine/base/time.h"
#include "engine/core/lifecycle/shared_timers.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kForbidden = absl::StatusCode::kFailedPrecondition;

// Ticket t-1 as PathTo leads it, with a category of these demands.
Scene GivenDemand(v1::TicketState state, std::string_view demand) {
  Scene scene = Given(PathTo(state));
  scene.Keep("category { code: 'mep' " + std::string(demand) + " }")
      .Keep("category { code: 'mep/lamp' }");
  return scene;
}

// The same where days are worked from Monday to Friday, 9 to 17 in UTC.
Scene GivenCalendar(v1::TicketState state) {
  Scene scene = Given(PathTo(state));
  scene
      .Keep(
          "calendar { code: 'office' weekdays: 1 weekdays: 2 weekdays: 3 "
          "weekdays: 4 weekdays: 5 intervals { open_minute: 540 close_minute: "
          "1020 } }")
      .Keep("location { code: 'north' calendar: 'office' }")
      .Keep("location { code: 'north/2' }")
      .Keep("location { code: 'north/2/201' }");
  return scene;
}

v1::Event Granted(std::string_view subject, int64_t cost_fen = 0) {
  return Happened("approval_granted { subject: APPROVAL_SUBJECT_" +
                  std::string(subject) +
                  " cost_fen: " + std::to_string(cost_fen) + " }");
}

TEST(AcceptTest, TakesSizeClassAndProcedureFromTheCategory) {
  Scene scene = GivenDemand(v1::TICKET_STATE_REPORTED,
                            "procedure: 'p' size_class: SIZE_CLASS_URGENT");
  scene.Keep("location { code: 'north/2/201' }")
      .Keep(
          "procedure { code: 'p' steps { code: 's1' mandatory: true } steps { "
          "code: 's2' } steps { code: 's3' mandatory: true } }");
  const Outcome outcome = scene.When(SampleOrder("accept"));
  outcome.Then({Happened(
      "ticket_accepted { category: 'mep/lamp' priority: PRIORITY_P3 location: "
      "'north/2/201' size_class: SIZE_CLASS_URGENT procedure: 'p' "
      "procedure_revision: 1 steps: 's1' steps: 's3' catalogue_position: 4 "
      "pinned_steps { step: 's1' mandatory: true } pinned_steps { step: 's2' } "
      "pinned_steps { step: 's3' mandatory: true } }")});
  EXPECT_EQ(outcome.ticket().size_class(), v1::SIZE_CLASS_URGENT);
  EXPECT_EQ(outcome.ticket().checklist().open_steps_size(), 2);
  EXPECT_EQ(outcome.ticket().checklist().steps_size(), 3);
}

TEST(AcceptTest, RefusesWhatTheCatalogueDoesNotKnow) {
  Scene scene = GivenDemand(v1::TICKET_STATE_REPORTED, "");
  scene.Keep("location { code: 'south' }");
  scene.When(SampleOrder("accept"))
      .ThenFails(kForbidden, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                 "accept.location");
  scene
      .When(Order("accept { category: 'roof' priority: PRIORITY_P1 location: "
                  "'south' }",
                  Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                 "accept.category");
}

TEST(DispatchTest, CarriesTheContract) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_ACCEPTED));
  scene
      .Keep("party { code: 'wuye-1' kind: PARTY_KIND_CONTRACTOR active: true }")
      .Keep(
          "contract { code: 'c-7' party: 'wuye-1' start_time { seconds: 1 } "
          "end_time { seconds: 1798761600 } }");
  const Outcome outcome = scene.When(SampleOrder("dispatch"));
  outcome.Then({Happened(
      "work_dispatched { assignee { party: 'wuye-1' person: 'li' } mode: "
      "DISPATCH_MODE_ASSIGNED segment: 1 contract: 'c-7' contract_revision: 1 "
      "catalogue_position: 2 }")});
  EXPECT_EQ(outcome.ticket().contract(), "c-7");
  EXPECT_EQ(outcome.ticket().catalogue_position(), 2u);
}

TEST(DispatchTest, RefusesAnUnfitPartyHoweverItIsSent) {
  const auto refuses = [](v1::TicketState state, std::string_view order,
                          std::string_view field) {
    SCOPED_TRACE(order);
    Scene scene = Given(PathTo(state));
    if (order == "claim") scene.And(Happened("work_offered {}"));
    scene.Keep("party { code: 'wuye-1' kind: PARTY_KIND_TEAM }")
        .Keep("party { code: 'wuye-2' kind: PARTY_KIND_TEAM }")
        .When(SampleOrder(order))
        .ThenFails(kForbidden, v1::ERROR_REASON_PARTY_UNFIT, field);
  };
  refuses(v1::TICKET_STATE_ACCEPTED, "dispatch", "dispatch.party");
  refuses(v1::TICKET_STATE_ACCEPTED, "force_dispatch", "force_dispatch.party");
  refuses(v1::TICKET_STATE_ACCEPTED, "claim", "claim.party");
  refuses(v1::TICKET_STATE_DISPATCHED, "reassign", "reassign.party");
}

TEST(ArrivalTest, NeedsTheEvidenceOfTheCategory) {
  const Scene scene = GivenDemand(v1::TICKET_STATE_ACKNOWLEDGED,
                                  "evidence_level: EVIDENCE_LEVEL_QR_CODE");
  EXPECT_TRUE(scene.When(SampleOrder("record_arrival")).events().ok());
  for (const char* const order :
       {"record_arrival {}",
        "record_arrival { evidence_level: EVIDENCE_LEVEL_GPS }"}) {
    scene.When(Order(order, Technician()))
        .ThenFails(kForbidden, v1::ERROR_REASON_EVIDENCE_REQUIRED,
                   "record_arrival.evidence_level");
  }
}

TEST(StartWorkTest, NeedsLeaveAboveTheCostLimit) {
  Scene scene = GivenDemand(v1::TICKET_STATE_ON_SITE, "cost_limit_fen: 100000");
  const auto start = [&](int64_t estimate) {
    return scene.When(
        Order("start_work { estimate_fen: " + std::to_string(estimate) + " }",
              Technician()));
  };
  start(100000).Then({Happened(
      "work_started { estimate_fen: 100000 catalogue_position: 2 }")});
  start(100001).ThenFails(kForbidden, v1::ERROR_REASON_APPROVAL_REQUIRED,
                          "start_work.estimate_fen");
  scene.And(
      Happened("approval_requested { subject: APPROVAL_SUBJECT_COST cost_fen: "
               "200000 }"));
  start(150000).ThenFails(kForbidden, v1::ERROR_REASON_APPROVAL_REQUIRED);
  scene.And(Granted("COST", 200000));
  EXPECT_TRUE(start(200000).events().ok());
  start(200001).ThenFails(kForbidden, v1::ERROR_REASON_APPROVAL_REQUIRED);
  start(-1).ThenFails(absl::StatusCode::kInvalidArgument,
                      v1::ERROR_REASON_FIELD_INVALID,
                      "start_work.estimate_fen");
}

TEST(StartWorkTest, NeedsThePermitsOfTheCategory) {
  Scene scene = GivenDemand(v1::TICKET_STATE_ON_SITE,
                            "permits: APPROVAL_SUBJECT_HOT_WORK permits: "
                            "APPROVAL_SUBJECT_ISOLATION");
  scene.And(Granted("HOT_WORK"));
  const Outcome refused = scene.When(SampleOrder("start_work"));
  refused.ThenFails(kForbidden, v1::ERROR_REASON_APPROVAL_REQUIRED);
  EXPECT_EQ(refused.events().status().message(),
            "approvals: got none of APPROVAL_SUBJECT_ISOLATION, want it "
            "granted");
  scene.And(
      Happened("approval_refused { subject: APPROVAL_SUBJECT_ISOLATION "
               "}"));
  scene.When(SampleOrder("start_work"))
      .ThenFails(kForbidden, v1::ERROR_REASON_APPROVAL_REQUIRED);
  scene.And(Granted("ISOLATION"));
  EXPECT_TRUE(scene.When(SampleOrder("start_work")).events().ok());
}

TEST(CompleteTest, NeedsItsMandatorySteps) {
  Scene scene = Given({PathTo(v1::TICKET_STATE_REPORTED)[0],
                       Happened("ticket_accepted { procedure: 'p' "
                                "pinned_steps { step: 's1' mandatory: true } "
                                "pinned_steps { step: 's2' mandatory: true } "
                                "}"),
                       Happened("work_dispatched { assignee { party: 'wuye-1' "
                                "} }"),
                       Happened("work_started {}"),
                       Happened("step_recorded { step: 's2' }")});
  const Outcome refused = scene.When(SampleOrder("complete"));
  refused.ThenFails(kForbidden, v1::ERROR_REASON_STEPS_OPEN);
  EXPECT_EQ(refused.events().status().message(),
            "steps: got s1 open, want them done");
  scene.And(Happened("step_recorded { step: 's1' }"));
  EXPECT_TRUE(scene.When(SampleOrder("complete")).events().ok());
}

TEST(CompleteTest, NeedsTwoPicturesWhereTheCategoryWantsThem) {
  const Scene scene =
      GivenDemand(v1::TICKET_STATE_IN_PROGRESS, "pictures: true");
  const auto complete = [&](std::string_view first, std::string_view second) {
    v1::Command command = SampleOrder("complete");
    for (const std::string_view type : {first, second}) {
      v1::Attachment& picture = *command.mutable_complete()->add_evidence();
      picture.set_digest(std::string(32, 'd'));
      picture.set_media_type(std::string(type));
    }
    return scene.When(command);
  };
  EXPECT_TRUE(complete("image/png", "image/jpeg").events().ok());
  complete("image/png", "application/pdf")
      .ThenFails(kForbidden, v1::ERROR_REASON_EVIDENCE_REQUIRED,
                 "complete.evidence");
}

TEST(CompleteTest, RepairSaysCauseAndAction) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  constexpr auto kBad = absl::StatusCode::kInvalidArgument;
  scene.When(Order("complete { result: CLOSURE_CODE_FIXED }", Technician()))
      .ThenFails(kBad, v1::ERROR_REASON_FIELD_REQUIRED, "complete.cause_code");
  scene
      .When(Order("complete { result: CLOSURE_CODE_FIXED cause_code: 'x' }",
                  Technician()))
      .ThenFails(kBad, v1::ERROR_REASON_FIELD_REQUIRED, "complete.action_code");
  EXPECT_TRUE(scene
                  .When(Order("complete { result: CLOSURE_CODE_NO_FAULT }",
                              Technician()))
                  .events()
                  .ok());
}

TEST(CompleteTest, WaitsForItsChildren) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  scene.And(Happened("child_added { child: 't-2' }"))
      .And(Happened("child_added { child: 't-3' }"))
      .And(PathTo(v1::TICKET_STATE_CLOSED), "t-2")
      .And(PathTo(v1::TICKET_STATE_VERIFIED), "t-3");
  const Outcome refused = scene.When(SampleOrder("complete"));
  refused.ThenFails(kForbidden, v1::ERROR_REASON_CHILDREN_OPEN);
  EXPECT_EQ(refused.events().status().message(),
            "children: got t-3 open, want them ended");
  scene.And(Happened("ticket_closed { closure_code: CLOSURE_CODE_FIXED }"),
            "t-3");
  EXPECT_TRUE(scene.When(SampleOrder("complete")).events().ok());
}

// kNow is Thursday 2026-01-01, 12:00.
TEST(DeemedAcceptanceTest, FallsDueTwoWorkingDaysAfterCompletion) {
  const Outcome outcome =
      GivenCalendar(v1::TICKET_STATE_IN_PROGRESS).When(SampleOrder("complete"));
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  const v1::WorkCompleted& completed =
      outcome.events()->front().work_completed();
  EXPECT_EQ(
      FromTimestamp(completed.accept_due_time()),
      absl::FromCivil(absl::CivilMinute(2026, 1, 5, 17), absl::UTCTimeZone()));
  EXPECT_EQ(completed.calendar(), "office");
  EXPECT_EQ(completed.calendar_revision(), 1u);
  ASSERT_EQ(outcome.ticket().timers_size(), 1);
  EXPECT_EQ(outcome.ticket().timers(0).kind(),
            v1::TIMER_KIND_DEEMED_ACCEPTANCE);
}

TEST(DeemedAcceptanceTest, VerifiesWhatNobodyJudged) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  scene.And(
      Happened("work_completed { accept_due_time { seconds: 1767260000 } "
               "}"));
  const Outcome outcome =
      scene.WhenFires(FireDeemedAcceptance, v1::TIMER_KIND_DEEMED_ACCEPTANCE);
  outcome.Then(
      {Happened("work_deemed_accepted { due_time { seconds: 1767260000 } }")});
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_VERIFIED);
  EXPECT_TRUE(outcome.ticket().deemed_accepted());
  EXPECT_EQ(outcome.ticket().timers_size(), 0);
  // However late the timer fires.
  EXPECT_EQ(FromTimestamp(outcome.ticket().milestones().verify_time()),
            absl::FromUnixSeconds(1767260000));
}

TEST(DeemedAcceptanceTest, AnAnswerClearsTheTimer) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_IN_PROGRESS));
  scene.And(
      Happened("work_completed { accept_due_time { seconds: 1767260000 } "
               "}"));
  ASSERT_EQ(scene.ticket().timers_size(), 1);
  const Outcome rejected = scene.When(SampleOrder("reject_work"));
  EXPECT_EQ(rejected.ticket().timers_size(), 0);
  const Outcome accepted = scene.When(SampleOrder("accept_work"));
  EXPECT_EQ(accepted.ticket().timers_size(), 0);
  EXPECT_FALSE(accepted.ticket().deemed_accepted());
}

TEST(ReopenTest, IsAllowedForSevenWorkingDays) {
  Scene scene = GivenCalendar(v1::TICKET_STATE_VERIFIED);
  const Outcome closed = scene.When(SampleOrder("close"));
  const absl::Time end =
      absl::FromCivil(absl::CivilMinute(2026, 1, 12, 17), absl::UTCTimeZone());
  EXPECT_EQ(FromTimestamp(closed.ticket().reopen_end_time()), end);
  EXPECT_EQ(closed.events()->front().ticket_closed().calendar(), "office");
  EXPECT_EQ(closed.events()->front().ticket_closed().calendar_revision(), 1u);
  // A reopen that happened on a day long past, and one that is too late.
  Scene late = Given(PathTo(v1::TICKET_STATE_VERIFIED));
  late.And(
      Happened("ticket_closed { closure_code: CLOSURE_CODE_FIXED "
               "reopen_end_time { seconds: 1767268800 } }"));
  const Outcome reopened = late.When(SampleOrder("reopen"));
  ASSERT_TRUE(reopened.events().ok()) << reopened.events().status();
  EXPECT_FALSE(reopened.ticket().has_reopen_end_time());
  v1::Command command = SampleOrder("reopen");
  *command.mutable_occur_time() = ToTimestamp(kNow + absl::Milliseconds(1));
  late.When(command).ThenFails(kForbidden, v1::ERROR_REASON_REOPEN_WINDOW_OVER);
}

TEST(ReopenTest, HasNoEndWithoutACalendar) {
  const Outcome closed =
      Given(PathTo(v1::TICKET_STATE_VERIFIED)).When(SampleOrder("close"));
  EXPECT_FALSE(closed.ticket().has_reopen_end_time());
}

TEST(ReopenTest, ForgetsLeave) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_CLOSED));
  scene.And(Granted("HOLD")).And(Granted("COST", 500));
  ASSERT_EQ(scene.ticket().approvals_size(), 2);
  const Outcome reopened = scene.When(SampleOrder("reopen"));
  ASSERT_TRUE(reopened.events().ok()) << reopened.events().status();
  EXPECT_EQ(reopened.ticket().approvals_size(), 0);
}

TEST(ReopenTest, StartsTheProcedureAnewAsItIsByThen) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_REPORTED));
  scene
      .And(Happened("ticket_accepted { category: 'mep/lamp' procedure: 'p' "
                    "procedure_revision: 1 pinned_steps { step: 's1' "
                    "mandatory: true } }"))
      .And(Happened("work_dispatched { assignee { party: 'wuye-1' } }"))
      .And(Happened("step_recorded { step: 's1' }"))
      .And(Happened("ticket_closed { closure_code: CLOSURE_CODE_FIXED }"))
      .Keep("category { code: 'mep' procedure: 'p' }")
      .Keep(
          "procedure { code: 'p' steps { code: 's1' mandatory: true } steps { "
          "code: 's2' mandatory: true evidence: true } }");
  const Outcome reopened = scene.When(SampleOrder("reopen"));
  reopened.Then({Happened(
      "ticket_reopened { reason: 'again' cycle: 2 procedure: 'p' "
      "procedure_revision: 1 pinned_steps { step: 's1' mandatory: true } "
      "pinned_steps { step: 's2' mandatory: true evidence: true } "
      "catalogue_position: 2 }")});
  const v1::Checklist& checklist = reopened.ticket().checklist();
  EXPECT_EQ(checklist.open_steps_size(), 2);
  EXPECT_EQ(checklist.done_steps_size(), 0);
  scene.Become(reopened.ticket());
  // Without a procedure there is nothing left of the one before.
  scene.And(Happened("ticket_reopened { cycle: 3 }"));
  EXPECT_FALSE(scene.ticket().has_checklist());
}

TEST(ReopenTest, ForgetsDeemedAcceptanceAndTheLookBack) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_CLOSED));
  scene.And(Happened("work_deemed_accepted {}"))
      .And(Happened("look_back_scheduled { due_time { seconds: 9 } }"))
      .And(Happened("ticket_reopened { cycle: 2 }"));
  EXPECT_FALSE(scene.ticket().deemed_accepted());
  EXPECT_EQ(scene.ticket().timers_size(), 0);
}

}  // namespace
}  // namespace workledger
