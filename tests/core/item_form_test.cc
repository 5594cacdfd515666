#include "engine/core/catalogue/item_form.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr std::string_view kDays =
    "zone: 'UTC' weekdays: 1 intervals { open_minute: 0 close_minute: 60 } ";
constexpr std::string_view kPlan =
    "code: 'p' recurrence: 'FREQ=DAILY' start_date { year: 2026 month: 1"
    "  day: 31 } window { seconds: 60 } mode: PLAN_MODE_FIXED calendar: 'c'"
    "  kind: TICKET_KIND_REPAIR category: 'r' location: 'l' ";

absl::Status Check(const std::string& item) {
  return CheckItemForm(FromText<v1::CatalogueItem>(item), "it");
}

std::string Calendar(std::string_view more) {
  return "calendar { code: 'c' " + std::string(kDays) + std::string(more) + "}";
}

std::string Plan(std::string_view more) {
  return "plan { " + std::string(kPlan) + std::string(more) + "}";
}

// The plan with another value in the field, as the text format gives it.
std::string PlanBut(std::string_view field, std::string_view value) {
  auto item = FromText<v1::CatalogueItem>(Plan(""));
  v1::Plan& plan = *item.mutable_plan();
  plan.GetReflection()->ClearField(
      &plan, plan.GetDescriptor()->FindFieldByName(std::string(field)));
  plan.MergeFrom(FromText<v1::Plan>(value));
  return item.DebugString();
}

TEST(ItemFormTest, TakesItemsThatAreRight) {
  for (const std::string& item : std::vector<std::string>{
           "location { code: '\345\214\227\346\245\274/b-1/r_2.0'"
           "  kind: LOCATION_KIND_ROOM }",
           "asset { code: 'A-1' }",
           "party { code: 'p' kind: PARTY_KIND_TEAM members { principal: 'a' }"
           "  members { principal: 'b' } }",
           "contract { code: 'c' party: 'p' start_time { seconds: 1 }"
           "  end_time { seconds: 2 } clauses { code: '1' }"
           "  clauses { code: '2' } }",
           "category { code: 'a/b' cost_limit_fen: 0 }",
           "procedure { code: 'p' steps { code: '1' } steps { code: '2' } }",
           "rubric { code: 'r' items { code: '1' points: 60 }"
           "  items { code: '2' points: 40 } pass_points: 100 }",
           Calendar("intervals { open_minute: 60 close_minute: 1440 }"
                    "days { date { year: 2024 month: 2 day: 29 } }"
                    "days { date { year: 2024 month: 3 day: 1 } }"),
           // The last interval may end when the next day's first one begins.
           "calendar { code: 'c' zone: 'UTC' weekdays: 1"
           "  intervals { open_minute: 60 close_minute: 90 }"
           "  intervals { open_minute: 1439 close_minute: 1500 } }",
           "calendar { code: 'c' zone: 'UTC' weekdays: 1"
           "  intervals { open_minute: 1439 close_minute: 2879 } }",
           "roster { code: 'r'"
           "  shifts { start_time { seconds: 1 } end_time { seconds: 2 }"
           "    levels: 'a' }"
           "  shifts { start_time { seconds: 2 } end_time { seconds: 3 }"
           "    levels: 'b' } }",
           "window { code: 'w' kind: WINDOW_KIND_DRILL"
           "  start_time { seconds: 1 } end_time { seconds: 2 } }",
           "alarm_rule { code: 'a' roster: 'r' group_wait {}"
           "  acknowledge_limit { seconds: 1 } }",
           Plan("end_date { year: 2026 month: 1 day: 31 } start_minute: 1439"
                "  lead {} gap_max { seconds: 1 }"),
       }) {
    EXPECT_THAT(Check(item), IsOk()) << item;
  }
}

struct Refused {
  std::string item;
  v1::ErrorReason reason;
  std::string_view field;
};

void ExpectRefused(const std::vector<Refused>& rows) {
  for (const Refused& row : rows) {
    EXPECT_THAT(Check(row.item), FailsAtField(row.reason, row.field))
        << row.item;
  }
}

TEST(ItemFormTest, RefusesCodesOfAnotherForm) {
  const auto invalid = v1::ERROR_REASON_FIELD_INVALID;
  ExpectRefused({
      {"asset {}", v1::ERROR_REASON_FIELD_REQUIRED, "it.code"},
      {"asset { code: 'a/b' }", invalid, "it.code"},
      {"asset { code: 'a b' }", invalid, "it.code"},
      {"asset { code: 'a|b' }", invalid, "it.code"},
      {"asset { code: '" + std::string(65, 'a') + "' }",
       v1::ERROR_REASON_FIELD_TOO_LONG, "it.code"},
      {"category { code: '/a' }", invalid, "it.code"},
      {"category { code: 'a/' }", invalid, "it.code"},
      {"category { code: 'a//b' }", invalid, "it.code"},
      {"location { code: 'a b' }", invalid, "it.code"},
  });
  EXPECT_THAT(Check("asset { code: '" + std::string(64, 'a') + "' }"), IsOk());
}

TEST(ItemFormTest, RefusesWhatIsMissingOrTwice) {
  const auto invalid = v1::ERROR_REASON_FIELD_INVALID;
  const auto required = v1::ERROR_REASON_FIELD_REQUIRED;
  ExpectRefused({
      {"location { code: 'a' }", required, "it.kind"},
      {"party { code: 'a' }", required, "it.kind"},
      {"party { code: 'a' kind: PARTY_KIND_TEAM members { principal: 'x' }"
       "  members { principal: 'x' } }",
       invalid, "it.members[1].principal"},
      {"contract { code: 'a' }", required, "it.party"},
      {"contract { code: 'a' party: 'p' }", required, "it.start_time"},
      {"contract { code: 'a' party: 'p' start_time {} }", required,
       "it.end_time"},
      {"contract { code: 'a' party: 'p' start_time { seconds: 1 }"
       "  end_time { seconds: 1 } }",
       invalid, "it.end_time"},
      {"contract { code: 'a' party: 'p' start_time {} end_time { seconds: 1 }"
       "  clauses { code: '1' } clauses { code: '1' } }",
       invalid, "it.clauses[1].code"},
      {"category { code: 'a' cost_limit_fen: -1 }", invalid,
       "it.cost_limit_fen"},
      {"procedure { code: 'a' }", required, "it.steps"},
      {"procedure { code: 'a' steps { code: '1' } steps { code: '1' } }",
       invalid, "it.steps[1].code"},
      {"rubric { code: 'a' }", required, "it.items"},
      {"rubric { code: 'a' items { code: '1' points: 1 }"
       "  items { code: '1' points: 1 } }",
       invalid, "it.items[1].code"},
      {"rubric { code: 'a' items { code: '1' points: 1 } pass_points: 2 }",
       invalid, "it.pass_points"},
  });
}

TEST(ItemFormTest, RefusesCalendarsThatAreWrong) {
  const auto invalid = v1::ERROR_REASON_FIELD_INVALID;
  ExpectRefused({
      {"calendar { code: 'a' }", v1::ERROR_REASON_FIELD_REQUIRED, "it.zone"},
      {Calendar("last_year: -1"), invalid, "it.last_year"},
      {Calendar("weekdays: 8"), invalid, "it.weekdays[1]"},
      {Calendar("weekdays: 0"), invalid, "it.weekdays[1]"},
      {Calendar("weekdays: 1"), invalid, "it.weekdays[1]"},
      {Calendar("intervals { open_minute: 59 close_minute: 90 }"), invalid,
       "it.intervals[1].open_minute"},
      {Calendar("intervals { open_minute: 60 close_minute: 60 }"), invalid,
       "it.intervals[1].close_minute"},
      {Calendar("intervals { open_minute: 60 close_minute: 1441 }"), invalid,
       "it.intervals[1].close_minute"},
      {"calendar { code: 'c' zone: 'UTC' weekdays: 1"
       "  intervals { open_minute: 60 close_minute: 90 }"
       "  intervals { open_minute: 1439 close_minute: 1501 } }",
       invalid, "it.intervals[1].close_minute"},
      {"calendar { code: 'c' zone: 'UTC' weekdays: 1"
       "  intervals { open_minute: 1439 close_minute: 2880 } }",
       invalid, "it.intervals[0].close_minute"},
      {"calendar { code: 'c' zone: 'UTC' weekdays: 1"
       "  intervals { open_minute: 1440 close_minute: 1441 } }",
       invalid, "it.intervals[0].open_minute"},
      {Calendar("days { date { year: 2023 month: 2 day: 29 } }"), invalid,
       "it.days[0].date"},
      {Calendar("days { date { year: 2023 month: 13 day: 1 } }"), invalid,
       "it.days[0].date"},
      {Calendar("days { date { month: 1 day: 1 } }"), invalid,
       "it.days[0].date"},
      {Calendar("days { date { year: 2023 month: 2 day: 1 } }"
                "days { date { year: 2023 month: 2 day: 1 } }"),
       invalid, "it.days[1].date"},
  });
}

TEST(ItemFormTest, RefusesTimesThatAreWrong) {
  const auto invalid = v1::ERROR_REASON_FIELD_INVALID;
  const auto required = v1::ERROR_REASON_FIELD_REQUIRED;
  ExpectRefused({
      {"roster { code: 'a' }", required, "it.shifts"},
      {"roster { code: 'a' shifts { start_time { seconds: 2 }"
       "  end_time { seconds: 1 } levels: 'a' } }",
       invalid, "it.shifts[0].end_time"},
      {"roster { code: 'a' shifts { start_time { seconds: 1 }"
       "  end_time { seconds: 2 } } }",
       required, "it.shifts[0].levels"},
      {"roster { code: 'a'"
       "  shifts { start_time { seconds: 1 } end_time { seconds: 3 }"
       "    levels: 'a' }"
       "  shifts { start_time { seconds: 2 } end_time { seconds: 4 }"
       "    levels: 'a' } }",
       invalid, "it.shifts[1].start_time"},
      {"window { code: 'a' start_time {} end_time { seconds: 1 } }", required,
       "it.kind"},
      {"window { code: 'a' kind: WINDOW_KIND_DRILL start_time {}"
       "  end_time {} }",
       invalid, "it.end_time"},
      {"alarm_rule { code: 'a' reopen_window { seconds: -1 } }", invalid,
       "it.reopen_window"},
      {"alarm_rule { code: 'a' group_wait { seconds: -1 } }", invalid,
       "it.group_wait"},
      {"alarm_rule { code: 'a' acknowledge_limit {} }", invalid,
       "it.acknowledge_limit"},
      {"alarm_rule { code: 'a' acknowledge_limit { seconds: 1 } }", required,
       "it.roster"},
  });
}

TEST(ItemFormTest, RefusesPlansThatAreWrong) {
  for (const std::string_view field :
       {"recurrence", "start_date", "window", "mode", "calendar", "kind",
        "category", "location"}) {
    EXPECT_THAT(Check(PlanBut(field, "")),
                FailsAtField(v1::ERROR_REASON_FIELD_REQUIRED,
                             "it." + std::string(field)));
  }
  const auto invalid = v1::ERROR_REASON_FIELD_INVALID;
  ExpectRefused({
      {PlanBut("start_date", "start_date { year: 2026 month: 1 day: 32 }"),
       invalid, "it.start_date"},
      {Plan("start_minute: 1440"), invalid, "it.start_minute"},
      {Plan("end_date { year: 2026 month: 1 day: 30 }"), invalid,
       "it.end_date"},
      {Plan("end_date { year: 2026 month: 2 day: 30 }"), invalid,
       "it.end_date"},
      {PlanBut("window", "window { seconds: -60 }"), invalid, "it.window"},
      {Plan("lead { seconds: -1 }"), invalid, "it.lead"},
      {Plan("gap_max {}"), invalid, "it.gap_max"},
      {PlanBut("kind", "kind: TICKET_KIND_SECURITY"), invalid, "it.kind"},
  });
}

TEST(ItemFormTest, NamesTheKindAsTheSchemaDoes) {
  EXPECT_EQ(KindField(FromText<v1::CatalogueItem>("alarm_rule {}")),
            "alarm_rule");
}

}  // namespace
}  // namespace workledger
