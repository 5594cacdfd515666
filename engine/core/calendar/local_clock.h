#ifndef WORKLEDGER_CORE_CALENDAR_LOCAL_CLOCK_H_
#define WORKLEDGER_CORE_CALENDAR_LOCAL_CLOCK_H_

// What the clock on the wall of a place shows, from the zone transitions that
// a calendar brings along: the core knows no zones, so that the answer is the
// same wherever it is computed.
//
//   const LocalClock clock(calendar);
//   absl::CivilDay today = clock.DayOf(now);
//
// Between two transitions lies an era, in which the offset from UTC is fixed.
// The first era began ever ago, the last never ends: beyond the transitions
// that are stored the last offset holds.
//
// Instants and readings are counted in milliseconds. An instant is the time
// since 1970-01-01T00:00:00Z; a reading is what the clock shows, counted from
// when it showed 1970-01-01 00:00. Where the clock goes forward there are
// readings that never come, where it goes back some come twice.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {

inline constexpr int64_t kMillisPerMinute = 60'000;
inline constexpr int64_t kMillisPerDay = 1440 * kMillisPerMinute;

// The instants that calendars reckon with: years 1 to 9999 of UTC, those of
// google.protobuf.Timestamp. Earlier ones count as the first, later ones as
// the last.
inline constexpr int64_t kFirstInstant = -62'135'596'800'000;
inline constexpr int64_t kLastInstant = 253'402'300'799'999;

// Returns `time` in whole milliseconds, cut down, within the range.
int64_t InstantOf(absl::Time time);

// The quotient rounded down; `divisor` is positive.
constexpr int64_t FloorDivide(int64_t dividend, int64_t divisor) {
  const int64_t quotient = dividend / divisor;
  return dividend % divisor < 0 ? quotient - 1 : quotient;
}

// Between days and their numbers since 1970-01-01.
constexpr int64_t DayNumber(absl::CivilDay day) {
  return day - absl::CivilDay(1970, 1, 1);
}
constexpr absl::CivilDay DayOfNumber(int64_t number) {
  return absl::CivilDay(1970, 1, 1) + number;
}

// Immutable. All look-ups take O(log transitions).
class LocalClock {
 public:
  struct Era {
    int64_t start;   // instant
    int64_t offset;  // what is added to an instant to get the reading
  };

  // The transitions are ascending, as the engine stores them; without any the
  // clock shows UTC.
  explicit LocalClock(const v1::Calendar& calendar);

  // Returns the date that the clock shows.
  absl::CivilDay DayOf(absl::Time time) const;

  // Returns the instant of a local time of day, 0 to 2,879 minutes after its
  // midnight, at the offset that holds then; of two such instants the first,
  // and where there is none, that of the same reading before the clock went
  // forward.
  absl::Time TimeOf(absl::CivilDay day, int minute_of_day) const;

  // Returns the first instant from which on the clock shows no reading before
  // `reading` any more. Where it goes forward past the reading, that is the
  // transition; where the readings up to it come twice, the end of the second
  // time.
  int64_t EndOf(int64_t reading) const;

  // At least one; the first starts at kFirstInstant.
  const std::vector<Era>& eras() const { return eras_; }

  // Returns the place of the era in `eras` that holds at an instant.
  size_t EraAt(int64_t instant) const;

  // Returns the days, by number, that the clock jumps over as a whole, as that
  // of Apia did on 2011-12-30; ascending.
  std::vector<int64_t> SkippedDays() const;

 private:
  int64_t OffsetAt(int64_t instant) const {
    return eras_[EraAt(instant)].offset;
  }

  std::vector<Era> eras_;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CALENDAR_LOCAL_CLOCK_H_
