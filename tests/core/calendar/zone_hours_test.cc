// Hours of a calendar where the clock on the wall goes forward or back, and
// at the ends of the range of times.

#include <cstdint>
#include <limits>
#include <string_view>

#include "engine/core/calendar/working_calendar.h"
#include "gtest/gtest.h"
#include "tests/core/calendar/calendars.h"

namespace workledger {
namespace {

constexpr absl::Duration kMilli = absl::Milliseconds(1);

struct Hours {
  uint32_t open_minute;
  uint32_t close_minute;
};

// Every day of the week.
WorkingCalendar DailyIn(std::string_view zone,
                        std::initializer_list<Hours> intervals) {
  v1::Calendar calendar;
  for (uint32_t weekday = 1; weekday <= 7; ++weekday) {
    calendar.add_weekdays(weekday);
  }
  for (const Hours& hours : intervals) {
    v1::DayInterval& interval = *calendar.add_intervals();
    interval.set_open_minute(hours.open_minute);
    interval.set_close_minute(hours.close_minute);
  }
  SetZone(zone, 2000, 2030, calendar);
  return WorkingCalendar(calendar);
}

absl::Time Utc(int year, int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(year, month, day, hour, minute),
                         absl::UTCTimeZone());
}

absl::Duration OpenOn(const WorkingCalendar& calendar, absl::CivilDay day) {
  const absl::Time start = calendar.clock().TimeOf(day, 0);
  return calendar.Elapsed(start, calendar.AddNaturalDays(start, 0));
}

TEST(ZoneHoursTest, ADayIsAsLongAsTheClockRan) {
  struct Change {
    std::string_view zone;
    absl::CivilDay shorter;  // the clock goes forward
    absl::CivilDay longer;   // it goes back
    absl::Duration by;
  };
  for (const Change& change :
       {Change{"Europe/Berlin", absl::CivilDay(2026, 3, 29),
               absl::CivilDay(2026, 10, 25), absl::Hours(1)},
        Change{"America/New_York", absl::CivilDay(2026, 3, 8),
               absl::CivilDay(2026, 11, 1), absl::Hours(1)},
        // The southern hemisphere, by half an hour.
        Change{"Australia/Lord_Howe", absl::CivilDay(2026, 10, 4),
               absl::CivilDay(2026, 4, 5), absl::Minutes(30)}}) {
    SCOPED_TRACE(change.zone);
    const WorkingCalendar always = DailyIn(change.zone, {{0, 1440}});
    EXPECT_EQ(OpenOn(always, change.shorter), absl::Hours(24) - change.by);
    EXPECT_EQ(OpenOn(always, change.longer), absl::Hours(24) + change.by);
    // The night shift that the change falls into feels it, the day does not.
    const WorkingCalendar night = DailyIn(change.zone, {{1320, 1800}});
    const auto shift =
        night.NextInterval(night.clock().TimeOf(change.shorter - 1, 1320));
    ASSERT_TRUE(shift);
    EXPECT_EQ(shift->close - shift->open, absl::Hours(8) - change.by);
    const auto longer =
        night.NextInterval(night.clock().TimeOf(change.longer - 1, 1320));
    ASSERT_TRUE(longer);
    EXPECT_EQ(longer->close - longer->open, absl::Hours(8) + change.by);
    const WorkingCalendar office =
        DailyIn(change.zone, {{540, 720}, {840, 1080}});
    EXPECT_EQ(OpenOn(office, change.shorter), absl::Hours(7));
    EXPECT_EQ(OpenOn(office, change.longer), absl::Hours(7));
  }
}

TEST(ZoneHoursTest, AnHourThatIsSkippedIsNotOpen) {
  const absl::CivilDay day(2026, 3, 29);  // 02:00 becomes 03:00
  EXPECT_EQ(OpenOn(DailyIn("Europe/Berlin", {{120, 180}}), day),
            absl::ZeroDuration());
  EXPECT_EQ(OpenOn(DailyIn("Europe/Berlin", {{135, 165}}), day),
            absl::ZeroDuration());
  const WorkingCalendar into = DailyIn("Europe/Berlin", {{90, 150}});
  EXPECT_EQ(OpenOn(into, day), absl::Minutes(30));
  // It closes when the clock jumps past its end.
  EXPECT_EQ(into.AddWorkingDays(Utc(2026, 3, 28, 12), 1), Utc(2026, 3, 29, 1));
  EXPECT_EQ(into.Add(Utc(2026, 3, 29, 0, 30), absl::Minutes(30)),
            Utc(2026, 3, 29, 1));
  EXPECT_EQ(OpenOn(DailyIn("Europe/Berlin", {{150, 210}}), day),
            absl::Minutes(30));
}

TEST(ZoneHoursTest, AnHourThatComesTwiceIsOpenTwice) {
  const absl::CivilDay day(2026, 10, 25);  // 03:00 becomes 02:00
  const WorkingCalendar whole = DailyIn("Europe/Berlin", {{120, 180}});
  EXPECT_EQ(OpenOn(whole, day), absl::Hours(2));
  EXPECT_EQ(whole.AddWorkingDays(Utc(2026, 10, 24, 12), 1),
            Utc(2026, 10, 25, 2));
  // 01:00 to 02:30: to 02:30 the first time, then from 02:00 to 02:30 again.
  const WorkingCalendar part = DailyIn("Europe/Berlin", {{60, 150}});
  EXPECT_EQ(OpenOn(part, day), absl::Hours(2));
  const auto first = part.NextInterval(Utc(2026, 10, 24, 22));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->open, Utc(2026, 10, 24, 23));
  EXPECT_EQ(first->close, Utc(2026, 10, 25, 0, 30));
  const auto second = part.NextInterval(first->close);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->open, Utc(2026, 10, 25, 1));
  EXPECT_EQ(second->close, Utc(2026, 10, 25, 1, 30));
  EXPECT_EQ(second->day, day);
  EXPECT_EQ(part.AddWorkingDays(Utc(2026, 10, 24, 12), 1), second->close);
}

TEST(ZoneHoursTest, MidnightMayComeTwice) {
  // At 00:01 the clock of St. John's went back to 23:01 of the day before.
  const WorkingCalendar always = DailyIn("America/St_Johns", {{0, 1440}});
  const absl::CivilDay sunday(2010, 11, 7);
  const absl::Time first = always.clock().TimeOf(sunday, 0);
  EXPECT_EQ(always.AddNaturalDays(first - absl::Hours(3), 0),
            first + absl::Hours(1));
  EXPECT_EQ(always.AddNaturalDays(first, 0), first + absl::Hours(25));
  EXPECT_EQ(always.Elapsed(first - absl::Hours(24), first + absl::Hours(25)),
            absl::Hours(49));
}

TEST(ZoneHoursTest, ADayThatWasNotIsNotWorked) {
  // Apia had no Friday 2011-12-30.
  const WorkingCalendar office = DailyIn("Pacific/Apia", {{540, 1020}});
  const absl::Time thursday =
      office.clock().TimeOf(absl::CivilDay(2011, 12, 29), 600);
  EXPECT_EQ(office.AddWorkingDays(thursday, 1),
            office.clock().TimeOf(absl::CivilDay(2011, 12, 31), 1020));
  EXPECT_EQ(office.Describe(absl::CivilDay(2011, 12, 30)).day_class,
            v1::DAY_CLASS_OFF);
  EXPECT_EQ(office.Add(thursday, absl::Hours(8)),
            office.clock().TimeOf(absl::CivilDay(2011, 12, 31), 600));
}

TEST(ZoneHoursTest, TheLastOffsetHoldsBeyondTheTransitions) {
  // They end with the winter of 2030.
  const WorkingCalendar office = DailyIn("Europe/Berlin", {{540, 1020}});
  EXPECT_EQ(office.NextOpen(Utc(2031, 7, 1, 0)), Utc(2031, 7, 1, 8));
  // And the first was there since ever.
  EXPECT_EQ(office.NextOpen(Utc(1900, 7, 1, 0)), Utc(1900, 7, 1, 8));
}

TEST(ZoneHoursTest, FarTimesNeitherOverflowNorLoop) {
  const WorkingCalendar always = DailyIn("UTC", {{0, 1440}});
  const absl::Time first = absl::FromUnixMillis(kFirstInstant);
  const absl::Time last = absl::FromUnixMillis(kLastInstant);
  EXPECT_EQ(always.Elapsed(first, last), last - first);
  EXPECT_EQ(always.Elapsed(absl::InfinitePast(), absl::InfiniteFuture()),
            last - first);
  // The last instant is reached, one past it is not.
  EXPECT_EQ(always.Add(first, last - first), last);
  EXPECT_EQ(always.Add(first, last - first + kMilli), absl::InfiniteFuture());
  EXPECT_EQ(always.Add(last - kMilli, kMilli), last);
  EXPECT_EQ(always.Add(last, kMilli), absl::InfiniteFuture());
  EXPECT_EQ(always.Add(first, absl::InfiniteDuration()),
            absl::InfiniteFuture());
  EXPECT_EQ(always.Add(absl::InfinitePast(), kMilli), first + kMilli);
  EXPECT_EQ(always.NextOpen(last - kMilli), last - kMilli);
  EXPECT_EQ(always.NextOpen(last), absl::InfiniteFuture());
  EXPECT_EQ(always.NextInterval(last - kMilli)->close, last);
  EXPECT_FALSE(always.NextInterval(last));
  constexpr int kMany = std::numeric_limits<int>::max();
  EXPECT_EQ(always.AddWorkingDays(first, kMany), absl::InfiniteFuture());
  EXPECT_EQ(always.AddNaturalDays(first, kMany), absl::InfiniteFuture());
  EXPECT_EQ(always.AddNaturalDays(last, 0), absl::InfiniteFuture());
  EXPECT_EQ(always.AddNaturalDays(last - absl::Hours(24), 0),
            last + kMilli - absl::Hours(24));
}

}  // namespace
}  // namespace workledger
