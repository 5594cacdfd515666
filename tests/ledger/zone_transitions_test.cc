#include "engine/ledger/zone_transitions.h"

#include <rapidcheck.h>

#include <string>

#include "engine/base/time.h"
#include "engine/core/calendar/local_clock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "workledger/error.h"

namespace workledger {
namespace {

v1::Command PutCalendar(const std::string& zone) {
  v1::Command command;
  v1::Calendar& calendar = *command.mutable_change_catalogue()
                                ->add_changes()
                                ->mutable_put()
                                ->mutable_calendar();
  calendar.set_code("c");
  calendar.set_zone(zone);
  return command;
}

v1::Calendar CalendarOf(const std::string& zone) {
  v1::Command command = PutCalendar(zone);
  EXPECT_THAT(ResolveZones(command), IsOk()) << zone;
  return command.change_catalogue().changes(0).put().calendar();
}

constexpr const char* kZones[] = {"UTC",
                                  "Asia/Shanghai",
                                  "Europe/Berlin",
                                  "America/New_York",
                                  "Australia/Lord_Howe",
                                  "Asia/Kathmandu"};

TEST(ZoneTransitionsTest, FillsInWhenTheOffsetChanges) {
  const v1::Calendar utc = CalendarOf("UTC");
  ASSERT_EQ(utc.transitions_size(), 1);
  EXPECT_EQ(utc.transitions(0).offset_seconds(), 0);
  EXPECT_FALSE(utc.transitions(0).has_start_time());

  // Summer time from 1986 to 1991: two changes a year.
  const v1::Calendar shanghai = CalendarOf("Asia/Shanghai");
  ASSERT_EQ(shanghai.transitions_size(), 1 + 12);
  EXPECT_EQ(shanghai.transitions(0).offset_seconds(), 8 * 3600);
  EXPECT_EQ(shanghai.transitions(12).offset_seconds(), 8 * 3600);

  // The rule goes on to the end of 2100.
  const v1::Calendar berlin = CalendarOf("Europe/Berlin");
  EXPECT_EQ(
      FromTimestamp(berlin.transitions().rbegin()->start_time()),
      absl::FromCivil(absl::CivilHour(2100, 10, 31, 1), absl::UTCTimeZone()));
}

TEST(ZoneTransitionsTest, ReplacesWhatAClientSends) {
  v1::Command command = PutCalendar("UTC");
  command.mutable_change_catalogue()
      ->mutable_changes(0)
      ->mutable_put()
      ->mutable_calendar()
      ->add_transitions()
      ->set_offset_seconds(77);
  ASSERT_THAT(ResolveZones(command), IsOk());
  const auto& calendar = command.change_catalogue().changes(0).put().calendar();
  ASSERT_EQ(calendar.transitions_size(), 1);
  EXPECT_EQ(calendar.transitions(0).offset_seconds(), 0);
}

TEST(ZoneTransitionsTest, RefusesWhatIsNoNameOfAZone) {
  for (const char* const zone :
       {"Asia/Nowhere", "localtime", "/etc/localtime", "Fixed/UTC+08:00:00",
        "../zoneinfo/UTC", "file:UTC", "UTC+8 "}) {
    v1::Command command = PutCalendar(zone);
    EXPECT_THAT(ResolveZones(command),
                FailsAtField(v1::ERROR_REASON_FIELD_INVALID,
                             "change_catalogue.changes[0].put.calendar.zone"))
        << zone;
  }
}

TEST(ZoneTransitionsTest, LeavesOtherCommandsAsTheyAre) {
  v1::Command command;
  command.mutable_accept();
  command.mutable_change_catalogue()->add_changes()->mutable_retire()->set_code(
      "c");
  const std::string before = command.SerializeAsString();
  EXPECT_THAT(ResolveZones(command), IsOk());
  EXPECT_EQ(command.SerializeAsString(), before);
}

// A second between 1970 and 2101.
absl::Time RandomInstant() {
  return absl::FromUnixSeconds(*rc::gen::inRange<int64_t>(0, 4133894400));
}

TEST(ZoneTransitionsTest, LocalDaysAreThoseOfTheZone) {
  for (const char* const name : kZones) {
    const v1::Calendar calendar = CalendarOf(name);
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone));
    EXPECT_TRUE(rc::check(std::string(name) + ": LocalDay", [&] {
      const absl::Time time = RandomInstant();
      RC_ASSERT(LocalClock(calendar).DayOf(time) ==
                absl::ToCivilDay(time, zone));
    }));
  }
}

TEST(ZoneTransitionsTest, LocalTimesAreThoseOfTheZone) {
  for (const char* const name : kZones) {
    const v1::Calendar calendar = CalendarOf(name);
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone));
    EXPECT_TRUE(rc::check(std::string(name) + ": LocalTime", [&] {
      const absl::CivilDay day =
          absl::CivilDay(1970, 1, 2) + *rc::gen::inRange(0, 47845);
      const int minute = *rc::gen::inRange(0, 1441);
      RC_ASSERT(LocalClock(calendar).TimeOf(day, minute) ==
                zone.At(absl::CivilMinute(day) + minute).pre);
    }));
  }
}

// Random readings seldom meet the hours that a change skips or repeats.
TEST(ZoneTransitionsTest, ReadingsAroundEveryChangeAreThoseOfTheZone) {
  for (const char* const name : kZones) {
    const v1::Calendar calendar = CalendarOf(name);
    const LocalClock clock(calendar);
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(name, &zone));
    for (const v1::ZoneTransition& change : calendar.transitions()) {
      if (!change.has_start_time()) continue;
      const absl::Time at = FromTimestamp(change.start_time());
      for (int minutes = -150; minutes <= 150; minutes += 5) {
        const absl::CivilMinute reading =
            absl::CivilMinute(absl::ToCivilMinute(at, zone)) + minutes;
        const absl::CivilDay day(reading);
        EXPECT_EQ(clock.TimeOf(
                      day, static_cast<int>(reading - absl::CivilMinute(day))),
                  zone.At(reading).pre)
            << name << " " << reading;
      }
      for (const absl::Time time : {at - absl::Milliseconds(1), at}) {
        EXPECT_EQ(clock.DayOf(time), absl::ToCivilDay(time, zone))
            << name << " " << time;
      }
    }
  }
}

}  // namespace
}  // namespace workledger
