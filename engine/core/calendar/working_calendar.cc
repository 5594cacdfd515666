#include "engine/core/calendar/working_calendar.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/base/time.h"

namespace workledger {
namespace {

// An answer that is no instant of the range comes too late to name.
absl::Time TimeAt(int64_t instant) {
  return instant > kLastInstant ? absl::InfiniteFuture()
                                : absl::FromUnixMillis(instant);
}

}  // namespace

WorkingCalendar::WorkingCalendar(const v1::Calendar& calendar)
    : clock_(calendar),
      days_(calendar, clock_.SkippedDays()),
      last_year_(calendar.last_year()),
      year_end_(clock_.EndOf(
          DayNumber(absl::CivilDay(calendar.last_year() + 1, 1, 1)) *
          kMillisPerDay)),
      hours_(HoursOf(calendar.intervals())) {
  for (const v1::DayOverride& override : calendar.days()) {
    if (override.intervals().empty()) continue;
    const v1::Date& date = override.date();
    const int64_t day =
        DayNumber(absl::CivilDay(date.year(), date.month(), date.day()));
    if (!days_.IsWorked(day)) continue;
    OwnDay own = {.day = day,
                  .hours = HoursOf(override.intervals()),
                  .before = days_.IndexOf(day) * hours_.open + ShiftBefore(day),
                  .shift = ShiftBefore(day)};
    own.shift += own.hours.open - hours_.open;
    own_days_.push_back(std::move(own));
  }
  const std::vector<LocalClock::Era>& eras = clock_.eras();
  for (size_t i = 0; i < eras.size(); ++i) {
    const int64_t start = eras[i].start;
    const int64_t before = i == 0
                               ? 0
                               : OpenBeforeReading(start + eras[i - 1].offset) +
                                     era_open_.back().shift;
    era_open_.push_back(
        {.before = before,
         .shift = before - OpenBeforeReading(start + eras[i].offset)});
  }
  total_open_ = OpenBefore(kLastInstant);
}

bool WorkingCalendar::EverOpen() const { return total_open_ > 0; }

WorkingCalendar::Hours WorkingCalendar::HoursOf(
    const google::protobuf::RepeatedPtrField<v1::DayInterval>& intervals) {
  Hours hours;
  for (const v1::DayInterval& interval : intervals) {
    if (interval.close_minute() <= interval.open_minute()) continue;
    hours.intervals.push_back(
        {.open = interval.open_minute() * kMillisPerMinute,
         .close = interval.close_minute() * kMillisPerMinute,
         .before = hours.open});
    const Interval& added = hours.intervals.back();
    hours.open += added.close - added.open;
    hours.overnight = hours.overnight || added.close > kMillisPerDay;
  }
  return hours;
}

const WorkingCalendar::Hours& WorkingCalendar::HoursAt(int64_t day) const {
  const auto own = std::ranges::lower_bound(own_days_, day, {}, &OwnDay::day);
  return own != own_days_.end() && own->day == day ? own->hours : hours_;
}

int64_t WorkingCalendar::ShiftBefore(int64_t day) const {
  const auto own = std::ranges::lower_bound(own_days_, day, {}, &OwnDay::day);
  return own == own_days_.begin() ? 0 : std::prev(own)->shift;
}

int64_t WorkingCalendar::OpenWithin(const Hours& hours, int64_t offset) {
  const auto after =
      std::ranges::lower_bound(hours.intervals, offset, {}, &Interval::open);
  if (after == hours.intervals.begin()) return 0;
  const Interval& last = *std::prev(after);
  return last.before + std::min(offset, last.close) - last.open;
}

int64_t WorkingCalendar::OpenBeforeReading(int64_t reading) const {
  const int64_t day = FloorDivide(reading, kMillisPerDay);
  const int64_t offset = reading - day * kMillisPerDay;
  int64_t open = days_.IndexOf(day) * hours_.open + ShiftBefore(day);
  if (days_.IsWorked(day)) open += OpenWithin(HoursAt(day), offset);
  const Hours& before = HoursAt(day - 1);
  if (before.overnight && days_.IsWorked(day - 1)) {
    open -= before.open - OpenWithin(before, offset + kMillisPerDay);
  }
  return open;
}

int64_t WorkingCalendar::OpenBefore(int64_t instant) const {
  const size_t era = clock_.EraAt(instant);
  return era_open_[era].shift +
         OpenBeforeReading(instant + clock_.eras()[era].offset);
}

std::optional<WorkingCalendar::Place> WorkingCalendar::Find(
    int64_t open) const {
  if (open > total_open_) return std::nullopt;
  // The last era with less open time before it.
  const auto next =
      std::ranges::lower_bound(era_open_, open, {}, &EraOpen::before);
  const size_t era = static_cast<size_t>(next - era_open_.begin()) - 1;
  // Worked days follow each other in open time, also those whose last interval
  // closes on the next day.
  const int64_t before_reading = open - era_open_[era].shift;
  const auto own = std::ranges::lower_bound(
      own_days_, before_reading, {},
      [](const OwnDay& day) { return day.before + day.hours.open; });
  const bool in_own = own != own_days_.end() && before_reading > own->before;
  const Hours& hours = in_own ? own->hours : hours_;
  if (hours.open == 0) return std::nullopt;
  const int64_t shift = own == own_days_.begin() ? 0 : std::prev(own)->shift;
  const int64_t index = FloorDivide(before_reading - shift - 1, hours.open);
  const std::optional<int64_t> day =
      in_own ? std::optional(own->day) : days_.DayAt(index);
  if (!day) return std::nullopt;
  const int64_t in_day =
      before_reading - (in_own ? own->before : index * hours.open + shift);
  const auto after =
      std::ranges::lower_bound(hours.intervals, in_day, {}, &Interval::before);
  const Interval& interval = *std::prev(after);
  const int64_t reading =
      *day * kMillisPerDay + interval.open + in_day - interval.before;
  return Place{.era = era,
               .day = *day,
               .interval = &interval,
               .end = reading - clock_.eras()[era].offset};
}

absl::Duration WorkingCalendar::Elapsed(absl::Time from, absl::Time to) const {
  return absl::Milliseconds(OpenBefore(InstantOf(to)) -
                            OpenBefore(InstantOf(from)));
}

absl::Time WorkingCalendar::Add(absl::Time start,
                                absl::Duration open_time) const {
  const int64_t span = absl::ToInt64Milliseconds(open_time);
  if (span <= 0) return FloorMillis(start);
  const int64_t before = OpenBefore(InstantOf(start));
  // The difference does not overflow, the sum might.
  if (span > total_open_ - before) return absl::InfiniteFuture();
  const std::optional<Place> place = Find(before + span);
  return place ? absl::FromUnixMillis(place->end) : absl::InfiniteFuture();
}

std::optional<OpenInterval> WorkingCalendar::NextInterval(
    absl::Time time) const {
  const std::optional<Place> place = Find(OpenBefore(InstantOf(time)) + 1);
  if (!place) return std::nullopt;
  const std::vector<LocalClock::Era>& eras = clock_.eras();
  const int64_t midnight = place->day * kMillisPerDay;
  size_t era = place->era;
  int64_t close = midnight + place->interval->close - eras[era].offset;
  // It goes on in the next era if the clock still reads a time of it there.
  for (; era + 1 < eras.size() && close >= eras[era + 1].start; ++era) {
    const int64_t reading =
        eras[era + 1].start + eras[era + 1].offset - midnight;
    if (reading < place->interval->open || reading >= place->interval->close) {
      close = eras[era + 1].start;
      break;
    }
    close = midnight + place->interval->close - eras[era + 1].offset;
  }
  return OpenInterval{
      .open = absl::FromUnixMillis(place->end - 1),
      .close = absl::FromUnixMillis(std::min(close, kLastInstant)),
      .day = DayOfNumber(place->day)};
}

absl::Time WorkingCalendar::NextOpen(absl::Time time) const {
  const std::optional<Place> place = Find(OpenBefore(InstantOf(time)) + 1);
  return place ? absl::FromUnixMillis(place->end - 1) : absl::InfiniteFuture();
}

absl::Time WorkingCalendar::AddWorkingDays(absl::Time start, int count) const {
  const int64_t today = DayNumber(clock_.DayOf(start));
  const std::optional<int64_t> day =
      days_.DayAt(days_.IndexOf(today + 1) + std::max(count, 1) - 1);
  if (!day) return absl::InfiniteFuture();
  const Hours& hours = HoursAt(*day);
  const int64_t close =
      hours.intervals.empty() ? kMillisPerDay : hours.intervals.back().close;
  return TimeAt(clock_.EndOf(*day * kMillisPerDay + close));
}

absl::Time WorkingCalendar::AddNaturalDays(absl::Time start, int count) const {
  const int64_t today = DayNumber(clock_.DayOf(start));
  return TimeAt(clock_.EndOf((today + std::max(count, 0) + 1) * kMillisPerDay));
}

DayInfo WorkingCalendar::Describe(absl::CivilDay day) const {
  const int64_t number = DayNumber(day);
  const WorkedDays::Override* const override = days_.FindOverride(number);
  return {.day = day,
          .day_class =
              days_.IsWorked(number) ? v1::DAY_CLASS_WORK : v1::DAY_CLASS_OFF,
          .document = override == nullptr
                          ? std::string_view()
                          : std::string_view(override->document),
          .provisional =
              override == nullptr && last_year_ > 0 && day.year() > last_year_};
}

DayInfo WorkingCalendar::Describe(absl::Time time) const {
  return Describe(clock_.DayOf(time));
}

bool WorkingCalendar::IsProvisional(absl::Time time) const {
  return last_year_ > 0 && InstantOf(time) > year_end_;
}

}  // namespace workledger
