// Whatever is done to a plan, no date comes twice and dates only go forward.

#include <rapidcheck.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/plan/recurrence.h"
#include "gtest/gtest.h"
#include "tests/core/plan/plan_scene.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

const std::vector<std::string>& Rules() {
  static const std::vector<std::string> rules = {
      "FREQ=DAILY",
      "FREQ=DAILY;INTERVAL=3",
      "FREQ=WEEKLY;BYDAY=MO,TH",
      "FREQ=WEEKLY;INTERVAL=2",
      "FREQ=MONTHLY;BYMONTHDAY=5,20",
      "FREQ=MONTHLY;BYMONTHDAY=-1",
      "FREQ=MONTHLY;BYDAY=2TU",
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
      "FREQ=YEARLY;BYMONTH=1,7"};
  return rules;
}

TEST(PlanPropertyTest, TheNextDateIsLaterAndNoneLiesBetween) {
  EXPECT_TRUE(rc::check("dates", [] {
    v1::Plan plan;
    plan.set_recurrence(*rc::gen::elementOf(Rules()));
    const absl::CivilDay start =
        absl::CivilDay(2024, 1, 1) + *rc::gen::inRange(0, 1500);
    plan.mutable_start_date()->set_year(static_cast<int>(start.year()));
    plan.mutable_start_date()->set_month(start.month());
    plan.mutable_start_date()->set_day(start.day());
    const absl::CivilDay after = start + *rc::gen::inRange(-30, 900);
    const auto next = NextDate(plan, after);
    RC_ASSERT(next.has_value());
    RC_ASSERT(*next > after);
    RC_ASSERT(*next >= start);
    // Asked for from any day before, it is the same date.
    RC_ASSERT(NextDate(plan, *next - 1) == next);
  }));
}

std::string RandomPlan() {
  const std::string mode =
      *rc::gen::element<std::string>("PLAN_MODE_FIXED", "PLAN_MODE_FLOATING");
  const std::string closed_day = *rc::gen::element<std::string>(
      "CLOSED_DAY_KEEP", "CLOSED_DAY_BEFORE", "CLOSED_DAY_AFTER");
  return absl::StrCat(
      "plan { code: 'p' kind: TICKET_KIND_REPAIR location: 'east' "
      "start_date { year: 2026 month: 1 day: ",
      *rc::gen::inRange(1, 29), " } recurrence: '",
      *rc::gen::elementOf(Rules()), "' mode: ", mode,
      " closed_day: ", closed_day,
      " calendar: 'c' paused: ", *rc::gen::inRange(0, 5) == 0,
      " window { seconds: ", *rc::gen::inRange(0, 3) * 40000,
      " } lead { seconds: ", *rc::gen::inRange(0, 3) * 90000,
      " } gap_max { seconds: ", *rc::gen::inRange(0, 3) * 864000, " } }");
}

void DoSomething(PlanScene& scene) {
  const std::string open = scene.progress("p").last_ticket();
  const bool ended =
      open.empty() || scene.ticket(open).milestones().has_close_time();
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return scene.Put(RandomPlan());
    case 1: {
      v1::Command order = Order("bring_forward { plan: 'p' }", Desk());
      order.clear_ticket();
      scene.Give(order).IgnoreError();
      return;
    }
    case 2:
      if (!ended) scene.Reject(open);
      return;
    case 3:
      if (!ended) {
        scene.Do(open, absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", scene.now(),
                                        absl::UTCTimeZone()));
      }
      return;
    default:
      scene.FireThrough(
          absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                           scene.now() + absl::Hours(*rc::gen::inRange(1, 500)),
                           absl::UTCTimeZone()));
  }
}

TEST(PlanPropertyTest, NoOccurrenceIsMadeTwice) {
  EXPECT_TRUE(rc::check("lives of a plan", [] {
    PlanScene scene("2026-01-01T00:00:00Z");
    scene.Put("calendar { code: 'c' weekdays: [1, 2, 3, 4, 5] }");
    scene.Put(RandomPlan());
    std::string last_key;
    for (int i = 0; i < 40; ++i) {
      const uint64_t made = scene.progress("p").made();
      DoSomething(scene);
      const v1::PlanProgress& progress = scene.progress("p");
      RC_ASSERT(progress.made() == scene.tickets().size());
      if (progress.made() > made) RC_ASSERT(progress.last_key() > last_key);
      last_key = progress.last_key();
      if (progress.has_timer()) RC_ASSERT(progress.next_key() > last_key);
      RC_ASSERT(progress.has_timer() == !progress.next_key().empty());
      RC_ASSERT(progress.done() + progress.missed() <= progress.made());
    }
  }));
}

// Dates of the rule, first to last.
std::vector<absl::CivilDay> DatesOf(const v1::Plan& plan) {
  std::vector<absl::CivilDay> dates;
  for (auto date = NextDate(plan, absl::CivilDay::min()); date;
       date = NextDate(plan, *date)) {
    dates.push_back(*date);
  }
  return dates;
}

TEST(PlanPropertyTest, ABoundedPlanServesEveryDateOfItsRule) {
  EXPECT_TRUE(rc::check("bounded plans", [] {
    const int gap_days = *rc::gen::inRange(0, 20);
    const std::string text = absl::StrCat(
        "plan { code: 'p' kind: TICKET_KIND_REPAIR location: 'east' "
        "start_date { year: 2026 month: 1 day: 5 } recurrence: '",
        *rc::gen::element<std::string>(
            "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY",
            "FREQ=MONTHLY;BYMONTHDAY=5,20", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ";COUNT=", *rc::gen::inRange(1, 20),
        "' gap_max { seconds: ", gap_days * 86400, " } }");
    PlanScene scene("2026-01-01T00:00:00Z");
    scene.Put(text);
    std::vector<absl::CivilDay> days;
    while (scene.progress("p").has_timer()) {
      const std::string start = TextOf(scene.progress("p").next_start_time());
      scene.FireThrough(start);
      // A change of nothing but the name changes no date.
      if (*rc::gen::inRange(0, 4) == 0) {
        const std::string key = scene.progress("p").next_key();
        scene.Put(absl::StrCat(text.substr(0, text.size() - 1), "name: '",
                               days.size(), "' }"));
        RC_ASSERT(scene.progress("p").next_key() == key);
      }
      scene.Do(scene.progress("p").last_ticket(), start);
      days.push_back(absl::ToCivilDay(At(start), absl::UTCTimeZone()));
      RC_ASSERT(days.size() < 2 || gap_days == 0 ||
                days.back() - days[days.size() - 2] <= gap_days);
    }
    const std::vector<absl::CivilDay> dates =
        DatesOf(FromText<v1::CatalogueItem>(text).plan());
    // Every date has a visit of its own since the date before it.
    size_t visit = 0;
    for (const absl::CivilDay date : dates) {
      RC_ASSERT(visit < days.size() && days[visit] <= date);
      while (visit < days.size() && days[visit] <= date) ++visit;
    }
    RC_ASSERT(visit == days.size());
    RC_ASSERT(gap_days > 0 || days.size() == dates.size());
  }));
}

}  // namespace
}  // namespace workledger
