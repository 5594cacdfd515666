// Cleaning until it is done: guards, and what the events hold.

#include "engine/core/lifecycle/cleaning_timers.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "engine/core/lifecycle/timers.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

int64_t DueSeconds(const v1::Ticket& ticket, v1::TimerKind kind) {
  const v1::Timer* const timer = FindTimer(ticket, kind);
  return timer == nullptr ? 0 : timer->due_time().seconds();
}

TEST(TaskDecideTest, PlanOpensATaskThatWaitsForItsWindow) {
  const Outcome outcome = Given({}).When(CleaningOrder("plan_task"));
  outcome.Then({Happened(
      "task_planned { kind: TICKET_KIND_CLEANING number: 8 title: 'lobby' "
      "category: 'cleaning/daily' location: 'north/1' priority: PRIORITY_P4 "
      "assignee { party: 'wuye-1' person: 'li' } "
      "window_start_time { seconds: 1767272400 } "
      "window_end_time { seconds: 1767279600 } }")});
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_PLANNED);
  EXPECT_EQ(outcome.ticket().kind(), v1::TICKET_KIND_CLEANING);
  EXPECT_EQ(outcome.ticket().title(), "lobby");
  EXPECT_EQ(DueSeconds(outcome.ticket(), v1::TIMER_KIND_RELEASE), 1767272400);
  EXPECT_EQ(DueSeconds(outcome.ticket(), v1::TIMER_KIND_MISSED), 1767279600);
}

TEST(TaskDecideTest, PlanIsForTheBureauAndForANewTicket) {
  v1::Command command = CleaningOrder("plan_task");
  *command.mutable_actor() = Technician();
  Given({}).When(command).ThenFails(absl::StatusCode::kPermissionDenied,
                                    v1::ERROR_REASON_ROLE_REQUIRED);
  Given(PathTo(v1::TICKET_STATE_REPORTED))
      .When(CleaningOrder("plan_task"))
      .ThenFails(absl::StatusCode::kAlreadyExists,
                 v1::ERROR_REASON_TICKET_EXISTS, "ticket");
}

TEST(TaskDecideTest, PlanWantsAWindowThatIsNotOver) {
  v1::Command command = CleaningOrder("plan_task");
  command.mutable_plan_task()->mutable_window_start_time()->set_seconds(
      1767265200);
  command.mutable_plan_task()->mutable_window_end_time()->set_seconds(
      1767268800);  // now
  Given({}).When(command).ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                                    "plan_task.window_end_time");
  command.mutable_plan_task()->mutable_window_end_time()->set_seconds(
      1767268801);
  EXPECT_TRUE(Given({}).When(command).events().ok());
}

TEST(TaskDecideTest, PlanRefusesAWindowThatEndsAsItBegins) {
  v1::Command command = CleaningOrder("plan_task");
  *command.mutable_plan_task()->mutable_window_start_time() =
      command.plan_task().window_end_time();
  Given({}).When(command).ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                                    "plan_task.window_end_time");
}

TEST(TaskDecideTest, PlanRefusesAPersonWithoutAParty) {
  v1::Command command = CleaningOrder("plan_task");
  command.mutable_plan_task()->mutable_assignee()->clear_party();
  Given({}).When(command).ThenFails(kInvalid, v1::ERROR_REASON_FIELD_REQUIRED,
                                    "plan_task.assignee.party");
}

TEST(TaskDecideTest, MakeUpRunIsForAMissedTask) {
  v1::Command command = CleaningOrder("plan_task");
  command.mutable_plan_task()->set_makes_up_for("t-2");
  Given({}).When(command).ThenFails(absl::StatusCode::kNotFound,
                                    v1::ERROR_REASON_TICKET_NOT_FOUND,
                                    "plan_task.makes_up_for");
  Scene()
      .And(CleaningPathTo(v1::TICKET_STATE_ASSIGNED), "t-2")
      .When(command)
      .ThenFails(kFailed, v1::ERROR_REASON_STATE_FORBIDS,
                 "plan_task.makes_up_for");
  const Outcome outcome =
      Scene().And(CleaningPathTo(v1::TICKET_STATE_MISSED), "t-2").When(command);
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  EXPECT_EQ(outcome.ticket().makes_up_for(), "t-2");
  command.mutable_plan_task()->set_makes_up_for("T 2");
  Given({}).When(command).ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                                    "plan_task.makes_up_for");
}

TEST(TaskDecideTest, PlanAsksTheCatalogue) {
  const v1::Command command = CleaningOrder("plan_task");
  Scene scene;
  scene.Keep("location { code: 'south' }");
  scene.When(command).ThenFails(kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                                "plan_task.location");
  scene.Keep("location { code: 'north/1' }")
      .Keep("category { code: 'cleaning/daily' kind: TICKET_KIND_REPAIR }");
  scene.When(command).ThenFails(kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                                "plan_task.category");
  scene = Scene();
  scene.Keep("party { code: 'wuye-1' kind: PARTY_KIND_TEAM }");
  scene.When(command).ThenFails(kFailed, v1::ERROR_REASON_PARTY_UNFIT,
                                "plan_task.assignee.party");
}

TEST(TaskDecideTest, TaskWithoutAnAssigneeWaitsForADispatch) {
  v1::Command command = CleaningOrder("plan_task");
  command.mutable_plan_task()->clear_assignee();
  const Outcome planned = Given({}).When(command);
  ASSERT_TRUE(planned.events().ok()) << planned.events().status();
  EXPECT_EQ(FindTimer(planned.ticket(), v1::TIMER_KIND_RELEASE), nullptr);
  EXPECT_NE(FindTimer(planned.ticket(), v1::TIMER_KIND_MISSED), nullptr);
  Scene scene;
  scene.Become(planned.ticket());
  scene.When(CleaningOrder("release"))
      .ThenFails(kFailed, v1::ERROR_REASON_DETAILS_MISSING);
  const Outcome dispatched = scene.When(CleaningOrder("dispatch"));
  EXPECT_EQ(dispatched.ticket().state(), v1::TICKET_STATE_ASSIGNED);
  EXPECT_EQ(dispatched.ticket().assignee().party(), kParty);
}

TEST(TaskDecideTest, ReleaseGivesTheTaskToItsAssignee) {
  const Outcome outcome = Given(CleaningPathTo(v1::TICKET_STATE_PLANNED))
                              .When(CleaningOrder("release"));
  outcome.Then(
      {Happened("task_released { assignee { party: 'wuye-1' person: 'li' } "
                "segment: 1 }")});
  EXPECT_EQ(outcome.ticket().tallies().segments(), 1u);
  EXPECT_TRUE(outcome.ticket().milestones().has_dispatch_time());
  EXPECT_EQ(FindTimer(outcome.ticket(), v1::TIMER_KIND_RELEASE), nullptr);
  EXPECT_EQ(DueSeconds(outcome.ticket(), v1::TIMER_KIND_MISSED), 1767279600);
}

TEST(TaskDecideTest, ReleaseNamesTheContractAndRefusesAnUnfitParty) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_PLANNED));
  scene.Keep(
      "party { code: 'wuye-1' kind: PARTY_KIND_CONTRACTOR active: true }");
  scene.Keep(
      "contract { code: 'c-1' party: 'wuye-1' start_time { seconds: 1 } "
      "end_time { seconds: 1767272400 } }");
  scene.When(CleaningOrder("release"))
      .Then(
          {Happened("task_released { assignee { party: 'wuye-1' person: 'li' } "
                    "segment: 1 contract: 'c-1' contract_revision: 1 "
                    "catalogue_position: 2 }")});
  v1::Command late = CleaningOrder("release");
  scene = Given(CleaningPathTo(v1::TICKET_STATE_PLANNED));
  scene.Keep("party { code: 'wuye-1' kind: PARTY_KIND_TEAM }");
  scene.When(late).ThenFails(kFailed, v1::ERROR_REASON_PARTY_UNFIT, "assignee");
}

TEST(TaskDecideTest, WindowReleasesAndThenMissesTheTask) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_PLANNED));
  const Outcome released = scene.WhenFires(FireRelease, v1::TIMER_KIND_RELEASE);
  released.Then(
      {Happened("task_released { assignee { party: 'wuye-1' person: 'li' } "
                "segment: 1 }")});
  scene.Become(released.ticket());
  const Outcome missed = scene.WhenFires(FireMissed, v1::TIMER_KIND_MISSED);
  missed.Then(
      {Happened("task_missed { window_end_time { seconds: 1767279600 } }")});
  EXPECT_EQ(missed.ticket().state(), v1::TICKET_STATE_MISSED);
  EXPECT_EQ(missed.ticket().closure_code(), v1::CLOSURE_CODE_MISSED);
  EXPECT_TRUE(missed.ticket().timers().empty());
}

TEST(TaskDecideTest, WindowReleasesToWhomeverThePlanNames) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_PLANNED));
  scene.Keep("party { code: 'wuye-1' kind: PARTY_KIND_TEAM }");
  EXPECT_EQ(
      scene.WhenFires(FireRelease, v1::TIMER_KIND_RELEASE).ticket().state(),
      v1::TICKET_STATE_ASSIGNED);
}

TEST(TaskDecideTest, TimersThatAreGoneLeadToNothing) {
  v1::FireTimer order;
  order.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  order.mutable_stream()->set_key("t-1");
  v1::Fold fold;
  *fold.mutable_ticket() =
      Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS)).ticket();
  const v1::LedgerState ledger;
  const Catalogue catalogue;
  const Folds folds = {.ledger = &ledger,
                       .catalogue = &catalogue,
                       .streams = {{{v1::STREAM_KIND_TICKET, "t-1"}, &fold}}};
  for (const auto fire : {FireRelease, FireMissed}) {
    const auto streams = fire(order, folds, {.now = kNow, .occur_time = kNow});
    ASSERT_TRUE(streams.ok()) << streams.status();
    EXPECT_TRUE(streams->empty());
  }
}

TEST(TaskDecideTest, WindowOutlivesADuplicateLinkAndAReassignment) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_PLANNED));
  scene.And(Happened("duplicate_linked { master: 't-2' }"));
  EXPECT_TRUE(scene.ticket().timers().empty());
  const Outcome outcome = scene.When(CleaningOrder("unlink_duplicate"));
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_PLANNED);
  EXPECT_EQ(outcome.ticket().timers_size(), 2);
  const Outcome reassigned = Given(CleaningPathTo(v1::TICKET_STATE_ASSIGNED))
                                 .When(CleaningOrder("reassign"));
  EXPECT_EQ(reassigned.ticket().assignee().party(), "wuye-2");
  EXPECT_EQ(reassigned.ticket().tallies().segments(), 2u);
  EXPECT_EQ(DueSeconds(reassigned.ticket(), v1::TIMER_KIND_MISSED), 1767279600);
}

TEST(TaskDecideTest, StartWantsProofOfThePlace) {
  const Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_ASSIGNED));
  for (const char* level : {"", "evidence_level: EVIDENCE_LEVEL_STATED",
                            "evidence_level: EVIDENCE_LEVEL_PHOTO"}) {
    scene.When(Order("start_work { " + std::string(level) + " }", Technician()))
        .ThenFails(kFailed, v1::ERROR_REASON_EVIDENCE_REQUIRED,
                   "start_work.evidence_level");
  }
  const Outcome outcome = scene.When(CleaningOrder("start_work"));
  outcome.Then(
      {Happened("work_started { evidence_level: EVIDENCE_LEVEL_QR_CODE }")});
  EXPECT_TRUE(outcome.ticket().timers().empty());
  EXPECT_TRUE(
      scene
          .When(Order("start_work { evidence_level: EVIDENCE_LEVEL_GPS }",
                      Technician()))
          .events()
          .ok());
  v1::Actor device = Technician();
  device.set_kind(v1::ACTOR_KIND_DEVICE);
  EXPECT_TRUE(scene.When(Order("start_work {}", device)).events().ok());
}

TEST(TaskDecideTest, FinishWantsTheStepsOfTheProcedureThatWorkBeganWith) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_ASSIGNED));
  scene.Keep("category { code: 'cleaning' procedure: 'daily' }");
  scene.Keep(
      "procedure { code: 'daily' steps { code: 'sweep' mandatory: true } "
      "steps { code: 'polish' } steps { code: 'mop' mandatory: true } }");
  const Outcome started = scene.When(CleaningOrder("start_work"));
  started.Then(
      {Happened("work_started { evidence_level: EVIDENCE_LEVEL_QR_CODE "
                "procedure: 'daily' procedure_revision: 1 steps: 'sweep' "
                "steps: 'mop' pinned_steps { step: 'sweep' mandatory: true } "
                "pinned_steps { step: 'polish' } pinned_steps { step: 'mop' "
                "mandatory: true } catalogue_position: 2 }")});
  scene.Become(started.ticket());
  const Outcome outcome = scene.When(CleaningOrder("finish"));
  outcome.ThenFails(kFailed, v1::ERROR_REASON_STEPS_OPEN);
  EXPECT_EQ(outcome.events().status().message(),
            "steps: got sweep, mop open, want all that are mandatory done");
  for (const char* step : {"mop", "polish", "sweep"}) {
    const Outcome recorded = scene.When(Order(
        "record_step { step: '" + std::string(step) + "' }", Technician()));
    ASSERT_TRUE(recorded.events().ok()) << recorded.events().status();
    scene.Become(recorded.ticket());
  }
  EXPECT_TRUE(scene.When(CleaningOrder("finish")).events().ok());
}

TEST(TaskDecideTest, FinishKeepsWhatWasDoneAndUsed) {
  const Outcome outcome = Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS))
                              .When(CleaningOrder("finish"));
  outcome.Then({Happened(
      "task_finished { quantities { item: 'floor' quantity_milli: 120000 "
      "unit: 'm2' } consumables { item: 'soap' quantity_milli: 500 "
      "unit: 'l' } }")});
  EXPECT_EQ(outcome.ticket().done_quantities_size(), 1);
  EXPECT_EQ(outcome.ticket().performer().principal(), "li");
  EXPECT_TRUE(outcome.ticket().milestones().has_complete_time());
}

TEST(TaskDecideTest, RaiseRepairOpensAChild) {
  const Outcome outcome = Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS))
                              .When(CleaningOrder("raise_repair"));
  outcome.Then({Happened("child_added { child: 't-3' }")})
      .AndIn({v1::STREAM_KIND_TICKET, "t-3"},
             {Happened("ticket_reported { kind: TICKET_KIND_REPAIR number: 8 "
                       "channel: CHANNEL_PATROL first_owner: 'li' "
                       "location: 'north/1' category: 'mep/water' "
                       "priority: PRIORITY_P3 title: 'tap leaks' "
                       "parent: 't-1' }")});
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_IN_PROGRESS);
}

TEST(TaskDecideTest, RaisedRepairHasItsSizeAndMajorEvent) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS));
  scene.Keep("category { code: 'mep/water' size_class: SIZE_CLASS_MINOR }")
      .Keep(
          "window { code: 'forum' kind: WINDOW_KIND_MAJOR_EVENT "
          "start_time { seconds: 1767268800 } "
          "end_time { seconds: 1767268801 } }");
  const Outcome outcome = scene.When(CleaningOrder("raise_repair"));
  ASSERT_EQ(outcome.elsewhere().size(), 1u);
  const auto& reported = outcome.elsewhere()[0].events[0].ticket_reported();
  EXPECT_EQ(reported.size_class(), v1::SIZE_CLASS_MINOR);
  EXPECT_EQ(reported.major_event(), "forum");
  EXPECT_EQ(reported.catalogue_position(), 2u);
}

TEST(TaskDecideTest, RaiseRepairDerivesAnIdAndRefusesOneThatIsTaken) {
  v1::Command command = CleaningOrder("raise_repair");
  command.mutable_raise_repair()->clear_child();
  const Outcome derived =
      Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS)).When(command);
  ASSERT_EQ(derived.elsewhere().size(), 1u);
  EXPECT_EQ(derived.elsewhere()[0].stream.key(), DerivedTicketId("r-1"));
  Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS))
      .And(PathTo(v1::TICKET_STATE_REPORTED), "t-3")
      .When(CleaningOrder("raise_repair"))
      .ThenFails(absl::StatusCode::kAlreadyExists,
                 v1::ERROR_REASON_TICKET_EXISTS, "raise_repair.child");
  command.mutable_raise_repair()->set_child("T3");
  Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS))
      .When(command)
      .ThenFails(kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                 "raise_repair.child");
}

TEST(TaskDecideTest, RaiseRepairIsBounded) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS));
  v1::Ticket ticket = scene.ticket();
  while (ticket.children_size() < static_cast<int>(kChildrenMax) - 1) {
    ticket.add_children("c");
  }
  scene.Become(ticket);
  EXPECT_TRUE(scene.When(CleaningOrder("raise_repair")).events().ok());
  ticket.add_children("c");
  scene.Become(ticket);
  scene.When(CleaningOrder("raise_repair"))
      .ThenFails(kFailed, v1::ERROR_REASON_LIMIT_REACHED);
}

TEST(TaskDecideTest, RaiseRepairWantsACategoryOfRepairs) {
  Scene scene = Given(CleaningPathTo(v1::TICKET_STATE_IN_PROGRESS));
  scene.Keep("category { code: 'mep/water' kind: TICKET_KIND_CLEANING }");
  scene.When(CleaningOrder("raise_repair"))
      .ThenFails(kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                 "raise_repair.category");
}

}  // namespace
}  // namespace workledger
