// The holiday files of twenty years, which WORKLEDGER_TEST_DATA holds.

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/calendar/working_calendar.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tools/workledger/catalogue/holiday_file.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;

// As its README.md says.
constexpr char kShared[] = WORKLEDGER_TEST_DATA "/cn-holidays/json/";

HolidayFile FileOf(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  absl::StatusOr<HolidayFile> file = ParseHolidayFile(text.str(), path);
  EXPECT_THAT(file, IsOk()) << path;
  return file.ok() ? *std::move(file) : HolidayFile();
}

class HolidayYearTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kShared)) {
      GTEST_SKIP() << kShared << " is not there (WORKLEDGER_TEST_DATA)";
    }
  }
};

TEST_F(HolidayYearTest, TheWorkingDaysOf2022AreThoseOfTheNotices) {
  // All years, because that of 2023 declares the last day of 2022.
  std::vector<HolidayFile> files;
  for (int year = 2007; year <= 2026; ++year) {
    files.push_back(FileOf(absl::StrCat(kShared, year, ".json")));
  }
  ASSERT_THAT(CheckYears(files), IsOk());
  v1::Calendar calendar;
  for (uint32_t weekday = 1; weekday <= 5; ++weekday) {
    calendar.add_weekdays(weekday);
  }
  AddHolidays(std::move(files), calendar);
  EXPECT_EQ(calendar.days_size(), 678);
  EXPECT_EQ(calendar.last_year(), 2026);
  const WorkingCalendar working(calendar);
  std::array<int, 12> worked = {};
  for (absl::CivilDay day(2022, 1, 1); day.year() == 2022; ++day) {
    if (working.Describe(day).day_class == v1::DAY_CLASS_WORK) {
      ++worked[day.month() - 1];
    }
  }
  EXPECT_THAT(worked,
              ElementsAre(21, 16, 23, 21, 20, 21, 21, 23, 21, 18, 22, 22));
  // 249 in all: the 249th after the last of the year before ends the year.
  const absl::Time start =
      working.clock().TimeOf(absl::CivilDay(2021, 12, 31), 600);
  EXPECT_EQ(working.AddWorkingDays(start, 249),
            working.clock().TimeOf(absl::CivilDay(2022, 12, 31), 0));
}

TEST_F(HolidayYearTest, TheFilesThatShipSayWhatTheirSourceSays) {
  for (const int year : {2025, 2026}) {
    const HolidayFile shipped =
        FileOf(absl::StrCat(WORKLEDGER_HOLIDAYS, "/cn-", year, ".json"));
    const HolidayFile source = FileOf(absl::StrCat(kShared, year, ".json"));
    EXPECT_EQ(shipped.year, year);
    ASSERT_EQ(shipped.days.size(), source.days.size());
    for (size_t i = 0; i < source.days.size(); ++i) {
      EXPECT_EQ(shipped.days[i].DebugString(), source.days[i].DebugString());
    }
  }
}

}  // namespace
}  // namespace workledger
