// Where the windows of occurrences lie: closed days, floating, the longest gap.

#include "engine/core/plan/schedule.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/plan/plan_scene.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

using testing::ElementsAre;

// Shanghai, Monday to Friday, with a holiday and a Saturday that is worked.
constexpr char kCalendar[] =
    "calendar { code: 'office' weekdays: [1, 2, 3, 4, 5]"
    " days { date { year: 2026 month: 1 day: 5 } day_class: DAY_CLASS_OFF }"
    " days { date { year: 2026 month: 1 day: 10 } day_class: DAY_CLASS_WORK }"
    " transitions { offset_seconds: 28800 } }";

// A plan of repairs that starts on Monday 2026-01-05 at 09:00.
std::string Plan(const std::string& more) {
  return absl::StrCat(
      "plan { code: 'lift' kind: TICKET_KIND_REPAIR location: 'east' "
      "start_date { year: 2026 month: 1 day: 5 } start_minute: 540 ",
      more, " }");
}

std::string NextStart(PlanScene& scene) {
  return TextOf(scene.progress("lift").next_start_time());
}

TEST(ScheduleTest, AWindowBeginsAtTheStartMinuteOfTheCalendarsZone) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kCalendar);
  scene.Put(
      Plan("recurrence: 'FREQ=DAILY' calendar: 'office' "
           "window { seconds: 7200 } lead { seconds: 86400 }"));
  const v1::PlanProgress& progress = scene.progress("lift");
  EXPECT_EQ(progress.next_key(), "2026-01-05");
  EXPECT_EQ(TextOf(progress.next_start_time()), "2026-01-05T01:00:00Z");
  EXPECT_EQ(TextOf(progress.next_end_time()), "2026-01-05T03:00:00Z");
  EXPECT_EQ(TextOf(progress.timer().due_time()), "2026-01-04T01:00:00Z");
}

TEST(ScheduleTest, WithoutAWindowItEndsWithTheDayAndWithoutACalendarItIsUtc) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(Plan("recurrence: 'FREQ=DAILY'"));
  EXPECT_EQ(NextStart(scene), "2026-01-05T09:00:00Z");
  EXPECT_EQ(TextOf(scene.progress("lift").next_end_time()),
            "2026-01-06T00:00:00Z");
}

TEST(ScheduleTest, TakesTheCalendarOfItsLocation) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(Plan("recurrence: 'FREQ=DAILY'"));
  scene.Put(kCalendar);
  EXPECT_EQ(NextStart(scene), "2026-01-05T09:00:00Z");
  scene.Put("location { code: 'east' calendar: 'office' }");
  EXPECT_EQ(NextStart(scene), "2026-01-05T01:00:00Z");
}

// Case 21: elsewhere an occurrence is made on a closed day.
TEST(ScheduleTest, AClosedDayIsKeptOrMovedBeforeOrAfter) {
  struct Case {
    std::string closed_day;
    std::string start;
  };
  for (const Case& c : {Case{"CLOSED_DAY_KEEP", "2026-01-05T01:00:00Z"},
                        Case{"CLOSED_DAY_BEFORE", "2026-01-02T01:00:00Z"},
                        Case{"CLOSED_DAY_AFTER", "2026-01-06T01:00:00Z"}}) {
    PlanScene scene("2026-01-01T00:00:00Z");
    scene.Put(kCalendar);
    scene.Put(
        Plan("recurrence: 'FREQ=MONTHLY' calendar: 'office' closed_day: " +
             c.closed_day));
    EXPECT_EQ(NextStart(scene), c.start) << c.closed_day;
    // The key stays the rule's date.
    EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-05");
  }
}

TEST(ScheduleTest, AFixedPlanKeepsToItsDates) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(Plan("recurrence: 'FREQ=WEEKLY' mode: PLAN_MODE_FIXED"));
  scene.FireThrough("2026-01-06T00:00:00Z");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-12");
  scene.Do("lift-2026-01-05", "2026-01-11T09:00:00Z");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-12");
}

TEST(ScheduleTest, AFloatingPlanCountsFromTheCompletion) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(Plan("recurrence: 'FREQ=WEEKLY' mode: PLAN_MODE_FLOATING"));
  scene.FireThrough("2026-01-20T00:00:00Z");
  // It waits for the work.
  EXPECT_EQ(scene.progress("lift").next_key(), "");
  EXPECT_FALSE(scene.progress("lift").has_timer());
  EXPECT_EQ(scene.progress("lift").made(), 1u);
  scene.Do("lift-2026-01-05", "2026-01-20T09:00:00Z");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-26");
}

TEST(ScheduleTest, AFloatingPlanGoesOnWhenTheWorkIsNotDone) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(Plan("recurrence: 'FREQ=WEEKLY' mode: PLAN_MODE_FLOATING"));
  scene.FireThrough("2026-01-20T00:00:00Z");
  scene.Reject("lift-2026-01-05");
  EXPECT_EQ(scene.progress("lift").missed(), 1u);
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-26");
}

TEST(ScheduleTest, AStatutoryPlanNeverFloatsLater) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(
      Plan("recurrence: 'FREQ=WEEKLY' mode: PLAN_MODE_FLOATING "
           "statutory: true"));
  scene.FireThrough("2026-01-06T00:00:00Z");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-12");
  scene.FireThrough("2026-01-13T00:00:00Z");
  scene.Do("lift-2026-01-05", "2026-01-13T09:00:00Z");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-19");
}

// DOMAIN 2.3.7: 24 visits a year on fixed days lie up to 16 days apart.
TEST(ScheduleTest, TwentyFourVisitsAYearCannotHoldAGapOfFifteenDays) {
  const std::string rule = "recurrence: 'FREQ=MONTHLY;BYMONTHDAY=5,20' ";
  const auto year = [&](const std::string& gap) {
    PlanScene scene("2026-01-01T00:00:00Z");
    scene.Put(Plan(rule + gap));
    while (TextOf(scene.progress("lift").next_start_time()) <
           "2027-01-01T00:00:00Z") {
      const std::string start = NextStart(scene);
      scene.FireThrough(start);
      scene.Do(scene.progress("lift").last_ticket(), start);
    }
    return scene.progress("lift");
  };
  const auto days = [](const v1::PlanProgress& progress) {
    return progress.gap_max_millis() / (24 * 3600 * 1000);
  };
  const v1::PlanProgress fixed = year("");
  EXPECT_EQ(fixed.made(), 24u);
  EXPECT_EQ(fixed.done(), 24u);
  EXPECT_EQ(days(fixed), 16);
  // 25 of them do; the rule's dates are brought nearer.
  const v1::PlanProgress bound = year("gap_max { seconds: 1296000 }");
  EXPECT_EQ(bound.made(), 25u);
  EXPECT_EQ(days(bound), 15);
}

// Does every visit of the plan when its window begins, until the plan ends or
// `visits_max` are made; returns their keys.
std::vector<std::string> DoAll(PlanScene& scene, size_t visits_max) {
  std::vector<std::string> keys;
  while (scene.progress("lift").has_timer() && keys.size() < visits_max) {
    const std::string start = NextStart(scene);
    scene.FireThrough(start);
    keys.push_back(scene.progress("lift").last_key());
    scene.Do(scene.progress("lift").last_ticket(), start);
  }
  return keys;
}

TEST(ScheduleTest, ABoundedPlanLastsToItsLastDateWhateverItsGap) {
  // Ten Mondays, the last on 2026-03-09; every six days that is one more visit.
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(
      Plan("recurrence: 'FREQ=WEEKLY;COUNT=10' gap_max { seconds: 518400 }"));
  EXPECT_THAT(
      DoAll(scene, 99),
      ElementsAre("2026-01-05", "2026-01-11", "2026-01-17", "2026-01-23",
                  "2026-01-29", "2026-02-04", "2026-02-10", "2026-02-16",
                  "2026-02-22", "2026-02-28", "2026-03-06"));
  EXPECT_EQ(scene.progress("lift").rule_key(), "2026-03-09");
}

TEST(ScheduleTest, APlanUntilADayIsInForceUntilThatDay) {
  for (const std::string& end :
       {std::string(
            "recurrence: 'FREQ=MONTHLY;BYMONTHDAY=5,20;UNTIL=20261231'"),
        std::string("recurrence: 'FREQ=MONTHLY;BYMONTHDAY=5,20' "
                    "end_date { year: 2026 month: 12 day: 31 }")}) {
    PlanScene scene("2026-01-01T00:00:00Z");
    scene.Put(Plan(end + " gap_max { seconds: 1296000 }"));
    const std::vector<std::string> keys = DoAll(scene, 99);
    ASSERT_EQ(keys.size(), 25u) << end;
    EXPECT_EQ(keys[2], "2026-02-04");
    EXPECT_EQ(keys.back(), "2026-12-30");
    EXPECT_EQ(scene.progress("lift").rule_key(), "2026-12-20");
    EXPECT_EQ(scene.progress("lift").gap_max_millis(), 15 * 24 * 3600 * 1000);
  }
}

TEST(ScheduleTest, AChangeOfThePlanRepeatsNoDateThatAGapVisitStoodFor) {
  PlanScene scene("2026-01-01T00:00:00Z");
  const std::string rule =
      "recurrence: 'FREQ=MONTHLY;BYMONTHDAY=5,20' gap_max { seconds: 1296000 "
      "} ";
  scene.Put(Plan(rule));
  EXPECT_THAT(DoAll(scene, 3),
              ElementsAre("2026-01-05", "2026-01-20", "2026-02-04"));
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-02-19");
  scene.Put(Plan(rule + "name: 'All lifts'"));
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-02-19");
  EXPECT_EQ(scene.progress("lift").rule_key(), "2026-02-20");
}

TEST(ScheduleTest, AVisitBroughtForwardUsesUpOneDateOnly) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(
      Plan("recurrence: 'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3' "
           "gap_max { seconds: 1296000 }"));
  v1::Command order;
  *order.mutable_actor() = Desk();
  order.mutable_bring_forward()->set_plan("lift");
  ASSERT_TRUE(scene.Give(order).ok());
  EXPECT_EQ(scene.progress("lift").last_key(), "2026-01-31");
  scene.Do("lift-2026-01-31", "2026-01-01T09:00:00Z");
  DoAll(scene, 99);
  // Every fifteen days until the last date, 2026-03-31.
  EXPECT_EQ(scene.progress("lift").made(), 6u);
  EXPECT_EQ(scene.progress("lift").rule_key(), "2026-03-31");
}

TEST(ScheduleTest, TheGapCountsFromTheWorkNotFromThePlan) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(
      Plan("recurrence: 'FREQ=MONTHLY;BYMONTHDAY=5,20' "
           "gap_max { seconds: 1296000 }"));
  scene.FireThrough("2026-01-20T09:00:00Z");
  scene.Do("lift-2026-01-05", "2026-01-20T10:00:00Z");
  // Counted from the window of the visit that is open.
  EXPECT_EQ(NextStart(scene), "2026-02-04T09:00:00Z");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-02-04");
  EXPECT_EQ(scene.progress("lift").rule_key(), "2026-02-05");
  scene.Do("lift-2026-01-20", "2026-01-21T10:00:00Z");
  EXPECT_EQ(NextStart(scene), "2026-02-05T09:00:00Z");
}

TEST(ScheduleTest, AGapThatIsOverBeginsAtOnce) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(Plan("recurrence: 'FREQ=MONTHLY'"));
  scene.FireThrough("2026-01-05T09:00:00Z");
  scene.Do("lift-2026-01-05", "2026-01-05T10:00:00Z");
  scene.MoveTo("2026-01-30T00:00:00Z");
  scene.Put(Plan("recurrence: 'FREQ=MONTHLY' gap_max { seconds: 1296000 }"));
  EXPECT_EQ(NextStart(scene), "2026-01-30T00:00:00Z");
  EXPECT_EQ(scene.progress("lift").next_key(), "2026-01-30");
  EXPECT_EQ(scene.progress("lift").rule_key(), "2026-02-05");
}

TEST(ScheduleTest, AnOccurrenceOfTheGapAvoidsClosedDays) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kCalendar);
  scene.Put(
      Plan("recurrence: 'FREQ=MONTHLY' calendar: 'office' "
           "closed_day: CLOSED_DAY_AFTER gap_max { seconds: 1036800 }"));
  scene.FireThrough("2026-01-06T01:00:00Z");
  scene.Do("lift-2026-01-05", "2026-01-06T01:00:00Z");
  // Twelve days later is a Sunday; the last open day before is a Friday.
  EXPECT_EQ(NextStart(scene), "2026-01-16T01:00:00Z");
}

TEST(ScheduleTest, AGapWithoutAnOpenDayBringsNothingNearer) {
  // Over a weekend no day lies within 48 hours of Friday's visit: Monday's is
  // made once, and nothing comes without end.
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kCalendar);
  scene.Put(
      Plan("recurrence: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' "
           "calendar: 'office' closed_day: CLOSED_DAY_AFTER "
           "gap_max { seconds: 172800 }"));
  scene.FireThrough("2026-01-31T00:00:00Z");
  EXPECT_LE(scene.tickets().size(), 23u);
  EXPECT_GE(scene.tickets().size(), 20u);
}

}  // namespace
}  // namespace workledger
