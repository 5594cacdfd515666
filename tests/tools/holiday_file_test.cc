// Holiday files, and what becomes of them: the days of a calendar.

#include "tools/workledger/catalogue/holiday_file.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tools/workledger/catalogue/catalogue_file.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

struct Wrong {
  std::string_view text;
  std::string_view message;
};

TEST(HolidayFileTest, ReadsDaysOffAndWorked) {
  const auto file = ParseHolidayFile(
      R"({"year": 2026, "papers": ["a", "b"], "days": [
            {"name": "x", "date": "2025-12-28", "isOffDay": false},
            {"name": "x", "date": "2026-01-01", "isOffDay": true}]})",
      "2026.json");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->year, 2026);
  ASSERT_EQ(file->days.size(), 2u);
  EXPECT_EQ(file->days[0].day_class(), v1::DAY_CLASS_WORK);
  EXPECT_EQ(file->days[0].date().month(), 12);
  EXPECT_EQ(file->days[1].day_class(), v1::DAY_CLASS_OFF);
  EXPECT_EQ(file->days[1].document(), "a b");
}

TEST(HolidayFileTest, RefusesAnotherForm) {
  for (const Wrong& wrong : std::vector<Wrong>{
           {"[]", "x.json: text:"},
           {"{", "x.json: text:"},
           {R"({"days": []})", "x.json: year:"},
           {R"({"year": 2026.5, "days": []})", "x.json: year:"},
           {R"({"year": 2026})", "x.json: days:"},
           {R"({"year": 2026, "days": [{"isOffDay": true}]})",
            "x.json: days[0].date:"},
           {R"({"year": 2026, "days": [{"date": "2026-01-01"}]})",
            "x.json: days[0].isOffDay:"},
           {R"({"year": 2026, "days": [
                {"date": "2024-12-31", "isOffDay": true}]})",
            "x.json: days[0].date: want a day of 2026 or of the year before"},
           {R"({"year": 2026, "days": [
                {"date": "2027-01-01", "isOffDay": true}]})",
            "x.json: days[0].date: want a day of 2026 or of the year before"},
           // It cannot be off and worked.
           {R"({"year": 2026, "days": [
                {"date": "2026-01-01", "isOffDay": true},
                {"date": "2026-01-01", "isOffDay": false}]})",
            "x.json: days[1].date: want each day once"},
       }) {
    const auto file = ParseHolidayFile(wrong.text, "x.json");
    EXPECT_THAT(std::string(file.status().message()),
                StartsWith(std::string(wrong.message)))
        << wrong.text;
  }
}

// A file that declares one day.
std::string Notice(int year, std::string_view date, bool off) {
  return absl::StrCat(R"({"year": )", year, R"(, "days": [{"date": ")",
                      std::string(date), R"(", "isOffDay": )",
                      off ? "true" : "false", "}]}");
}

HolidayFile Declared(int year, std::string_view date, bool off) {
  return *ParseHolidayFile(Notice(year, date, off), "x.json");
}

// "2018-12-29 WORK" for each day of the calendar.
std::vector<std::string> DaysOf(const v1::Calendar& calendar) {
  std::vector<std::string> days;
  for (const v1::DayOverride& day : calendar.days()) {
    days.push_back(absl::StrCat(
        day.date().year(), "-", day.date().month(), "-", day.date().day(),
        day.day_class() == v1::DAY_CLASS_WORK ? " work" : " off"));
  }
  return days;
}

v1::Calendar WithOwnDay(int year, int month, int day, v1::DayClass day_class) {
  v1::Calendar calendar;
  v1::DayOverride& own = *calendar.add_days();
  own.mutable_date()->set_year(year);
  own.mutable_date()->set_month(month);
  own.mutable_date()->set_day(day);
  own.set_day_class(day_class);
  return calendar;
}

TEST(HolidayFileTest, LaterNoticesWinAndOtherDaysStay) {
  v1::Calendar calendar = WithOwnDay(2018, 3, 8, v1::DAY_CLASS_OFF);
  AddHolidays(
      {Declared(2019, "2018-12-29", false), Declared(2018, "2018-12-29", true)},
      calendar);
  EXPECT_EQ(calendar.last_year(), 2019);
  EXPECT_THAT(DaysOf(calendar), ElementsAre("2018-3-8 off", "2018-12-29 work"));
}

TEST(HolidayFileTest, DaysOfTheCalendarGiveWayOrStay) {
  const v1::Calendar own = WithOwnDay(2018, 12, 29, v1::DAY_CLASS_OFF);
  v1::Calendar replaced = own;
  AddHolidays({Declared(2019, "2018-12-29", false)}, replaced);
  EXPECT_THAT(DaysOf(replaced), ElementsAre("2018-12-29 work"));
  v1::Calendar kept = own;
  AddHolidaysBelow({Declared(2019, "2018-12-29", false)}, kept);
  EXPECT_THAT(DaysOf(kept), ElementsAre("2018-12-29 off"));
  EXPECT_EQ(kept.last_year(), 2019);
}

TEST(HolidayFileTest, WantsEveryYearOnce) {
  const auto check = [](std::vector<int> years) {
    std::vector<HolidayFile> files;
    for (const int year : years) files.push_back({.year = year});
    return CheckYears(files);
  };
  EXPECT_THAT(check({}), IsOk());
  EXPECT_THAT(check({2026, 2024, 2025}), IsOk());
  EXPECT_THAT(std::string(check({2025, 2025}).message()),
              StartsWith("got 2025 twice"));
  EXPECT_THAT(std::string(check({2026, 2024}).message()),
              StartsWith("got 2024 and later years without 2025"));
}

TEST(HolidayFileTest, WantsNoYearLeftOutAfterTheCalendars) {
  v1::Calendar calendar;
  calendar.set_code("office");
  const std::vector<HolidayFile> files = {{.year = 2029}, {.year = 2028}};
  EXPECT_THAT(CheckFollows(files, calendar), IsOk());
  calendar.set_last_year(2027);
  EXPECT_THAT(CheckFollows(files, calendar), IsOk());
  EXPECT_THAT(CheckFollows({}, calendar), IsOk());
  calendar.set_last_year(2026);
  EXPECT_THAT(std::string(CheckFollows(files, calendar).message()),
              StartsWith("calendar office: got 2028 first, want 2027"));
}

// A catalogue in bureau/b.toml beside holiday files.
absl::StatusOr<CatalogueFile> ParseBeside(
    const std::map<std::string, std::string>& files, std::string_view keys) {
  return ParseCatalogueFile(
      absl::StrCat("[[calendar]]\ncode = \"c\"\n", std::string(keys)),
      "bureau/b.toml", absl::UTCTimeZone(),
      [&files](const std::string& file) -> absl::StatusOr<std::string> {
        const auto found = files.find(file);
        if (found != files.end()) return found->second;
        return absl::NotFoundError(absl::StrCat(file, ": no such file"));
      });
}

TEST(HolidayFilesKeyTest, SetsTheDaysOfTheCalendar) {
  const auto file =
      ParseBeside({{"bureau/2018.json", Notice(2018, "2018-10-01", true)},
                   {"bureau/x/2019.json", Notice(2019, "2018-12-29", false)}},
                  "holiday_files = [\"2018.json\", \"x/2019.json\"]\n"
                  "days = [{ date = 2018-10-01, day_class = \"work\" },\n"
                  "  { date = 2018-03-08, day_class = \"off\" }]\n"
                  "last_year = 2017\n");
  ASSERT_THAT(file, IsOk());
  ASSERT_EQ(file->changes.size(), 1u);
  const v1::Calendar& calendar = file->changes[0].change.put().calendar();
  // Days that the catalogue lists stay, and the files know two more years.
  EXPECT_THAT(DaysOf(calendar),
              ElementsAre("2018-3-8 off", "2018-10-1 work", "2018-12-29 work"));
  EXPECT_EQ(calendar.last_year(), 2019);
  EXPECT_EQ(file->changes[0].places.at("days"), "bureau/b.toml:3:17");
}

TEST(HolidayFilesKeyTest, SaysWhereItIsWrong) {
  const std::map<std::string, std::string> files = {
      {"bureau/2018.json", Notice(2018, "2018-10-01", true)},
      {"bureau/2020.json", Notice(2020, "2020-10-01", true)},
      {"bureau/bad.json", Notice(2020, "2020-10-41", true)},
      {"bureau/text.json", "{"}};
  for (const Wrong& wrong : std::vector<Wrong>{
           {"holiday_files = 3\n",
            "bureau/b.toml:3:17: holiday_files: want a list of files"},
           {"holiday_files = [\"2018.json\", 3]\n",
            "bureau/b.toml:3:31: holiday_files: want a text in quotes"},
           {"holiday_files = [\"none.json\"]\n",
            "bureau/b.toml:3:18: holiday_files: bureau/none.json: no such"},
           {"holiday_files = [\"text.json\"]\n",
            "bureau/b.toml:3:18: holiday_files: bureau/text.json: text: want"},
           {"holiday_files = [\"bad.json\"]\n",
            "bureau/b.toml:3:18: holiday_files: bureau/bad.json: "
            "days[0].date: want YYYY-MM-DD"},
           {"holiday_files = [\"2018.json\", \"2018.json\"]\n",
            "bureau/b.toml:3:17: holiday_files: got 2018 twice"},
           {"holiday_files = [\"2018.json\", \"2020.json\"]\n",
            "bureau/b.toml:3:17: holiday_files: got 2018 and later years"},
       }) {
    const auto file = ParseBeside(files, wrong.text);
    EXPECT_THAT(file.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(file.status().message()),
                StartsWith(std::string(wrong.message)));
  }
}

}  // namespace
}  // namespace workledger
