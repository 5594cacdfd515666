#include "tools/workledger/import/time_format.h"

#include <gtest/gtest.h>

#include <string_view>

#include "absl/time/civil_time.h"

namespace workledger {
namespace {

TimeFormat Format(std::string_view format, std::string_view zone = "UTC") {
  absl::StatusOr<TimeFormat> created = TimeFormat::Create(format, zone);
  EXPECT_TRUE(created.ok()) << created.status();
  return *std::move(created);
}

absl::Time Utc(const absl::CivilSecond& time) {
  return absl::FromCivil(time, absl::UTCTimeZone());
}

TEST(TimeFormatTest, ReadsDayAndMonthWithoutLeadingZero) {
  const TimeFormat format = Format("%d/%m/%Y %H:%M");
  EXPECT_EQ(*format.Parse("29/2/2016 01:16"),
            Utc(absl::CivilSecond(2016, 2, 29, 1, 16)));
  EXPECT_EQ(*format.Parse("05/03/2016 12:00"),
            Utc(absl::CivilSecond(2016, 3, 5, 12, 0)));
}

TEST(TimeFormatTest, ReadsLocalTimeOfItsZone) {
  EXPECT_EQ(
      *Format("%Y-%m-%d %H:%M", "Asia/Shanghai").Parse("2016-05-18 09:30"),
      Utc(absl::CivilSecond(2016, 5, 18, 1, 30)));
}

TEST(TimeFormatTest, TakesFirstOfALocalTimeThatHappenedTwice) {
  EXPECT_EQ(
      *Format("%Y-%m-%d %H:%M", "Europe/Lisbon").Parse("2016-10-30 01:30"),
      Utc(absl::CivilSecond(2016, 10, 30, 0, 30)));
}

TEST(TimeFormatTest, TakesOffsetInTheTextBeforeItsZone) {
  EXPECT_EQ(
      *Format("%Y-%m-%dT%H:%M:%E*S%Ez", "Asia/Shanghai")
           .Parse("2016-05-18T09:30:00.5+01:00"),
      Utc(absl::CivilSecond(2016, 5, 18, 8, 30)) + absl::Milliseconds(500));
}

TEST(TimeFormatTest, ReadsUnixSeconds) {
  EXPECT_EQ(*Format("%s").Parse("1463563800"),
            absl::FromUnixSeconds(1463563800));
}

TEST(TimeFormatTest, CutsToMilliseconds) {
  EXPECT_EQ(*Format("%Y-%m-%d %H:%M:%E*S").Parse("1970-01-01 00:00:01.0019"),
            absl::UnixEpoch() + absl::Milliseconds(1001));
}

TEST(TimeFormatTest, RefusesWhatIsNoTime) {
  const TimeFormat format = Format("%d/%m/%Y %H:%M");
  for (const std::string_view text :
       {"", "?", "29/2/2015 01:16", "31/4/2016 00:00", "29/13/2016 00:00",
        "29/2/2016", "29/2/2016 01:16 x", "infinite-future",
        "1/1/99999 00:00"}) {
    EXPECT_FALSE(format.Parse(text).ok()) << text;
  }
}

TEST(TimeFormatTest, TakesTheFieldsThatItIsSaidToTake) {
  for (const std::string_view format :
       {"%Y %m %d %H:%M:%S", "%H:%M:%E*S", "%I %p", "%y %b %e", "%Ez", "%s",
        "100%% %Y"}) {
    EXPECT_TRUE(TimeFormat::Create(format, "UTC").ok()) << format;
  }
}

TEST(TimeFormatTest, RefusesOtherFields) {
  for (const std::string_view format :
       {"", "time", "%%", "%Y-%Q", "%", "%Y %", "%E", "%EQ", "%-d", "%Z"}) {
    EXPECT_FALSE(TimeFormat::Create(format, "UTC").ok()) << format;
  }
}

TEST(TimeFormatTest, TakesALocalTimeThatWasSkippedByTheOffsetBefore) {
  // 01:00 became 02:00; half past by the old offset is half past by UTC.
  EXPECT_EQ(
      *Format("%Y-%m-%d %H:%M", "Europe/Lisbon").Parse("2016-03-27 01:30"),
      Utc(absl::CivilSecond(2016, 3, 27, 1, 30)));
}

TEST(TimeFormatTest, RefusesUnknownZone) {
  EXPECT_FALSE(TimeFormat::Create("%Y", "Mars/Olympus").ok());
}

}  // namespace
}  // namespace workledger
