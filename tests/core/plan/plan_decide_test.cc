#include "engine/core/plan/plan_decide.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/plan/plan_ticket.h"
#include "engine/core/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/plan/plan_scene.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Plan(const std::string& more) {
  return absl::StrCat(
      "plan { code: 'lift' title: 'Lifts' location: 'east' "
      "recurrence: 'FREQ=WEEKLY' start_date { year: 2026 month: 1 day: 5 } "
      "window { seconds: 3600 } ",
      more, " }");
}

const std::string kRepairs = Plan("kind: TICKET_KIND_REPAIR");

v1::Command BringForward(const v1::Actor& actor,
                         const std::string& plan = "lift") {
  v1::Command command =
      Order(absl::StrCat("bring_forward { plan: '", plan, "' }"), actor);
  command.clear_ticket();
  return command;
}

TEST(PlanDecideTest, ANewPlanSchedulesItsFirstOccurrence) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  ASSERT_EQ(scene.last().size(), 1u);
  EXPECT_THAT(scene.last()[0], HasSubstr("occurrence_scheduled { key: "
                                         "\"2026-01-05\""));
  EXPECT_EQ(scene.progress("lift").plan_revision(), 1u);
}

TEST(PlanDecideTest, APlanPutAgainSchedulesNothing) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  scene.Put(Plan("kind: TICKET_KIND_REPAIR name: 'All lifts'"));
  EXPECT_THAT(scene.last(), IsEmpty());
}

// Case 21: elsewhere a step is lost when the start is past.
TEST(PlanDecideTest, ANewPlanDoesNotMakeUpForThePast) {
  PlanScene scene("2026-03-02T00:30:00Z");
  scene.Put(kRepairs);
  // The window of this day is not over.
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-03-02");
  scene.MoveTo("2026-03-02T01:00:01Z");
  scene.Put(Plan("kind: TICKET_KIND_REPAIR name: 'All lifts'"));
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-03-09");
}

TEST(PlanDecideTest, AChangeTouchesOnlyWhatIsToCome) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  scene.FireThrough("2026-01-06T00:00:00Z");
  const uint64_t version = scene.ticket("lift-2026-01-05").version();
  scene.Put(
      "plan { code: 'lift' kind: TICKET_KIND_REPAIR recurrence: 'FREQ=DAILY' "
      "start_date { year: 2026 month: 1 day: 1 } window { seconds: 3600 } }");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-06");
  EXPECT_EQ(scene.progress("lift").plan_revision(), 2u);
  EXPECT_EQ(scene.ticket("lift-2026-01-05").version(), version);
  EXPECT_THAT(scene.tickets(), ElementsAre("lift-2026-01-05"));
}

TEST(PlanDecideTest, NoDateIsMadeTwiceAfterTheRuleChanges) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(Plan("kind: TICKET_KIND_REPAIR lead { seconds: 432000 }"));
  scene.FireThrough("2026-01-01T00:00:00Z");
  EXPECT_THAT(scene.tickets(), ElementsAre("lift-2026-01-05"));
  scene.Put(
      "plan { code: 'lift' kind: TICKET_KIND_REPAIR recurrence: 'FREQ=DAILY' "
      "start_date { year: 2026 month: 1 day: 1 } window { seconds: 3600 } }");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-06");
}

TEST(PlanDecideTest, APausedOrRetiredPlanHasNothingToCome) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  scene.Put(Plan("kind: TICKET_KIND_REPAIR paused: true"));
  ASSERT_EQ(scene.last().size(), 1u);
  EXPECT_THAT(scene.last()[0], HasSubstr("plan_ended { plan_revision: 2"));
  EXPECT_FALSE(scene.progress("lift").has_timer());
  scene.MoveTo("2026-02-01T00:00:00Z");
  scene.Put(kRepairs);
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-02-02");
  scene.RetirePlan("lift");
  ASSERT_EQ(scene.last().size(), 1u);
  EXPECT_THAT(scene.last()[0], HasSubstr("plan_ended { plan_revision: 4"));
}

TEST(PlanDecideTest, ARuleWithAnEndEnds) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(
      Plan("kind: TICKET_KIND_REPAIR "
           "end_date { year: 2026 month: 1 day: 12 }"));
  scene.FireThrough("2026-06-01T00:00:00Z");
  EXPECT_THAT(scene.tickets(),
              ElementsAre("lift-2026-01-05", "lift-2026-01-12"));
  EXPECT_THAT(scene.last().size(), 3u);
  EXPECT_THAT(scene.last()[1], HasSubstr("plan_ended"));
}

TEST(PlanDecideTest, AnOccurrenceBecomesARepairWithItsWindowAndQuantities) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put("category { code: 'lift' size_class: SIZE_CLASS_MINOR }");
  scene.Put(
      Plan("kind: TICKET_KIND_REPAIR category: 'lift/visit' "
           "asset: 'l-1' priority: PRIORITY_P4 "
           "quantities { item: 'lift' quantity_milli: 3000 "
           "unit: 'piece' }"));
  scene.FireThrough("2026-01-05T00:00:00Z");
  const v1::Ticket& ticket = scene.ticket("lift-2026-01-05");
  EXPECT_EQ(ticket.kind(), v1::TICKET_KIND_REPAIR);
  EXPECT_EQ(ticket.state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(ticket.channel(), v1::CHANNEL_OTHER);
  EXPECT_EQ(ticket.first_owner(), "workledger");
  EXPECT_EQ(ticket.number(), 1u);
  EXPECT_EQ(ticket.title(), "Lifts");
  EXPECT_EQ(ticket.category(), "lift/visit");
  EXPECT_EQ(ticket.location(), "east");
  EXPECT_EQ(ticket.asset(), "l-1");
  EXPECT_EQ(ticket.priority(), v1::PRIORITY_P4);
  EXPECT_EQ(ticket.size_class(), v1::SIZE_CLASS_MINOR);
  EXPECT_EQ(TextOf(ticket.window_start_time()), "2026-01-05T00:00:00Z");
  EXPECT_EQ(TextOf(ticket.window_end_time()), "2026-01-05T01:00:00Z");
  ASSERT_EQ(ticket.ordered_quantities_size(), 1);
  EXPECT_EQ(ticket.ordered_quantities(0).quantity_milli(), 3000u);
  EXPECT_EQ(ticket.occurrence().ShortDebugString(),
            "plan: \"lift\" plan_revision: 1 key: \"2026-01-05\"");
}

TEST(PlanDecideTest, AnOccurrenceOfCleaningBecomesAPlannedTask) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(Plan("kind: TICKET_KIND_CLEANING assignee { party: 'wuye-1' }"));
  scene.FireThrough("2026-01-05T00:00:00Z");
  ASSERT_EQ(scene.last().size(), 3u);
  EXPECT_THAT(scene.last()[0],
              HasSubstr("occurrence_made { key: \"2026-01-05\" ticket: "
                        "\"lift-2026-01-05\" }"));
  EXPECT_THAT(scene.last()[1], HasSubstr("occurrence_scheduled"));
  EXPECT_THAT(scene.last()[2], HasSubstr("task_planned { kind: "
                                         "TICKET_KIND_CLEANING number: 1"));
  EXPECT_THAT(scene.last()[2], HasSubstr("assignee { party: \"wuye-1\" }"));
  EXPECT_THAT(scene.last()[2], HasSubstr("key: \"2026-01-05\""));
}

TEST(PlanDecideTest, ATimerThatIsNoLongerSetHasNoEffect) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  const v1::Command fire = scene.FireOf("lift");
  v1::Command other = fire;
  other.mutable_fire_timer()->mutable_timer()->set_position(77);
  EXPECT_THAT(scene.Give(other), IsOk());
  EXPECT_THAT(scene.last(), IsEmpty());
  other = fire;
  other.mutable_fire_timer()->mutable_timer()->mutable_due_time()->set_nanos(
      1000000);
  EXPECT_THAT(scene.Give(other), IsOk());
  EXPECT_THAT(scene.last(), IsEmpty());
  other = fire;
  other.mutable_fire_timer()->mutable_timer()->set_kind(
      v1::TIMER_KIND_GROUP_WAIT);
  EXPECT_THAT(scene.Give(other), IsOk());
  EXPECT_THAT(scene.last(), IsEmpty());
  EXPECT_THAT(scene.Give(fire), IsOk());
  EXPECT_EQ(scene.last().size(), 3u);
  EXPECT_THAT(scene.Give(fire), IsOk());
  EXPECT_THAT(scene.last(), IsEmpty());
  EXPECT_EQ(scene.progress("lift").made(), 1u);
}

TEST(PlanDecideTest, NoClientFiresTimers) {
  v1::Command command = PlanScene("2026-01-01T00:00:00Z").FireOf("lift");
  command.mutable_fire_timer()->mutable_timer()->set_kind(
      v1::TIMER_KIND_OCCURRENCE);
  const absl::Status status = ValidateCommand(command);
  EXPECT_THAT(status, FailsAtField(v1::ERROR_REASON_FIELD_INVALID,
                                   std::string("fire_timer")));
}

// Case 21: elsewhere an early completion is ignored.
TEST(PlanDecideTest, BringingForwardConsumesTheOccurrence) {
  PlanScene scene("2026-01-01T08:00:00Z");
  scene.Put(kRepairs);
  ASSERT_THAT(scene.Give(BringForward(Desk())), IsOk());
  EXPECT_THAT(scene.last()[0], HasSubstr("brought_forward: true"));
  const v1::Ticket& ticket = scene.ticket("lift-2026-01-05");
  EXPECT_EQ(TextOf(ticket.window_start_time()), "2026-01-01T08:00:00Z");
  EXPECT_EQ(TextOf(ticket.window_end_time()), "2026-01-01T09:00:00Z");
  EXPECT_EQ(ticket.first_owner(), Desk().principal());
  scene.FireThrough("2026-01-11T00:00:00Z");
  EXPECT_THAT(scene.tickets(), ElementsAre("lift-2026-01-05"));
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-12");
}

TEST(PlanDecideTest, OnlyTheBureauBringsForward) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  for (const v1::Actor& actor : {Requester(), Technician(), Stranger()}) {
    EXPECT_THAT(scene.Give(BringForward(actor)),
                FailsWith(absl::StatusCode::kPermissionDenied,
                          v1::ERROR_REASON_ROLE_REQUIRED));
  }
  EXPECT_THAT(scene.Give(BringForward(Supervisor())), IsOk());
  EXPECT_THAT(scene.Give(BringForward(System())), IsOk());
}

TEST(PlanDecideTest, RefusesToBringForwardWhatIsNotToCome) {
  PlanScene scene("2026-01-01T00:00:00Z");
  const absl::Status unknown = scene.Give(BringForward(Desk()));
  EXPECT_THAT(unknown, FailsWith(absl::StatusCode::kFailedPrecondition,
                                 v1::ERROR_REASON_CATALOGUE_UNKNOWN));
  EXPECT_EQ(ErrorOf(unknown).field(), "bring_forward.plan");
  scene.Put(Plan("kind: TICKET_KIND_REPAIR paused: true"));
  const absl::Status paused = scene.Give(BringForward(Desk()));
  EXPECT_THAT(paused, FailsWith(absl::StatusCode::kFailedPrecondition,
                                v1::ERROR_REASON_PLAN_EXHAUSTED));
  EXPECT_EQ(ErrorOf(paused).field(), "bring_forward.plan");
  v1::Command ahead = BringForward(Desk());
  *ahead.mutable_occur_time() = ToTimestamp(scene.now() + absl::Minutes(6));
  EXPECT_THAT(scene.Give(ahead), FailsWith(absl::StatusCode::kInvalidArgument,
                                           v1::ERROR_REASON_TIME_AHEAD));
}

TEST(PlanDecideTest, TheEndOfATicketIsToldToItsPlan) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  scene.FireThrough("2026-01-12T00:00:00Z");
  scene.Do("lift-2026-01-05", "2026-01-12T00:30:00Z");
  EXPECT_THAT(scene.last()[1],
              HasSubstr("occurrence_ended { key: \"2026-01-05\" ticket: "
                        "\"lift-2026-01-05\" done: true done_time"));
  scene.Do("lift-2026-01-12", "2026-01-12T01:00:00Z");
  EXPECT_THAT(scene.last()[1], HasSubstr("in_window: true"));
  scene.FireThrough("2026-01-19T00:00:00Z");
  scene.Reject("lift-2026-01-19");
  EXPECT_THAT(scene.last()[1],
              HasSubstr("occurrence_ended { key: \"2026-01-19\" ticket: "
                        "\"lift-2026-01-19\" }"));
  const v1::PlanProgress& progress = scene.progress("lift");
  EXPECT_EQ(progress.made(), 3u);
  EXPECT_EQ(progress.done(), 2u);
  EXPECT_EQ(progress.missed(), 1u);
  EXPECT_EQ(progress.gap_max_millis(), 30 * 60 * 1000);
  EXPECT_EQ(TextOf(progress.last_done_time()), "2026-01-12T01:00:00Z");
}

TEST(PlanDecideTest, AnOccurrenceEndsOnce) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  scene.FireThrough("2026-01-05T00:00:00Z");
  scene.Reject("lift-2026-01-05");
  v1::Command appeal = Order("appeal {}", Requester());
  appeal.set_ticket("lift-2026-01-05");
  ASSERT_THAT(scene.Give(appeal), IsOk());
  scene.Reject("lift-2026-01-05");
  EXPECT_EQ(scene.last().size(), 1u);
  EXPECT_EQ(scene.progress("lift").missed(), 1u);
}

// Plans of three locations, of which one has a calendar of its own.
PlanScene GivenPlansOfManyCalendars() {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put("calendar { code: 'office' weekdays: [1, 2, 3, 4, 5] }");
  scene.Put("calendar { code: 'always' weekdays: [1, 2, 3, 4, 5, 6, 7] }");
  scene.Put("location { code: 'east' calendar: 'office' }");
  scene.Put("location { code: 'east/b3' }");
  scene.Put("location { code: 'west' calendar: 'always' }");
  const auto put = [&](const std::string& code, const std::string& more) {
    scene.Put(
        absl::StrCat("plan { code: '", code,
                     "' kind: TICKET_KIND_REPAIR recurrence: 'FREQ=MONTHLY' "
                     "closed_day: CLOSED_DAY_AFTER "
                     "start_date { year: 2026 month: 1 day: 3 } ",
                     more, " }"));
  };
  put("own", "location: 'west' calendar: 'office'");
  put("near", "location: 'east/b3'");
  put("far", "location: 'west'");
  put("paused", "location: 'east' paused: true");
  return scene;
}

TEST(PlanDecideTest, AChangedCalendarTouchesItsOwnPlansOnly) {
  PlanScene scene = GivenPlansOfManyCalendars();
  v1::ChangeCatalogue order;
  *order.add_changes()->mutable_put() =
      FromText<v1::CatalogueItem>("calendar { code: 'office' weekdays: 2 }");
  EXPECT_THAT(scene.Reads(order),
              ElementsAre(StreamName(v1::STREAM_KIND_PLAN, "near"),
                          StreamName(v1::STREAM_KIND_PLAN, "own")));
  EXPECT_EQ(TextOf(scene.progress("near").next_start_time()),
            "2026-01-05T00:00:00Z");
  scene.Put("calendar { code: 'office' weekdays: 2 }");
  for (const char* const plan : {"near", "own"}) {
    EXPECT_EQ(TextOf(scene.progress(plan).next_start_time()),
              "2026-01-06T00:00:00Z");
  }
  EXPECT_EQ(TextOf(scene.progress("far").next_start_time()),
            "2026-01-03T00:00:00Z");
}

TEST(PlanDecideTest, ALocationTouchesPlansInItIfItsCalendarChanges) {
  PlanScene scene = GivenPlansOfManyCalendars();
  const auto reads = [&](const std::string& item) {
    v1::ChangeCatalogue order;
    *order.add_changes()->mutable_put() = FromText<v1::CatalogueItem>(item);
    return scene.Reads(order);
  };
  EXPECT_THAT(reads("location { code: 'east' calendar: 'office' name: 'E' }"),
              IsEmpty());
  EXPECT_THAT(reads("location { code: 'east' calendar: 'always' }"),
              ElementsAre(StreamName(v1::STREAM_KIND_PLAN, "near")));
  scene.Put("location { code: 'east' calendar: 'always' }");
  EXPECT_EQ(TextOf(scene.progress("near").next_start_time()),
            "2026-01-03T00:00:00Z");
  // A place in between that gets a calendar of its own.
  scene.Put("location { code: 'east/b3' calendar: 'office' }");
  EXPECT_EQ(TextOf(scene.progress("near").next_start_time()),
            "2026-01-05T00:00:00Z");
}

TEST(PlanTicketTest, AnIdComesFromPlanAndDate) {
  EXPECT_EQ(OccurrenceTicketId("lift", "2026-01-05"), "lift-2026-01-05");
  const std::string shortest(52, 'a');
  EXPECT_EQ(OccurrenceTicketId(shortest, "2026-01-05"),
            shortest + "-2026-01-05");
  const std::vector<std::string> codes = {
      "Lift", "lift/", "lift_", std::string(53, 'a'), std::string(64, 'a'),
      "电梯"};
  for (const std::string& code : codes) {
    const std::string id = OccurrenceTicketId(code, "2026-01-05");
    EXPECT_TRUE(TicketIdValid(id)) << id;
    EXPECT_THAT(id, HasSubstr("-2026-01-05-")) << id;
    for (const std::string& other : codes) {
      if (other == code) continue;
      EXPECT_NE(id, OccurrenceTicketId(other, "2026-01-05"));
    }
  }
}

TEST(PlanTicketTest, AnotherTicketOfThatIdDoesNotSwallowTheOccurrence) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRepairs);
  v1::Command report = Order("report { channel: CHANNEL_WEB }", Requester());
  report.set_ticket("lift-2026-01-05");
  ASSERT_THAT(scene.Give(report), IsOk());
  scene.FireThrough("2026-01-05T00:00:00Z");
  const std::string other = OtherTicketId("lift", "2026-01-05");
  EXPECT_THAT(scene.tickets(), ElementsAre(other, "lift-2026-01-05"));
  EXPECT_EQ(scene.progress("lift").last_ticket(), other);
  EXPECT_EQ(scene.ticket(other).occurrence().key(), "2026-01-05");
}

}  // namespace
}  // namespace workledger
