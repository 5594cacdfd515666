// The orders that tickets of every kind take: what they lead to, and why they
// are refused beyond the state.

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kForbidden = absl::StatusCode::kFailedPrecondition;
constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kBad = absl::StatusCode::kInvalidArgument;

Scene GivenAtWork() { return Given(PathTo(v1::TICKET_STATE_IN_PROGRESS)); }

v1::Command By(v1::Command command, const v1::Actor& actor) {
  *command.mutable_actor() = actor;
  return command;
}

TEST(PriorityTest, IsRaisedByTheDeskAndLoweredWithAnApprover) {
  const Scene scene = GivenAtWork();  // P3
  scene.When(SampleOrder("set_priority"))
      .Then({Happened("priority_set { priority: PRIORITY_P1 previous: "
                      "PRIORITY_P3 reason: 'flood' }")});
  scene
      .When(
          Order("set_priority { priority: PRIORITY_P4 reason: 'dry' }", Desk()))
      .ThenFails(kForbidden, v1::ERROR_REASON_APPROVAL_REQUIRED,
                 "set_priority.approver");
  const Outcome lowered = scene.When(
      Order("set_priority { priority: PRIORITY_P4 reason: 'dry' approver: "
            "'chen' }",
            Desk()));
  EXPECT_EQ(lowered.ticket().priority(), v1::PRIORITY_P4);
  scene
      .When(Order("set_priority { priority: PRIORITY_P3 reason: 'same' }",
                  Desk()))
      .Then({});
}

TEST(PriorityTest, FirstOneIsNotLower) {
  const Outcome outcome =
      Given({Happened("ticket_reported { kind: TICKET_KIND_REPAIR }")})
          .When(Order("set_priority { priority: PRIORITY_P5 reason: 'r' }",
                      Desk()));
  EXPECT_EQ(outcome.ticket().priority(), v1::PRIORITY_P5);
}

TEST(NoteTest, IsInternalUnlessItSaysElse) {
  const Outcome outcome = GivenAtWork().When(SampleOrder("add_note"));
  outcome.Then(
      {Happened("note_added { text { data_subject: 'li' clear: 'hm' } "
                "visibility: VISIBILITY_INTERNAL }")});
  EXPECT_EQ(outcome.ticket().tallies().notes(), 1u);
  GivenAtWork()
      .When(Order("add_note { text { clear: 'x' } visibility: "
                  "VISIBILITY_PUBLIC }",
                  Desk()))
      .Then({Happened(
          "note_added { text { clear: 'x' } visibility: VISIBILITY_PUBLIC }")});
}

TEST(AttachTest, CountsFiles) {
  const Outcome outcome = GivenAtWork().When(SampleOrder("attach"));
  outcome.Then({Happened(
      "attached { attachments { digest: 'dddddddddddddddddddddddddddddddd' "
      "media_type: 'image/png' } }")});
  EXPECT_EQ(outcome.ticket().tallies().attachments(), 1u);
}

TEST(UrgeTest, Counts) {
  Scene scene = GivenAtWork();
  scene.Become(scene.When(SampleOrder("urge")).ticket());
  const Outcome outcome = scene.When(SampleOrder("urge"));
  outcome.Then({Happened("ticket_urged { reason: 'it drips' count: 2 }")});
  EXPECT_EQ(outcome.ticket().tallies().urges(), 2u);
}

TEST(SuperviseTest, SetsADayThatIsToCome) {
  const Outcome outcome = GivenAtWork().When(
      Order("supervise { reason: 'late' due_time { seconds: 1767355200 } }",
            Supervisor()));
  EXPECT_TRUE(outcome.ticket().supervised());
  EXPECT_EQ(outcome.ticket().supervise_due_time().seconds(), 1767355200);
  GivenAtWork()
      .When(Order("supervise { reason: 'late' due_time { seconds: 1767268800 } "
                  "}",
                  Supervisor()))
      .ThenFails(kBad, v1::ERROR_REASON_FIELD_INVALID, "supervise.due_time");
  GivenAtWork()
      .When(By(SampleOrder("supervise"), Desk()))
      .ThenFails(kDenied, v1::ERROR_REASON_ROLE_REQUIRED);
}

TEST(ExtensionTest, FirstIsGrantedByTheDeskTheSecondByASupervisor) {
  Scene scene = GivenAtWork();
  scene.Become(scene.When(SampleOrder("request_extension")).ticket());
  EXPECT_TRUE(scene.ticket().extension().has_request_time());
  scene.When(SampleOrder("request_extension"))
      .ThenFails(kForbidden, v1::ERROR_REASON_ALREADY_DONE);
  const Outcome granted = scene.When(SampleOrder("grant_extension"));
  granted.Then(
      {Happened("extension_granted { due_time { seconds: 1767355200 } "
                "reason: 'fine' count: 1 }")});
  scene.Become(granted.ticket());
  EXPECT_FALSE(scene.ticket().extension().has_request_time());
  scene
      .When(Order("request_extension { due_time { seconds: 1767355200 } "
                  "reason: 'again' }",
                  Technician()))
      .ThenFails(kBad, v1::ERROR_REASON_FIELD_INVALID,
                 "request_extension.due_time");
  scene.Become(scene
                   .When(Order("request_extension { due_time { seconds: "
                               "1767441600 } reason: 'again' }",
                               Technician()))
                   .ticket());
  scene.When(SampleOrder("grant_extension"))
      .ThenFails(kDenied, v1::ERROR_REASON_ROLE_REQUIRED);
  const Outcome second =
      scene.When(By(SampleOrder("grant_extension"), Supervisor()));
  EXPECT_EQ(second.ticket().extension().count(), 2u);
  EXPECT_EQ(second.ticket().extension().due_time().seconds(), 1767441600);
}

TEST(ExtensionTest, IsAskedForBeforeTheTimeIsOver) {
  GivenAtWork()
      .When(Order("request_extension { due_time { seconds: 1767268800 } "
                  "reason: 'past' }",
                  Technician()))
      .ThenFails(kBad, v1::ERROR_REASON_FIELD_INVALID,
                 "request_extension.due_time");
  Scene scene = GivenAtWork();
  scene.And(
      Happened("extension_granted { due_time { seconds: 1767268801 } "
               "count: 1 }"));
  v1::Command command = SampleOrder("request_extension");
  EXPECT_TRUE(scene.When(command).events().ok());
  *command.mutable_occur_time() = ToTimestamp(kNow + absl::Seconds(1));
  scene.When(command).ThenFails(kForbidden, v1::ERROR_REASON_STATE_FORBIDS);
}

TEST(ExtensionTest, RefusalLeavesWhatWasGranted) {
  Scene scene = GivenAtWork();
  scene.And(Happened("extension_granted { due_time { seconds: 5 } count: 1 }"))
      .And(Happened("extension_requested { due_time { seconds: 6 } }"));
  const Outcome refused = scene.When(SampleOrder("refuse_extension"));
  refused.Then({Happened("extension_refused { reason: 'no' }")});
  EXPECT_EQ(refused.ticket().extension().due_time().seconds(), 5);
  EXPECT_FALSE(refused.ticket().extension().has_request_time());
}

TEST(ExtensionTest, AnswersNeedARequest) {
  for (const char* const order : {"grant_extension", "refuse_extension"}) {
    GivenAtWork()
        .When(SampleOrder(order))
        .ThenFails(kForbidden, v1::ERROR_REASON_NOTHING_TO_ANSWER);
  }
}

TEST(ApprovalTest, IsNeverGrantedByWhoeverAsked) {
  Scene scene = GivenAtWork();
  v1::Actor both = Technician();
  both.add_roles(v1::ROLE_DESK);
  const Outcome requested = scene.When(
      Order("request_approval { subject: APPROVAL_SUBJECT_COST cost_fen: 500 "
            "reason: 'pump' }",
            both));
  requested.Then({Happened(
      "approval_requested { subject: APPROVAL_SUBJECT_COST cost_fen: 500 "
      "reason: 'pump' }")});
  scene.Become(requested.ticket());
  const v1::Command grant = Order(
      "grant_approval { subject: APPROVAL_SUBJECT_COST number: 'A7' }", Desk());
  const v1::Command refuse =
      Order("refuse_approval { subject: APPROVAL_SUBJECT_COST reason: 'dear' }",
            Desk());
  for (const v1::Command& command : {grant, refuse}) {
    scene.When(By(command, both))
        .ThenFails(kForbidden, v1::ERROR_REASON_SECOND_PERSON_REQUIRED);
  }
  const Outcome granted = scene.When(grant);
  granted.Then(
      {Happened("approval_granted { subject: APPROVAL_SUBJECT_COST "
                "cost_fen: 500 number: 'A7' }")});
  const v1::Approval& approval = granted.ticket().approvals(0);
  EXPECT_EQ(approval.state(), v1::APPROVAL_STATE_GRANTED);
  EXPECT_EQ(approval.requester(), "li");
  EXPECT_EQ(approval.approver(), "zhao");
  EXPECT_EQ(scene.When(refuse).ticket().approvals(0).state(),
            v1::APPROVAL_STATE_REFUSED);
}

TEST(ApprovalTest, IsAskedForOnceForEachSubject) {
  Scene scene = GivenAtWork();
  scene.And(Happened("approval_requested { subject: APPROVAL_SUBJECT_HOLD }"));
  EXPECT_TRUE(scene.When(SampleOrder("request_approval")).events().ok());
  scene
      .When(Order("request_approval { subject: APPROVAL_SUBJECT_HOLD }",
                  Technician()))
      .ThenFails(kForbidden, v1::ERROR_REASON_ALREADY_DONE);
  // Other subjects stay sorted beside it.
  const Outcome both = scene.When(SampleOrder("request_approval"));
  ASSERT_EQ(both.ticket().approvals_size(), 2);
  EXPECT_EQ(both.ticket().approvals(0).subject(),
            v1::APPROVAL_SUBJECT_HOT_WORK);
}

TEST(ApprovalTest, AnswersNeedARequest) {
  for (const char* const order : {"grant_approval", "refuse_approval"}) {
    GivenAtWork()
        .When(SampleOrder(order))
        .ThenFails(kForbidden, v1::ERROR_REASON_NOTHING_TO_ANSWER);
  }
}

TEST(ApprovalTest, OnlyMoneyHasAnAmount) {
  for (const char* const fields :
       {"subject: APPROVAL_SUBJECT_COST",
        "subject: APPROVAL_SUBJECT_COST cost_fen: -1",
        "subject: APPROVAL_SUBJECT_HOLD cost_fen: 1"}) {
    GivenAtWork()
        .When(Order(absl::StrCat("request_approval { ", fields, " }"), Desk()))
        .ThenFails(kBad, v1::ERROR_REASON_FIELD_INVALID,
                   "request_approval.cost_fen");
  }
}

TEST(TimelineTest, CorrectionMovesTheMilestoneThatTheEventSet) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_COMPLETED));
  // Reported 1, accepted 2, dispatched 3, acknowledged 4, arrived 5.
  const Outcome outcome = scene.When(
      Order("correct_timeline { corrected_version: 5 correct_time { seconds: "
            "1767225700 } reason: 'typed late' }",
            Supervisor()));
  outcome.Then({Happened(
      "timeline_corrected { corrected_version: 5 previous_time { seconds: "
      "1767225840 } correct_time { seconds: 1767225700 } reason: 'typed late' "
      "state: TICKET_STATE_ON_SITE }")});
  const v1::Milestones& moved = outcome.ticket().milestones();
  EXPECT_EQ(moved.arrive_time().seconds(), 1767225700);
  EXPECT_EQ(moved.acknowledge_time().seconds(),
            scene.ticket().milestones().acknowledge_time().seconds());
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_COMPLETED);
}

TEST(TimelineTest, FollowsARepeatedState) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_DISPATCHED));
  scene.And(Happened("note_added {}"))
      .And(Happened("work_reassigned { assignee { party: 'wuye-2' } }"));
  const auto correct = [&](int version) {
    return scene.When(Order(
        absl::StrCat("correct_timeline { corrected_version: ", version,
                     " correct_time { seconds: 1767225000 } reason: 'r' }"),
        Supervisor()));
  };
  EXPECT_EQ(correct(5).ticket().milestones().dispatch_time().seconds(),
            1767225000);
  for (const int version : {3, 4, 6}) {
    correct(version).ThenFails(kBad, v1::ERROR_REASON_FIELD_INVALID,
                               "correct_timeline.corrected_version");
  }
}

TEST(TimelineTest, GoingBackSetsNoMilestone) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_ACCEPTED));
  scene.And(Happened("duplicate_linked { master: 't-2' }"))
      .And(Happened("duplicate_unlinked { state: TICKET_STATE_ACCEPTED }"));
  const Outcome outcome = scene.When(
      Order("correct_timeline { corrected_version: 2 correct_time { seconds: "
            "1767225000 } reason: 'r' }",
            Supervisor()));
  EXPECT_EQ(outcome.ticket().milestones().accept_time().seconds(), 1767225000);
}

TEST(TimelineTest, RefusesWhatIsToComeAndChangesNothingTwice) {
  const Scene scene = GivenAtWork();
  const auto correct = [&](absl::Time time) {
    v1::Command command = SampleOrder("correct_timeline");
    *command.mutable_correct_timeline()->mutable_correct_time() =
        ToTimestamp(time);
    return scene.When(command);
  };
  EXPECT_TRUE(correct(kNow + kOccurTimeAheadMax).events().ok());
  correct(kNow + kOccurTimeAheadMax + absl::Milliseconds(1))
      .ThenFails(kBad, v1::ERROR_REASON_TIME_AHEAD,
                 "correct_timeline.correct_time");
  correct(kStart).Then({});
}

// A ticket whose procedure has an optional step and one that shows a picture.
Scene GivenProcedure() {
  Scene scene = Given({PathTo(v1::TICKET_STATE_REPORTED)[0],
                       Happened("ticket_accepted { procedure: 'p' "
                                "procedure_revision: 1 steps: 's1' steps: "
                                "'gone' pinned_steps { step: 's1' mandatory: "
                                "true } pinned_steps { step: 's2' evidence: "
                                "true } pinned_steps { step: 'gone' mandatory: "
                                "true } }"),
                       PathTo(v1::TICKET_STATE_DISPATCHED).back(),
                       Happened("dispatch_acknowledged {}")});
  // What the catalogue says today binds nobody.
  scene.Keep(
      "procedure { code: 'p' steps { code: 's1' mandatory: true evidence: true "
      "} steps { code: 's2' } steps { code: 's3' mandatory: true } }");
  return scene;
}

TEST(StepTest, IsDoneOnce) {
  Scene scene = GivenProcedure();
  const Outcome done = scene.When(SampleOrder("record_step"));
  done.Then({Happened("step_recorded { step: 's1' }")});
  EXPECT_EQ(done.ticket().checklist().open_steps_size(), 1);
  EXPECT_EQ(done.ticket().checklist().done_steps(0), "s1");
  scene.Become(done.ticket());
  scene.When(SampleOrder("record_step"))
      .ThenFails(kForbidden, v1::ERROR_REASON_ALREADY_DONE, "record_step.step");
}

TEST(StepTest, IsOneOfTheProcedureAndShowsItsEvidence) {
  const Scene scene = GivenProcedure();
  scene.When(Order("record_step { step: 's9' }", Technician()))
      .ThenFails(kBad, v1::ERROR_REASON_FIELD_INVALID, "record_step.step");
  scene.When(Order("record_step { step: 's2' }", Technician()))
      .ThenFails(kForbidden, v1::ERROR_REASON_EVIDENCE_REQUIRED,
                 "record_step.evidence");
  EXPECT_TRUE(scene
                  .When(Order("record_step { step: 's2' evidence { digest: "
                              "'dddddddddddddddddddddddddddddddd' media_type: "
                              "'image/png' } }",
                              Technician()))
                  .events()
                  .ok());
  // A step of a later revision is none of this ticket's.
  scene.When(Order("record_step { step: 's3' }", Technician()))
      .ThenFails(kBad, v1::ERROR_REASON_FIELD_INVALID, "record_step.step");
  // A step that a later revision dropped can still be done.
  EXPECT_TRUE(scene.When(Order("record_step { step: 'gone' }", Technician()))
                  .events()
                  .ok());
}

TEST(SharedDecideTest, DuplicateAndMasterAreOfOneKind) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_REPORTED));
  scene.And(Happened("ticket_reported { kind: TICKET_KIND_SERVICE }"), "t-2");
  scene.When(SampleOrder("link_duplicate"))
      .ThenFails(absl::StatusCode::kFailedPrecondition,
                 v1::ERROR_REASON_KIND_FORBIDS, "link_duplicate.master");
}

}  // namespace
}  // namespace workledger
