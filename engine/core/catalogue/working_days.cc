#include "engine/core/catalogue/working_days.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/base/time.h"

namespace workledger {
namespace {

constexpr int kSearchDaysMax = 3660;  // ten years
constexpr int kMinutesPerDay = 1440;

// Returns the offset that holds at `time`; UTC without transitions.
absl::Duration OffsetAt(const v1::Calendar& calendar, absl::Time time) {
  const auto& transitions = calendar.transitions();
  if (transitions.empty()) return absl::ZeroDuration();
  // The first holds since ever.
  const auto next = std::upper_bound(
      transitions.begin() + 1, transitions.end(), time,
      [](absl::Time wanted, const v1::ZoneTransition& transition) {
        return wanted < FromTimestamp(transition.start_time());
      });
  return absl::Seconds((next - 1)->offset_seconds());
}

bool Before(const v1::Date& date, absl::CivilDay day) {
  return absl::CivilDay(date.year(), date.month(), date.day()) < day;
}

}  // namespace

const v1::CatalogueEntry* CalendarAt(const Catalogue& catalogue,
                                     std::string_view location) {
  while (!location.empty()) {
    const v1::Location* const place = catalogue.FindLocation(location);
    if (place != nullptr && !place->calendar().empty()) {
      return catalogue.Find(v1::CATALOGUE_KIND_CALENDAR, place->calendar());
    }
    const size_t end = location.rfind('/');
    location = end == location.npos ? "" : location.substr(0, end);
  }
  return nullptr;
}

absl::CivilDay LocalDay(const v1::Calendar& calendar, absl::Time time) {
  return absl::ToCivilDay(time + OffsetAt(calendar, time), absl::UTCTimeZone());
}

absl::Time LocalTime(const v1::Calendar& calendar, absl::CivilDay day,
                     int minute_of_day) {
  const absl::Time reading =
      absl::FromCivil(day, absl::UTCTimeZone()) + absl::Minutes(minute_of_day);
  // No zone is further from UTC than this, so it holds before the reading.
  const absl::Duration before = OffsetAt(calendar, reading - absl::Hours(26));
  const absl::Time first = reading - before;
  const absl::Duration offset = OffsetAt(calendar, first);
  if (offset == before) return first;
  // The clock has changed by then: forward past the reading, or it has not.
  const absl::Time second = reading - offset;
  return OffsetAt(calendar, second) == offset ? second : first;
}

bool IsWorked(const v1::Calendar& calendar, absl::CivilDay day) {
  const auto& days = calendar.days();
  const auto found = std::lower_bound(
      days.begin(), days.end(), day,
      [](const v1::DayOverride& override, absl::CivilDay wanted) {
        return Before(override.date(), wanted);
      });
  if (found != days.end() &&
      absl::CivilDay(found->date().year(), found->date().month(),
                     found->date().day()) == day) {
    return found->day_class() == v1::DAY_CLASS_WORK;
  }
  const int weekday = static_cast<int>(absl::GetWeekday(day)) + 1;
  return std::find(calendar.weekdays().begin(), calendar.weekdays().end(),
                   static_cast<uint32_t>(weekday)) != calendar.weekdays().end();
}

std::optional<absl::Time> AddWorkingDays(const v1::Calendar& calendar,
                                         absl::Time time, int count) {
  absl::CivilDay day = LocalDay(calendar, time);
  for (int searched = 0; searched < kSearchDaysMax; ++searched) {
    ++day;
    if (!IsWorked(calendar, day)) continue;
    if (--count > 0) continue;
    const int close =
        calendar.intervals().empty()
            ? kMinutesPerDay
            : static_cast<int>(calendar.intervals().rbegin()->close_minute());
    return LocalTime(calendar, day, close);
  }
  return std::nullopt;
}

}  // namespace workledger
