#include "engine/core/calendar/local_clock.h"

#include <algorithm>

#include "engine/base/time.h"

namespace workledger {
namespace {

// No zone is further from UTC, and none moves its clock by more than a day at
// once.
constexpr int64_t kOffsetMax = kMillisPerMinute * 60 * 26;

}  // namespace

int64_t InstantOf(absl::Time time) {
  return std::clamp(absl::ToUnixMillis(time), kFirstInstant, kLastInstant);
}

LocalClock::LocalClock(const v1::Calendar& calendar) {
  for (const v1::ZoneTransition& transition : calendar.transitions()) {
    const int64_t start =
        eras_.empty()
            ? kFirstInstant
            : absl::ToUnixMillis(FromTimestamp(transition.start_time()));
    eras_.push_back({.start = start,
                     .offset = transition.offset_seconds() * int64_t{1000}});
  }
  if (eras_.empty()) eras_.push_back({.start = kFirstInstant, .offset = 0});
}

size_t LocalClock::EraAt(int64_t instant) const {
  const auto next = std::upper_bound(
      eras_.begin() + 1, eras_.end(), instant,
      [](int64_t wanted, const Era& era) { return wanted < era.start; });
  return static_cast<size_t>(next - eras_.begin()) - 1;
}

absl::CivilDay LocalClock::DayOf(absl::Time time) const {
  const int64_t instant = InstantOf(time);
  return DayOfNumber(FloorDivide(instant + OffsetAt(instant), kMillisPerDay));
}

absl::Time LocalClock::TimeOf(absl::CivilDay day, int minute_of_day) const {
  const int64_t reading =
      DayNumber(day) * kMillisPerDay + minute_of_day * kMillisPerMinute;
  const int64_t before = OffsetAt(reading - kOffsetMax);
  const int64_t first = reading - before;
  const int64_t offset = OffsetAt(first);
  if (offset == before) return absl::FromUnixMillis(first);
  // The clock has changed by then: forward past the reading, or it has not.
  const int64_t second = reading - offset;
  return absl::FromUnixMillis(OffsetAt(second) == offset ? second : first);
}

int64_t LocalClock::EndOf(int64_t reading) const {
  size_t era = EraAt(reading + kOffsetMax);
  while (era > 0 && eras_[era].start + eras_[era].offset >= reading) --era;
  const int64_t end = reading - eras_[era].offset;
  return era + 1 < eras_.size() ? std::min(end, eras_[era + 1].start) : end;
}

std::vector<int64_t> LocalClock::SkippedDays() const {
  std::vector<int64_t> skipped;
  for (size_t i = 1; i < eras_.size(); ++i) {
    const int64_t from = eras_[i].start + eras_[i - 1].offset;
    const int64_t to = eras_[i].start + eras_[i].offset;
    const int64_t first = FloorDivide(from + kMillisPerDay - 1, kMillisPerDay);
    for (int64_t day = first; (day + 1) * kMillisPerDay <= to; ++day) {
      skipped.push_back(day);
    }
  }
  return skipped;
}

}  // namespace workledger
