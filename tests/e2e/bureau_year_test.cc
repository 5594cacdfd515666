// A bureau's year, told to the real server by the real tool, and read back:
// every figure is that of the yearly summary, also after the server was killed.

#include "tests/e2e/bureau_year.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/base/digest.h"
#include "engine/base/time.h"
#include "tests/e2e/holder_sums.h"
#include "tools/workledger/simulate/alarms.h"
#include "workledger/v1/alarm.pb.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/inspection.pb.h"
#include "workledger/v1/report_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {
namespace {

constexpr uint64_t kMilli = 1000;

// Of all tickets of seed 1, as `ticket list --all --output json` prints them:
// every field of every fold. It changes when the year is told otherwise, or
// when the same events fold to something else, which they must not.
constexpr char kFoldHash[] =
    "35ead52cba30c4ff8c9f95f64b49154be01d90d5f0f05a56ce930187b10446b3";

// What the summary states: tickets and people of each category.
struct Stated {
  uint64_t tickets;
  uint64_t people;
};

const std::map<std::string, Stated>& YearlySummary() {
  static const auto* const summary =
      new std::map<std::string, Stated>{{"works/minor", {189, 0}},
                                        {"works/minor/civil", {105, 0}},
                                        {"works/minor/mep", {63, 0}},
                                        {"works/minor/engineering", {21, 0}},
                                        {"works/small", {2883, 0}},
                                        {"works/renovation", {60, 0}},
                                        {"works/urgent", {80, 0}},
                                        {"maintenance/lift", {24, 0}},
                                        {"alarm/fault", {700, 0}},
                                        {"alarm/camera", {60, 0}},
                                        {"safety/hazard", {6, 0}},
                                        {"security/event", {24, 6000}},
                                        {"security/duty", {16, 2200}},
                                        {"security/petition", {12, 1500}},
                                        {"security/standby", {22, 560}},
                                        {"service/meeting", {3140, 101696}},
                                        {"hotline", {226, 0}}};
  return *summary;
}

// By item, in whole units.
const std::map<std::string, uint64_t>& YearlyQuantities() {
  static const auto* const quantities = new std::map<std::string, uint64_t>{
      {"lift", 72},       {"extinguisher", 180}, {"emergency-light", 200},
      {"exit-sign", 130}, {"valve", 5},          {"insulation", 100},
      {"computer", 290}};
  return *quantities;
}

// Every open minute of every ticket has one holder.
void ExpectHolders(const std::vector<v1::Ticket>& tickets) {
  absl::Duration open;
  for (const v1::Ticket& ticket : tickets) {
    open += ExpectHoldersAddUp(
        ticket, FromTimestamp(ticket.milestones().change_time()));
  }
  EXPECT_GT(open, absl::ZeroDuration());
}

void ExpectTheYearlySummary() {
  std::map<std::string, v1::WorkRow> rows;
  for (const auto& row : BureauYearTest::Rows<v1::WorkRow>(
           {"report", "summary", "--by", "category"})) {
    rows[row.category()] = row;
  }
  for (const auto& [category, stated] : YearlySummary()) {
    EXPECT_EQ(rows[category].tickets(), stated.tickets) << category;
    EXPECT_EQ(rows[category].done(), stated.tickets) << category;
    EXPECT_EQ(rows[category].headcount(), stated.people) << category;
  }
  EXPECT_EQ(rows["security/drill"].drills(), 6u);
  EXPECT_EQ(rows["security/drill"].tickets(), 0u);
  EXPECT_EQ(rows[""].open(), 0u);
  EXPECT_EQ(rows["safety"].hazards_done(), 6u);
  std::map<std::string, uint64_t> quantities;
  for (const v1::Quantity& quantity : rows[""].quantities()) {
    quantities[quantity.item()] = quantity.quantity_milli() / kMilli;
  }
  EXPECT_THAT(quantities, testing::ContainerEq(YearlyQuantities()));
  std::map<std::string, uint64_t> tallies;
  for (const auto& row :
       BureauYearTest::Rows<v1::TallyRow>({"report", "tally"})) {
    tallies[row.item()] = row.count();
  }
  EXPECT_THAT(tallies,
              testing::ElementsAre(testing::Pair("bicycles-tidied", 8000u),
                                   testing::Pair("people-dissuaded", 2200u),
                                   testing::Pair("vehicles-cleared", 150u)));
}
TEST_F(BureauYearTest, ReadsBackWhatWasTold) {
  ExpectTheYearlySummary();
  EXPECT_EQ(ToHex(AsBytes(Sha256({FoldLines()}))), kFoldHash);
  ExpectHolders(Folds());

  uint64_t buildings = 0;
  uint64_t area = 0;
  for (const auto& entry :
       Rows<v1::CatalogueEntry>({"catalogue", "show", "location"})) {
    const v1::Location& location = entry.item().location();
    if (location.kind() != v1::LOCATION_KIND_BUILDING) continue;
    ++buildings;
    area += location.area_milli_square_metre();
  }
  EXPECT_EQ(buildings, 31u);
  EXPECT_EQ(area, 186'800 * kMilli);
  EXPECT_EQ(Rows<v1::Inspection>({"inspection", "list", "--all"}).size(), 20u);

  // It is told once.
  EXPECT_NE(Tool({"simulate", "--profile", "bureau-year"}).exit_code, 0);

  Restart();
  ExpectTheYearlySummary();
  const Finished verified = Tool({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
}

TEST_F(BureauYearTest, KeepsEverySignalAndJudgesEveryAlarm) {
  uint64_t signals = 0;
  uint64_t incidents = 0;
  uint64_t dismissed = 0;
  uint64_t confirmed = 0;
  uint64_t suppressed = 0;
  uint64_t correlated = 0;
  for (const auto& device : Rows<v1::AlarmPrecision>({"alarm", "precision"})) {
    signals += device.signals();
    incidents += device.incidents();
    dismissed += device.dismissed();
    confirmed += device.confirmed();
    suppressed += device.suppressed();
    correlated += device.correlated();
  }
  // Four devices a week tell of something, and then of its end.
  EXPECT_EQ(signals, 8 * kAlarmWeeks);
  EXPECT_EQ(incidents, kAlarmWeeks);
  EXPECT_EQ(correlated, kAlarmWeeks);
  // The panel's, and the door's in the end.
  EXPECT_EQ(suppressed, 2 * kAlarmWeeks);
  EXPECT_EQ(dismissed + confirmed, kAlarmWeeks);
  EXPECT_GT(confirmed, 0u);
  EXPECT_GT(dismissed, confirmed);
}

}  // namespace
}  // namespace workledger
