#include "tests/core/calendar/random_calendar.h"

#include <algorithm>
#include <map>
#include <vector>

#include "engine/base/time.h"
#include "tests/core/calendar/calendars.h"

namespace workledger {
namespace {

constexpr uint32_t kMinutesPerDay = 1440;

int DrawInRange(int first, int last) { return *rc::gen::inRange(first, last); }

struct Zone {
  const char* name;
  int first_year;
  int last_year;
};

constexpr Zone kZones[] = {
    {"UTC", 2026, 2026},
    {"Asia/Shanghai", 2026, 2026},
    {"Europe/Berlin", 2025, 2027},
    {"America/New_York", 2025, 2027},
    {"Australia/Lord_Howe", 2025, 2027},
    // Whose changes fell on midnight, one minute past it, or took a day.
    {"America/Sao_Paulo", 2016, 2018},
    {"America/St_Johns", 2009, 2010},
    {"Pacific/Apia", 2011, 2012},
};

// Loading a zone takes longer than a case may.
const v1::Calendar& InZone(size_t index) {
  static const std::vector<v1::Calendar> calendars = [] {
    std::vector<v1::Calendar> made;
    for (const Zone& zone : kZones) {
      SetZone(zone.name, zone.first_year, zone.last_year, made.emplace_back());
    }
    return made;
  }();
  return calendars[index];
}

void DrawIntervals(const InRange& draw, v1::Calendar& calendar) {
  // One would do in the ordinary week; a whole day has no gap at all.
  const int count = draw(1, 5);
  uint32_t free_from = 0;
  for (int i = 0; i < count; ++i) {
    const uint32_t open = free_from + static_cast<uint32_t>(draw(0, 600));
    if (open >= kMinutesPerDay) break;
    v1::DayInterval& interval = *calendar.add_intervals();
    interval.set_open_minute(open);
    const uint32_t close_max =
        kMinutesPerDay + calendar.intervals(0).open_minute();
    interval.set_close_minute(std::min(
        close_max, open + 1 + static_cast<uint32_t>(draw(0, kMinutesPerDay))));
    free_from = interval.close_minute();
  }
}

}  // namespace

absl::Duration DrawSpan(absl::Duration limit, absl::Duration step) {
  const int64_t steps = limit / step;
  const int64_t near = std::min<int64_t>(steps, 1000);
  const bool far = *rc::gen::inRange(0, 3) == 2;
  const int64_t drawn = *rc::gen::inRange<int64_t>(0, (far ? steps : near) + 1);
  return drawn * step;
}

void DrawOverrides(absl::Time center, const InRange& draw,
                   v1::Calendar& calendar) {
  const absl::CivilDay day = absl::ToCivilDay(center, absl::UTCTimeZone());
  std::map<absl::CivilDay, bool> worked;
  const int count = draw(0, 5);
  for (int i = 0; i < count; ++i) {
    const absl::CivilDay declared = day - 4 + draw(0, 10);
    worked[declared] = draw(0, 2) == 1;
  }
  calendar.clear_days();
  for (const auto& [declared, work] : worked) {
    v1::DayOverride& override = *calendar.add_days();
    override.mutable_date()->set_year(static_cast<int32_t>(declared.year()));
    override.mutable_date()->set_month(declared.month());
    override.mutable_date()->set_day(declared.day());
    override.set_day_class(work ? v1::DAY_CLASS_WORK : v1::DAY_CLASS_OFF);
    // Hours of its own, which leave the first of any day free.
    if (!work || draw(0, 3) != 2) continue;
    const uint32_t free_from =
        calendar.intervals().empty() ? 0 : calendar.intervals(0).open_minute();
    v1::DayInterval& own = *override.add_intervals();
    own.set_open_minute(static_cast<uint32_t>(
        draw(static_cast<int>(free_from), kMinutesPerDay)));
    own.set_close_minute(
        std::min(kMinutesPerDay + free_from,
                 own.open_minute() + 1 + static_cast<uint32_t>(draw(0, 900))));
  }
}

void DrawOverrides(absl::Time center, v1::Calendar& calendar) {
  DrawOverrides(center, DrawInRange, calendar);
}

RandomCalendar MakeCalendar(const InRange& draw) {
  RandomCalendar drawn;
  drawn.calendar =
      InZone(static_cast<size_t>(draw(0, static_cast<int>(std::size(kZones)))));
  const auto& transitions = drawn.calendar.transitions();
  const int place = draw(0, transitions.size());
  drawn.center = transitions[place].has_start_time()
                     ? FromTimestamp(transitions[place].start_time())
                     : absl::FromCivil(absl::CivilHour(2026, 1, 4, 20),
                                       absl::UTCTimeZone());
  // Of the ordinary week, or any.
  const int weekdays = draw(0, 2) == 1 ? 0b0011111 : draw(0, 0b1111111 + 1);
  for (uint32_t weekday = 1; weekday <= 7; ++weekday) {
    if ((weekdays >> (weekday - 1) & 1) != 0) {
      drawn.calendar.add_weekdays(weekday);
    }
  }
  DrawIntervals(draw, drawn.calendar);
  DrawOverrides(drawn.center, draw, drawn.calendar);
  return drawn;
}

RandomCalendar DrawCalendar() {
  RandomCalendar drawn = MakeCalendar(DrawInRange);
  RC_LOG() << drawn.calendar.ShortDebugString() << " around " << drawn.center
           << '\n';
  return drawn;
}

}  // namespace workledger
