// The year's figures, and that what is told of it adds up to them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include "engine/base/time.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tools/workledger/report_verbs.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/year.h"
#include "workledger/engine.h"

namespace workledger {
namespace {

// All tickets of the categories at or below `top`.
uint64_t Tickets(std::string_view top) {
  uint64_t tickets = 0;
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.code.starts_with(top)) tickets += figure.tickets;
  }
  return tickets;
}

uint64_t People(std::string_view category) {
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.code == category) return figure.headcount;
  }
  return 0;
}

TEST(FiguresTest, AreThoseOfTheYearlySummary) {
  EXPECT_EQ(Tickets("works/minor/civil"), 105);
  EXPECT_EQ(Tickets("works/minor/mep"), 63);
  EXPECT_EQ(Tickets("works/minor/engineering"), 21);
  EXPECT_EQ(Tickets("works/minor"), 189);
  EXPECT_EQ(Tickets("works/small"), 2883);
  EXPECT_EQ(Tickets("works/renovation"), 60);
  EXPECT_EQ(Tickets("works/urgent"), 80);
  EXPECT_EQ(Tickets("maintenance/lift"), 24);
  EXPECT_EQ(Tickets("alarm/fault"), 700);
  EXPECT_EQ(Tickets("alarm/camera"), 60);
  EXPECT_EQ(Tickets("safety/hazard"), 6);
  EXPECT_EQ(Tickets("hotline"), 226);
  EXPECT_EQ(Tickets("service/meeting"), 3140);
  EXPECT_EQ(People("service/meeting"), 101'696);
  EXPECT_EQ(Tickets("security/event"), 24);
  EXPECT_EQ(People("security/event"), 6000);
  EXPECT_EQ(Tickets("security/duty"), 16);
  EXPECT_EQ(People("security/duty"), 2200);
  EXPECT_EQ(Tickets("security/petition"), 12);
  EXPECT_EQ(People("security/petition"), 1500);
  EXPECT_EQ(Tickets("security/standby"), 22);
  EXPECT_EQ(People("security/standby"), 560);
  EXPECT_EQ(Tickets("security/drill"), 6);
  EXPECT_EQ(kStepsBefore + kStepsDuring + kStepsAfter, 20);
}

// Counts what the orders of a year say of each category.
struct Told {
  std::map<std::string, uint64_t> tickets;
  std::map<std::string, uint64_t> people;
  std::map<std::string, uint64_t> quantities;
  std::map<std::string, uint64_t> tallies;
  uint64_t rounds = 0;
  uint64_t steps = 0;
};

Told Count(const Steps& steps) {
  Told told;
  // Of a ticket that is completed again the last word counts.
  std::map<std::string, v1::Complete> done;
  for (const Step& step : steps) {
    const v1::Command& command = step.command;
    if (command.has_report()) {
      ++told.tickets[command.report().category()];
      told.people[command.report().category()] += command.report().headcount();
    }
    if (command.has_plan_task()) ++told.tickets[command.plan_task().category()];
    if (command.has_raise_finding()) {
      ++told.tickets[command.raise_finding().category()];
    }
    if (command.has_open_round()) ++told.rounds;
    if (command.has_record_step()) ++told.steps;
    if (command.has_record_tally()) {
      told.tallies[command.record_tally().item()] +=
          command.record_tally().count();
    }
    if (command.has_complete()) done[command.ticket()] = command.complete();
  }
  for (const auto& [ticket, complete] : done) {
    for (const v1::Quantity& quantity : complete.quantities()) {
      told.quantities[quantity.item()] += quantity.quantity_milli() / 1000;
    }
  }
  return told;
}

class YearTest : public testing::TestWithParam<uint64_t> {};

TEST_P(YearTest, TellsTheFiguresExactly) {
  const uint64_t scale = GetParam();
  const Told told = Count(TellYear(1, scale));
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.chapter == Chapter::kLifts) continue;
    const std::string code(figure.code);
    EXPECT_EQ(told.tickets.at(code), figure.tickets * scale) << code;
    if (figure.headcount == 0) continue;
    EXPECT_EQ(told.people.at(code), figure.headcount * scale) << code;
  }
  for (const QuantityFigure& figure : QuantityFigures()) {
    if (figure.category == "maintenance/lift") continue;
    EXPECT_EQ(told.quantities.at(std::string(figure.item)),
              figure.quantity * scale);
  }
  for (const TallyFigure& figure : TallyFigures()) {
    EXPECT_EQ(told.tallies.at(std::string(figure.item)), figure.count * scale);
  }
  EXPECT_EQ(told.rounds, kSafetyRounds * scale);
  EXPECT_EQ(told.steps, 3140 * 20 * scale);
}

INSTANTIATE_TEST_SUITE_P(Scales, YearTest, testing::Values(1, 2));

TEST(YearStepsTest, AreTheSameForASeedAndLieWithinTheYear) {
  const Steps steps = TellYear(7, 1);
  const Steps again = TellYear(7, 1);
  const Steps other = TellYear(8, 1);
  ASSERT_EQ(steps.size(), again.size());
  size_t differing = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    ASSERT_EQ(steps[i].time, again[i].time);
    ASSERT_EQ(steps[i].command.SerializeAsString(),
              again[i].command.SerializeAsString());
    ASSERT_GE(steps[i].time, YearStart());
    ASSERT_LT(steps[i].time, YearEnd());
    if (i > 0) {
      ASSERT_GE(steps[i].time, steps[i - 1].time);
    }
    if (i < other.size() && other[i].time != steps[i].time) ++differing;
  }
  EXPECT_GT(differing, 1000);
}

TEST(CatalogueTest, NamesEveryPlacePartyAndCategoryThatTheYearUses) {
  const v1::ChangeCatalogue change = MakeCatalogue(1);
  std::set<std::string> locations;
  std::set<std::string> categories;
  uint64_t area_milli = 0;
  uint64_t buildings = 0;
  for (const v1::CatalogueChange& one : change.changes()) {
    const v1::CatalogueItem& item = one.put();
    if (item.has_location()) {
      locations.insert(item.location().code());
      area_milli += item.location().area_milli_square_metre();
      if (item.location().kind() == v1::LOCATION_KIND_BUILDING) ++buildings;
    }
    if (item.has_category()) categories.insert(item.category().code());
    if (item.has_procedure()) {
      EXPECT_EQ(item.procedure().steps_size(), 20);
    }
  }
  EXPECT_EQ(buildings, 31);
  EXPECT_EQ(area_milli, 186'800'000);
  for (const Step& step : TellYear(1, 1)) {
    if (!step.command.has_report()) continue;
    EXPECT_TRUE(locations.contains(step.command.report().location()));
    EXPECT_TRUE(categories.contains(step.command.report().category()));
  }
}

TEST(CatalogueTest, ScaleMultipliesPlacesAndLifts) {
  const v1::ChangeCatalogue change = MakeCatalogue(3);
  std::set<std::string> lifts;
  uint64_t area_milli = 0;
  uint64_t buildings = 0;
  uint64_t plans = 0;
  for (const v1::CatalogueChange& one : change.changes()) {
    const v1::CatalogueItem& item = one.put();
    area_milli += item.location().area_milli_square_metre();
    if (item.location().kind() == v1::LOCATION_KIND_BUILDING) ++buildings;
    if (!item.has_plan()) continue;
    ++plans;
    // Each visit serves three, and none is served by two plans.
    EXPECT_EQ(item.plan().assets_size(), 2);
    EXPECT_TRUE(lifts.insert(item.plan().asset()).second);
    for (const std::string& asset : item.plan().assets()) {
      EXPECT_TRUE(lifts.insert(asset).second) << asset;
    }
  }
  EXPECT_EQ(buildings, 3 * 31);
  EXPECT_EQ(area_milli, 3 * 186'800'000);
  EXPECT_EQ(plans, 3);
  EXPECT_EQ(lifts.size(), 9);
}

absl::Time At(int month, int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2025, month, day, hour), BureauTime());
}

TEST(HoursTest, KeepToTheCalendarOfTheDefaultProfile) {
  // A Sunday that is worked, before the holidays.
  EXPECT_TRUE(OfficeOpen(At(1, 26, 9)));
  EXPECT_FALSE(OfficeOpen(At(1, 26, 12)));
  EXPECT_FALSE(OfficeOpen(At(1, 28, 9)));
  EXPECT_EQ(DeskMoment(At(1, 27, 18), kOfficePace), At(2, 5, 9));
  EXPECT_EQ(OnWorkingDay(At(1, 27, 15), 1, absl::Hours(10)), At(2, 5, 10));
  // Each step is an hour of open time.
  EXPECT_EQ(WorkMoment(At(1, 27, 17), kOfficePace, kDaySteps),
            At(2, 5, 17) + absl::Seconds(140));
  EXPECT_EQ(WorkMoment(At(1, 27, 17), kUrgentPace, 3),
            At(1, 27, 17) + absl::Minutes(15) + absl::Seconds(140));
}

TEST(CourseTest, EverythingGoesWrongInAYearAndMostDoesNot) {
  std::map<StoryCourse, uint64_t> courses;
  uint64_t tickets = 0;
  for (const Step& step : TellYear(1, 1)) {
    const v1::Command& command = step.command;
    if (!command.has_report() && !command.has_plan_task()) continue;
    ++courses[step.course];
    ++tickets;
  }
  EXPECT_EQ(courses.size(),
            static_cast<size_t>(StoryCourse::kRectifiedLate) + 1);
  EXPECT_GT(courses[StoryCourse::kSmooth], tickets * 3 / 4);
  EXPECT_LT(courses[StoryCourse::kSmooth], tickets * 9 / 10);
}

TEST(SimulateTest, ReadsIncidentsAndTalliesBackExactly) {
  auto engine = Engine::Open({});
  ASSERT_THAT(engine, IsOk());
  auto server = Server::Start(**engine, {.listen = "127.0.0.1:0"});
  ASSERT_THAT(server, IsOk());
  Client client((*server)->address());
  v1::CreateLedgerRequest create;
  create.set_ledger("year");
  create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
  *create.mutable_start_time() = ToTimestamp(YearStart());
  ASSERT_THAT(client.Call(&v1::LedgerService::Stub::CreateLedger, create),
              IsOk());
  Player player(client, "year", 1);
  v1::Command catalogue;
  *catalogue.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  *catalogue.mutable_change_catalogue() = MakeCatalogue(1);
  ASSERT_THAT(player.Send(std::move(catalogue)), IsOk());
  Draw draw(1);
  Steps steps;
  TellSecurity(1, draw, steps);
  TellInspections(1, draw, steps);
  TellTallies(1, draw, steps);
  SortSteps(steps);
  ASSERT_THAT(player.Play(steps), IsOk());
  v1::GetLedgerRequest get;
  get.set_ledger("year");
  const auto ledger = client.Call(&v1::LedgerService::Stub::GetLedger, get);
  ASSERT_THAT(ledger, IsOk());
  EXPECT_EQ(FromTimestamp(ledger->ledger().now_time()), YearEnd());
  const uint64_t head = ledger->ledger().head_position();

  v1::ReportWorkRequest work;
  work.set_ledger("year");
  work.set_min_position(head);
  const auto report = client.Call(&v1::ReportService::Stub::ReportWork, work);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(CheckRollUp(*report), IsOk());
  std::map<std::string, v1::WorkRow> rows;
  for (const v1::WorkRow& row : report->rows()) rows[row.category()] = row;
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.chapter != Chapter::kSecurity || figure.drill) continue;
    const v1::WorkRow& row = rows[std::string(figure.code)];
    EXPECT_EQ(row.done(), figure.tickets) << figure.code;
    EXPECT_EQ(row.headcount(), figure.headcount) << figure.code;
    EXPECT_EQ(row.open(), 0) << figure.code;
  }
  EXPECT_EQ(rows["safety"].hazards_done(), 6);
  v1::ListInspectionsRequest rounds;
  rounds.set_ledger("year");
  rounds.set_min_position(head);
  const auto ended =
      client.Call(&v1::InspectionService::Stub::ListInspections, rounds);
  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ended->inspections_size(), static_cast<int>(kSafetyRounds));
  for (const v1::Inspection& round : ended->inspections()) {
    EXPECT_EQ(round.state(), v1::INSPECTION_STATE_ENDED);
  }

  v1::ReportTalliesRequest tallies;
  tallies.set_ledger("year");
  tallies.set_min_position(head);
  const auto sums =
      client.Call(&v1::ReportService::Stub::ReportTallies, tallies);
  ASSERT_THAT(sums, IsOk());
  ASSERT_EQ(sums->rows_size(), 3);
  EXPECT_EQ(sums->rows(0).count(), 8000);
  EXPECT_EQ(sums->rows(1).count(), 2200);
  EXPECT_EQ(sums->rows(2).count(), 150);
}

}  // namespace
}  // namespace workledger
