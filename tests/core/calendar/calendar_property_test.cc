// Random calendars against the reference that walks minute by minute, and the
// laws of DOMAIN 2.3.5. RapidCheck prints the seed of a failure.

#include <algorithm>
#include <string>

#include "engine/core/calendar/working_calendar.h"
#include "engine/core/catalogue/item_form.h"
#include "gtest/gtest.h"
#include "tests/core/calendar/random_calendar.h"
#include "tests/core/calendar/reference_calendar.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr int kCases = 100'000;
constexpr absl::Duration kMilli = absl::Milliseconds(1);
constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr absl::Duration kDay = absl::Hours(24);

// An instant around the center, in whole steps.
absl::Time DrawTime(const RandomCalendar& drawn, absl::Duration limit,
                    absl::Duration step) {
  const absl::Duration away = DrawSpan(limit, step);
  return *rc::gen::arbitrary<bool>() ? drawn.center + away
                                     : drawn.center - away;
}

// Days whose intervals are wholly known to lie between: whatever other days are
// declared, this time stays as it is.
bool Touches(const v1::Calendar& calendar, absl::CivilDay first,
             absl::CivilDay last) {
  return std::ranges::any_of(
      calendar.days(), [&](const v1::DayOverride& override) {
        const v1::Date& date = override.date();
        const absl::CivilDay day(date.year(), date.month(), date.day());
        return first <= day && day <= last;
      });
}

TEST(CalendarPropertyTest, RandomCalendarsHaveARightForm) {
  EXPECT_TRUE(CheckCases("form", 1000, [] {
    const v1::Calendar calendar = DrawCalendar().calendar;
    const absl::Status status = CheckCalendarForm(calendar, "calendar");
    if (!status.ok()) RC_FAIL(status.ToString());
  }));
}

TEST(CalendarPropertyTest, AgreesWithTheReferenceMinuteByMinute) {
  EXPECT_TRUE(CheckCases("reference", kCases, [] {
    const RandomCalendar drawn = DrawCalendar();
    const WorkingCalendar engine(drawn.calendar);
    const ReferenceCalendar reference(drawn.calendar);
    const absl::Time from = DrawTime(drawn, 2 * kDay, kMinute);
    const absl::Time to = from + DrawSpan(absl::Minutes(600), kMinute);
    const absl::Duration open = reference.Elapsed(from, to);
    RC_ASSERT(engine.Elapsed(from, to) == open);
    const absl::Duration span = std::min(open, DrawSpan(open, kMinute));
    const auto due = reference.Add(from, span, to);
    RC_ASSERT(due.has_value());
    RC_ASSERT(engine.Add(from, span) == *due);
    // Whether `to` is open decides whether the next open instant is later.
    RC_ASSERT((engine.NextOpen(to) == to) == reference.IsOpen(to));
  }));
}

TEST(CalendarPropertyTest, KeepsTheLawsOfElapsedAndAdd) {
  EXPECT_TRUE(CheckCases("laws", kCases, [] {
    const RandomCalendar drawn = DrawCalendar();
    const WorkingCalendar engine(drawn.calendar);
    const absl::Time a = DrawTime(drawn, 400 * kDay, kMilli);
    const absl::Time b = DrawTime(drawn, 400 * kDay, kMilli);
    const absl::Time c = DrawTime(drawn, 400 * kDay, kMilli);
    const absl::Duration d = DrawSpan(100 * kDay, kMilli);
    const absl::Duration e = DrawSpan(100 * kDay, kMilli);

    // Additive over splits, whatever the order, and never more than it took.
    RC_ASSERT(engine.Elapsed(a, b) + engine.Elapsed(b, c) ==
              engine.Elapsed(a, c));
    RC_ASSERT(engine.Elapsed(std::min(a, b), std::max(a, b)) <=
              std::max(a, b) - std::min(a, b));

    RC_ASSERT(engine.Add(a, absl::ZeroDuration()) == a);
    const absl::Time due = engine.Add(a, d);
    RC_ASSERT(engine.Add(a, d + e) >= due);
    RC_ASSERT(engine.Add(std::max(a, b), d) >= engine.Add(std::min(a, b), d));
    if (due == absl::InfiniteFuture()) {
      RC_ASSERT(engine.Elapsed(a, absl::InfiniteFuture()) < d);
      return;
    }
    RC_ASSERT(engine.Elapsed(a, due) == d);
    RC_ASSERT(engine.Add(due, e) == engine.Add(a, d + e));
    if (d == absl::ZeroDuration()) return;
    // The least such instant: a millisecond before it not all was open.
    RC_ASSERT(engine.Elapsed(a, due - kMilli) == d - kMilli);
    const auto interval = engine.NextInterval(due - kMilli);
    RC_ASSERT(interval.has_value());
    RC_ASSERT(interval->open == due - kMilli);
    RC_ASSERT(due <= interval->close);
  }));
}

TEST(CalendarPropertyTest, KeepsTheLawsOfIntervalsAndDays) {
  EXPECT_TRUE(CheckCases("intervals", kCases / 4, [] {
    const RandomCalendar drawn = DrawCalendar();
    const WorkingCalendar engine(drawn.calendar);
    const absl::Time from = DrawTime(drawn, 10 * kDay, kMilli);
    const absl::Time to = from + DrawSpan(10 * kDay, kMilli);
    // Intervals add up to the open time, follow each other, and each belongs
    // to a worked day.
    absl::Duration open;
    absl::Time last = from;
    for (auto next = engine.NextInterval(from); next && next->open < to;
         next = engine.NextInterval(next->close)) {
      RC_ASSERT(next->open == engine.NextOpen(last));
      RC_ASSERT(next->open >= last);
      RC_ASSERT(next->close > next->open);
      RC_ASSERT(engine.Describe(next->day).day_class == v1::DAY_CLASS_WORK);
      open += std::min(to, next->close) - next->open;
      last = next->close;
    }
    RC_ASSERT(engine.Elapsed(from, to) == open);
    // Pausing wholly outside open time changes nothing: no open time is lost
    // between the end of one interval and the next.
    RC_ASSERT(engine.Elapsed(last, engine.NextOpen(last)) ==
              absl::ZeroDuration());

    // Working days follow each other, and each lies on a later worked day.
    const int count = *rc::gen::inRange(1, 20);
    const absl::Time due = engine.AddWorkingDays(from, count);
    if (due == absl::InfiniteFuture()) return;
    RC_ASSERT(due > from);
    RC_ASSERT(engine.AddWorkingDays(from, count + 1) > due);
    RC_ASSERT(engine.AddNaturalDays(from, count) <=
              engine.AddNaturalDays(from, count + 1));
  }));
}

TEST(CalendarPropertyTest, ARevisionMovesNothingAwayFromItsDays) {
  EXPECT_TRUE(CheckCases("revisions", kCases / 4, [] {
    RandomCalendar drawn = DrawCalendar();
    const WorkingCalendar first(drawn.calendar);
    const v1::Calendar before = drawn.calendar;
    DrawOverrides(drawn.center, drawn.calendar);
    const WorkingCalendar second(drawn.calendar);
    const absl::Time from = DrawTime(drawn, 10 * kDay, kMilli);
    const absl::Time to = from + DrawSpan(10 * kDay, kMilli);
    // The day before reaches in by its last interval; where the clock goes back
    // over midnight, so does the day after.
    const absl::CivilDay first_day = first.clock().DayOf(from) - 2;
    const absl::CivilDay last_day = first.clock().DayOf(to) + 1;
    if (Touches(before, first_day, last_day) ||
        Touches(drawn.calendar, first_day, last_day)) {
      return;
    }
    RC_ASSERT(first.Elapsed(from, to) == second.Elapsed(from, to));
  }));
}

}  // namespace
}  // namespace workledger
