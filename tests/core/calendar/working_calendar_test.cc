#include "engine/core/calendar/working_calendar.h"

#include <cstdint>
#include <string_view>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/calendar/calendars.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr absl::Duration kMilli = absl::Milliseconds(1);

struct Hours {
  uint32_t open_minute;
  uint32_t close_minute;
};

// Every day of the week, with these intervals.
v1::Calendar Daily(std::initializer_list<Hours> intervals) {
  v1::Calendar calendar;
  for (uint32_t weekday = 1; weekday <= 7; ++weekday) {
    calendar.add_weekdays(weekday);
  }
  for (const Hours& hours : intervals) {
    v1::DayInterval& interval = *calendar.add_intervals();
    interval.set_open_minute(hours.open_minute);
    interval.set_close_minute(hours.close_minute);
  }
  return calendar;
}

void AddDay(absl::CivilDay day, v1::DayClass day_class,
            v1::Calendar& calendar) {
  v1::DayOverride& override = *calendar.add_days();
  override.mutable_date()->set_year(static_cast<int32_t>(day.year()));
  override.mutable_date()->set_month(day.month());
  override.mutable_date()->set_day(day.day());
  override.set_day_class(day_class);
}

absl::Time Utc(int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, month, day, hour, minute),
                         absl::UTCTimeZone());
}

TEST(WorkingCalendarTest, CountsHalfOpenIntervals) {
  const WorkingCalendar office(Daily({{540, 720}, {840, 1080}}));
  EXPECT_EQ(office.Elapsed(Utc(3, 2, 8, 59), Utc(3, 2, 9)),
            absl::ZeroDuration());
  EXPECT_EQ(office.Elapsed(Utc(3, 2, 9), Utc(3, 2, 9) + kMilli), kMilli);
  EXPECT_EQ(office.Elapsed(Utc(3, 2, 12) - kMilli, Utc(3, 2, 14) + kMilli),
            2 * kMilli);
  EXPECT_EQ(office.Elapsed(Utc(3, 2, 0), Utc(3, 3, 0)), absl::Hours(7));
}

TEST(WorkingCalendarTest, SpansBackwardsAreNegative) {
  const WorkingCalendar office(Daily({{540, 720}}));
  EXPECT_EQ(office.Elapsed(Utc(3, 3, 0), Utc(3, 2, 0)), -absl::Hours(3));
  EXPECT_EQ(office.Elapsed(Utc(3, 2, 10), Utc(3, 2, 10)), absl::ZeroDuration());
}

TEST(WorkingCalendarTest, AddReachesTheEndOfAnInterval) {
  const WorkingCalendar office(Daily({{540, 720}, {840, 1080}}));
  EXPECT_EQ(office.Add(Utc(3, 2, 9), absl::Hours(3)), Utc(3, 2, 12));
  EXPECT_EQ(office.Add(Utc(3, 2, 9), absl::Hours(3) + kMilli),
            Utc(3, 2, 14) + kMilli);
  EXPECT_EQ(office.Add(Utc(3, 2, 3), absl::Hours(7)), Utc(3, 2, 18));
}

TEST(WorkingCalendarTest, AddingNothingStays) {
  const WorkingCalendar office(Daily({{540, 720}}));
  for (const absl::Duration none :
       {absl::ZeroDuration(), -absl::Hours(1), absl::Microseconds(999)}) {
    EXPECT_EQ(office.Add(Utc(3, 2, 3), none), Utc(3, 2, 3));
  }
  EXPECT_EQ(office.Add(Utc(3, 2, 9) + absl::Microseconds(1500), kMilli),
            Utc(3, 2, 9) + 2 * kMilli);
}

TEST(WorkingCalendarTest, FindsTheNextOpenInstant) {
  const WorkingCalendar office(Daily({{540, 720}, {840, 1080}}));
  EXPECT_EQ(office.NextOpen(Utc(3, 2, 3)), Utc(3, 2, 9));
  EXPECT_EQ(office.NextOpen(Utc(3, 2, 9)), Utc(3, 2, 9));
  EXPECT_EQ(office.NextOpen(Utc(3, 2, 12) - kMilli), Utc(3, 2, 12) - kMilli);
  EXPECT_EQ(office.NextOpen(Utc(3, 2, 12)), Utc(3, 2, 14));
  EXPECT_EQ(office.NextOpen(Utc(3, 2, 18)), Utc(3, 3, 9));
}

TEST(WorkingCalendarTest, ListsIntervalsCutAtTheirStart) {
  v1::Calendar calendar = Daily({{540, 720}, {1320, 1560}});
  AddDay(absl::CivilDay(2026, 3, 3), v1::DAY_CLASS_OFF, calendar);
  const WorkingCalendar night(calendar);
  const auto first = night.NextInterval(Utc(3, 2, 10));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->open, Utc(3, 2, 10));
  EXPECT_EQ(first->close, Utc(3, 2, 12));
  const auto second = night.NextInterval(first->close);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->open, Utc(3, 2, 22));
  EXPECT_EQ(second->close, Utc(3, 3, 2));
  // It closes on a day off and belongs to the day on which it opened.
  EXPECT_EQ(second->day, absl::CivilDay(2026, 3, 2));
  const auto third = night.NextInterval(second->close);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->open, Utc(3, 4, 9));
}

TEST(WorkingCalendarTest, IntervalsMayPassMidnight) {
  // At most 24 hours: from noon to noon, day after day, is always open.
  const WorkingCalendar noon(Daily({{720, 720 + 1440}}));
  EXPECT_EQ(noon.Elapsed(Utc(3, 2, 0), Utc(3, 9, 0)), absl::Hours(7 * 24));
  EXPECT_EQ(noon.Add(Utc(3, 2, 0), absl::Hours(36)), Utc(3, 3, 12));
  // The latest that there can be: the last minute of one day to that of the
  // next.
  const WorkingCalendar last(Daily({{1439, 2879}}));
  EXPECT_EQ(last.Elapsed(Utc(3, 2, 0), Utc(3, 9, 0)), absl::Hours(7 * 24));
  EXPECT_EQ(last.NextInterval(Utc(3, 2, 23, 59))->close, Utc(3, 3, 23, 59));
}

TEST(WorkingCalendarTest, ANightShiftOfTheDayBeforeADayOff) {
  v1::Calendar calendar = Daily({{1320, 1800}});
  AddDay(absl::CivilDay(2026, 3, 3), v1::DAY_CLASS_OFF, calendar);
  const WorkingCalendar night(calendar);
  EXPECT_EQ(night.Elapsed(Utc(3, 3, 0), Utc(3, 4, 0)), absl::Hours(6));
  EXPECT_EQ(night.Elapsed(Utc(3, 4, 0), Utc(3, 5, 0)), absl::Hours(2));
  EXPECT_EQ(night.AddWorkingDays(Utc(3, 1, 12), 1), Utc(3, 3, 6));
  EXPECT_EQ(night.AddWorkingDays(Utc(3, 1, 12), 2), Utc(3, 5, 6));
}

TEST(WorkingCalendarTest, AWorkedSundayHasTheHoursOfAWeekday) {
  v1::Calendar calendar = Office();
  AddDay(absl::CivilDay(2026, 3, 8), v1::DAY_CLASS_WORK, calendar);
  const WorkingCalendar office(calendar);
  EXPECT_EQ(office.Elapsed(Shanghai("2026-03-07T00:00"),
                           Shanghai("2026-03-09T00:00")),
            absl::Hours(7));
}

TEST(WorkingCalendarTest, WorksByOverridesAlone) {
  v1::Calendar calendar = Office();
  calendar.clear_weekdays();
  AddDay(absl::CivilDay(2026, 3, 7), v1::DAY_CLASS_WORK, calendar);
  AddDay(absl::CivilDay(2026, 3, 9), v1::DAY_CLASS_WORK, calendar);
  const WorkingCalendar fair(calendar);
  EXPECT_TRUE(fair.EverOpen());
  const absl::Time before = Shanghai("2026-01-01T00:00");
  EXPECT_EQ(fair.Add(before, absl::Hours(14)), Shanghai("2026-03-09T18:00"));
  // Nothing is open after it.
  EXPECT_EQ(fair.Add(before, absl::Hours(14) + kMilli), absl::InfiniteFuture());
  EXPECT_EQ(fair.NextOpen(Shanghai("2026-03-09T18:00")),
            absl::InfiniteFuture());
  EXPECT_FALSE(fair.NextInterval(Shanghai("2026-03-09T18:00")));
  EXPECT_EQ(fair.AddWorkingDays(before, 2), Shanghai("2026-03-09T18:00"));
  EXPECT_EQ(fair.AddWorkingDays(before, 3), absl::InfiniteFuture());
}

TEST(WorkingCalendarTest, KnowsThatItIsNeverOpen) {
  v1::Calendar no_days = Office();
  no_days.clear_weekdays();
  AddDay(absl::CivilDay(2026, 3, 7), v1::DAY_CLASS_OFF, no_days);
  v1::Calendar no_hours = Office();
  no_hours.clear_intervals();
  // The only hour of its only day is one that Berlin skipped.
  v1::Calendar gap = Daily({{120, 180}});
  gap.clear_weekdays();
  AddDay(absl::CivilDay(2026, 3, 29), v1::DAY_CLASS_WORK, gap);
  SetZone("Europe/Berlin", 2000, 2030, gap);
  for (const v1::Calendar& calendar : {no_days, no_hours, gap}) {
    const WorkingCalendar never(calendar);
    EXPECT_FALSE(never.EverOpen());
    EXPECT_EQ(never.Elapsed(Utc(1, 1, 0), Utc(12, 1, 0)), absl::ZeroDuration());
    EXPECT_EQ(never.Add(Utc(1, 1, 0), kMilli), absl::InfiniteFuture());
    EXPECT_EQ(never.NextOpen(Utc(1, 1, 0)), absl::InfiniteFuture());
  }
  // Days without hours still have an end.
  EXPECT_EQ(
      WorkingCalendar(no_hours).AddWorkingDays(Shanghai("2026-03-02T10:00"), 1),
      Shanghai("2026-03-04T00:00"));
}

TEST(WorkingCalendarTest, CountsWorkingDaysFromTheDayAfter) {
  const WorkingCalendar office((Office()));
  // 23:59 and 00:00 of the same night are two days; what is left of the start
  // day does not count.
  EXPECT_EQ(office.AddWorkingDays(Shanghai("2026-03-05T23:59"), 1),
            Shanghai("2026-03-06T18:00"));
  EXPECT_EQ(office.AddWorkingDays(Shanghai("2026-03-06T00:00"), 1),
            Shanghai("2026-03-09T18:00"));
  EXPECT_EQ(office.AddWorkingDays(Shanghai("2026-03-07T12:00"), 5),
            Shanghai("2026-03-13T18:00"));
  EXPECT_EQ(office.AddWorkingDays(Shanghai("2026-03-06T00:00"), 0),
            Shanghai("2026-03-09T18:00"));
}

TEST(WorkingCalendarTest, NaturalDaysEndAtMidnight) {
  const WorkingCalendar office((Office()));
  EXPECT_EQ(office.AddNaturalDays(Shanghai("2026-03-06T10:00"), 2),
            Shanghai("2026-03-09T00:00"));
  EXPECT_EQ(office.AddNaturalDays(Shanghai("2026-03-06T10:00"), 0),
            Shanghai("2026-03-07T00:00"));
  EXPECT_EQ(office.AddNaturalDays(Shanghai("2026-03-06T10:00"), -7),
            Shanghai("2026-03-07T00:00"));
}

TEST(WorkingCalendarTest, SaysWhatItDoesNotKnowYet) {
  v1::Calendar calendar = Office();
  calendar.set_last_year(2026);
  AddDay(absl::CivilDay(2027, 1, 1), v1::DAY_CLASS_OFF, calendar);
  const WorkingCalendar office(calendar);
  const absl::Time end = Shanghai("2027-01-01T00:00");
  EXPECT_FALSE(office.IsProvisional(end));
  EXPECT_TRUE(office.IsProvisional(end + kMilli));
  EXPECT_FALSE(office.Describe(absl::CivilDay(2026, 12, 31)).provisional);
  // What a notice has said already is known.
  EXPECT_FALSE(office.Describe(absl::CivilDay(2027, 1, 1)).provisional);
  EXPECT_TRUE(office.Describe(absl::CivilDay(2027, 1, 2)).provisional);
  calendar.clear_last_year();
  EXPECT_FALSE(WorkingCalendar(calendar).IsProvisional(absl::InfiniteFuture()));
}

TEST(WorkingCalendarTest, TakesAsManyIntervalsAndDaysAsThereMayBe) {
  v1::Calendar calendar = Office();
  calendar.clear_intervals();
  for (size_t i = 0; i < kIntervalsMax; ++i) {
    v1::DayInterval& interval = *calendar.add_intervals();
    interval.set_open_minute(static_cast<uint32_t>(i * 90));
    interval.set_close_minute(static_cast<uint32_t>(i * 90 + 30));
  }
  const absl::CivilDay first(2020, 1, 1);
  for (size_t i = 0; i < kDayOverridesMax; ++i) {
    AddDay(first + static_cast<int64_t>(i),
           i % 2 == 0 ? v1::DAY_CLASS_OFF : v1::DAY_CLASS_WORK, calendar);
  }
  const WorkingCalendar full(calendar);
  // Every second day is worked, eight hours of it.
  const absl::Time start = Shanghai("2020-01-01T00:00");
  const absl::Time end = start + absl::Hours(24) * kDayOverridesMax;
  const absl::Duration open = absl::Hours(8) * (kDayOverridesMax / 2);
  EXPECT_EQ(full.Elapsed(start, end), open);
  EXPECT_EQ(full.Add(start, open), end - absl::Hours(1));
  EXPECT_EQ(full.AddWorkingDays(start, 1), Shanghai("2020-01-02T23:00"));
}

}  // namespace
}  // namespace workledger
