#include "tools/workledger/time_text.h"

#include "gtest/gtest.h"
#include "tests/tools/usage_error.h"

namespace workledger {
namespace {

absl::Time Utc(absl::CivilSecond civil) {
  return absl::FromCivil(civil, absl::UTCTimeZone());
}

absl::TimeZone Zone(const char* name) {
  const auto zone = ParseZone({"--zone", name});
  EXPECT_TRUE(zone.ok()) << zone.status();
  return zone.value_or(absl::UTCTimeZone());
}

TEST(TimeTextTest, ReadsRfc3339WhateverTheZone) {
  for (const char* text :
       {"2016-05-18T09:30:00Z", "2016-05-18T17:30:00+08:00"}) {
    const auto time = ParseTime({"--at", text}, Zone("America/New_York"));
    ASSERT_TRUE(time.ok()) << time.status();
    EXPECT_EQ(*time, Utc(absl::CivilSecond(2016, 5, 18, 9, 30)));
  }
}

TEST(TimeTextTest, ReadsLocalTimeInTheZone) {
  const auto utc = ParseTime({"--at", "2016-05-18 09:30"}, absl::UTCTimeZone());
  ASSERT_TRUE(utc.ok()) << utc.status();
  EXPECT_EQ(*utc, Utc(absl::CivilSecond(2016, 5, 18, 9, 30)));
  const auto shanghai =
      ParseTime({"--at", "2016-05-18 09:30:15"}, Zone("Asia/Shanghai"));
  ASSERT_TRUE(shanghai.ok()) << shanghai.status();
  EXPECT_EQ(*shanghai, Utc(absl::CivilSecond(2016, 5, 18, 1, 30, 15)));
}

TEST(TimeTextTest, KeepsFractions) {
  const auto time =
      ParseTime({"--at", "2016-05-18 09:30:00.250"}, absl::UTCTimeZone());
  ASSERT_TRUE(time.ok()) << time.status();
  EXPECT_EQ(*time, Utc(absl::CivilSecond(2016, 5, 18, 9, 30)) +
                       absl::Milliseconds(250));
}

TEST(TimeTextTest, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "yesterday", "2016-05-18", "2016-02-30 09:30", "2016-05-18 25:00",
        "2016-05-18T09:30:00", "18/5/2016 09:30", "infinite-future",
        "0000-01-01 00:00", "2016-05-18 09:30 x"}) {
    EXPECT_THAT(ParseTime({"--at", text}, absl::UTCTimeZone()),
                IsUsageError("--at: got"))
        << text;
  }
}

TEST(TimeTextTest, RefusesALocalTimeThatIsNotOne) {
  // 2025-03-30 02:30 was skipped in Berlin, 2025-10-26 02:30 came twice.
  for (const char* text : {"2025-03-30 02:30", "2025-10-26 02:30"}) {
    EXPECT_THAT(
        ParseTime({"--at", text}, Zone("Europe/Berlin")),
        IsUsageError("a local time that Europe/Berlin has exactly once"))
        << text;
  }
}

TEST(TimeTextTest, RefusesAnUnknownZone) {
  EXPECT_THAT(ParseZone({"--zone", "Asia/Atlantis"}),
              IsUsageError("--zone: got \"Asia/Atlantis\""));
}

TEST(TimeTextTest, ReadsSpans) {
  const auto span = [](const char* text) {
    return ParseSpan({"--by", text}).value_or(absl::ZeroDuration());
  };
  EXPECT_EQ(span("90m"), absl::Minutes(90));
  EXPECT_EQ(span("1h30m"), absl::Minutes(90));
  EXPECT_EQ(span("2d"), absl::Hours(48));
  EXPECT_EQ(span("2d12h"), absl::Hours(60));
}

TEST(TimeTextTest, RefusesOtherSpans) {
  for (const char* text :
       {"", "90", "-5m", "0s", "0d", "d", "1.5d", "2d-1h", "inf", "1w"}) {
    EXPECT_THAT(ParseSpan({"--by", text}), IsUsageError("--by: got")) << text;
  }
}

TEST(TimeTextTest, PrintsTimesInTheZone) {
  const absl::Time time = Utc(absl::CivilSecond(2016, 5, 18, 17, 30));
  EXPECT_EQ(TimeText(time, absl::UTCTimeZone()), "2016-05-18 17:30:00");
  EXPECT_EQ(TimeText(time, Zone("Asia/Shanghai")), "2016-05-19 01:30:00");
}

TEST(TimeTextTest, PrintsAgesInTwoUnits) {
  EXPECT_EQ(AgeText(absl::Seconds(40)), "40s");
  EXPECT_EQ(AgeText(absl::Seconds(60)), "1m");
  EXPECT_EQ(AgeText(absl::Minutes(125)), "2h 5m");
  EXPECT_EQ(AgeText(absl::Hours(76)), "3d 4h");
}

}  // namespace
}  // namespace workledger
