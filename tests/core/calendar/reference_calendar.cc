#include "tests/core/calendar/reference_calendar.h"

#include "engine/base/time.h"

namespace workledger {
namespace {

constexpr int kMinutesPerDay = 1440;

absl::CivilMinute Reading(absl::Time time, int64_t offset_seconds) {
  return absl::ToCivilMinute(time + absl::Seconds(offset_seconds),
                             absl::UTCTimeZone());
}

}  // namespace

absl::Duration ReferenceCalendar::OffsetAt(absl::Time time) const {
  absl::Duration offset;
  for (const v1::ZoneTransition& transition : calendar_.transitions()) {
    if (transition.has_start_time() &&
        FromTimestamp(transition.start_time()) > time) {
      break;
    }
    offset = absl::Seconds(transition.offset_seconds());
  }
  return offset;
}

bool ReferenceCalendar::IsSkipped(absl::CivilDay day) const {
  for (int i = 1; i < calendar_.transitions_size(); ++i) {
    const absl::Time at = FromTimestamp(calendar_.transitions(i).start_time());
    const auto before =
        Reading(at, calendar_.transitions(i - 1).offset_seconds());
    const auto after = Reading(at, calendar_.transitions(i).offset_seconds());
    if (before <= absl::CivilMinute(day) &&
        after >= absl::CivilMinute(day + 1)) {
      return true;
    }
  }
  return false;
}

bool ReferenceCalendar::IsWorked(absl::CivilDay day) const {
  if (IsSkipped(day)) return false;
  for (const v1::DayOverride& override : calendar_.days()) {
    const v1::Date& date = override.date();
    if (absl::CivilDay(date.year(), date.month(), date.day()) == day) {
      return override.day_class() == v1::DAY_CLASS_WORK;
    }
  }
  for (const uint32_t weekday : calendar_.weekdays()) {
    if (absl::GetWeekday(day) == static_cast<absl::Weekday>(weekday - 1)) {
      return true;
    }
  }
  return false;
}

const google::protobuf::RepeatedPtrField<v1::DayInterval>&
ReferenceCalendar::HoursOf(absl::CivilDay day) const {
  for (const v1::DayOverride& override : calendar_.days()) {
    const v1::Date& date = override.date();
    if (absl::CivilDay(date.year(), date.month(), date.day()) == day &&
        !override.intervals().empty()) {
      return override.intervals();
    }
  }
  return calendar_.intervals();
}

bool ReferenceCalendar::IsWithin(absl::CivilDay day, int minute) const {
  for (const v1::DayInterval& interval : HoursOf(day)) {
    if (minute >= static_cast<int>(interval.open_minute()) &&
        minute < static_cast<int>(interval.close_minute())) {
      return IsWorked(day);
    }
  }
  return false;
}

absl::CivilMinute ReferenceCalendar::ReadingAt(absl::Time time) const {
  return absl::ToCivilMinute(time + OffsetAt(time), absl::UTCTimeZone());
}

bool ReferenceCalendar::IsOpen(absl::Time time) const {
  const absl::CivilMinute reading = ReadingAt(time);
  const int minute = reading.hour() * 60 + reading.minute();
  const absl::CivilDay day(reading);
  return IsWithin(day, minute) || IsWithin(day - 1, minute + kMinutesPerDay);
}

absl::Duration ReferenceCalendar::Elapsed(absl::Time from,
                                          absl::Time to) const {
  absl::Duration open;
  for (absl::Time time = from; time < to; time += absl::Minutes(1)) {
    if (IsOpen(time)) open += absl::Minutes(1);
  }
  return open;
}

std::optional<absl::Time> ReferenceCalendar::Add(absl::Time start,
                                                 absl::Duration open_time,
                                                 absl::Time limit) const {
  absl::Duration left = open_time;
  absl::Time time = start;
  for (; left > absl::ZeroDuration(); time += absl::Minutes(1)) {
    if (time >= limit) return std::nullopt;
    if (IsOpen(time)) left -= absl::Minutes(1);
  }
  return time;
}

std::optional<absl::Time> ReferenceCalendar::EndOf(absl::CivilMinute reading,
                                                   absl::Time from,
                                                   absl::Time limit) const {
  absl::Time end = from;
  for (absl::Time time = from; time <= limit; time += absl::Minutes(1)) {
    if (ReadingAt(time) < reading) end = time + absl::Minutes(1);
  }
  if (end > limit) return std::nullopt;
  return end;
}

std::optional<absl::Time> ReferenceCalendar::EndOfWorkingDays(
    absl::Time start, int count, absl::Time limit) const {
  absl::CivilDay day(ReadingAt(start));
  const absl::CivilDay last = absl::CivilDay(ReadingAt(limit)) + 1;
  for (int left = count; left > 0; left -= IsWorked(day) ? 1 : 0) {
    if (++day > last) return std::nullopt;
  }
  const int close = static_cast<int>(HoursOf(day).rbegin()->close_minute());
  return EndOf(absl::CivilMinute(day) + close, start, limit);
}

std::optional<absl::Time> ReferenceCalendar::EndOfNaturalDays(
    absl::Time start, int count, absl::Time limit) const {
  const absl::CivilDay day = absl::CivilDay(ReadingAt(start)) + count + 1;
  return EndOf(absl::CivilMinute(day), start, limit);
}

}  // namespace workledger
