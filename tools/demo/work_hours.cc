#include "tools/demo/work_hours.h"

#include <algorithm>

#include "absl/time/civil_time.h"

namespace workledger {
namespace {

struct Shift {
  absl::Duration open;
  absl::Duration close;
};

constexpr Shift kShifts[] = {
    {absl::Minutes(8 * 60 + 30), absl::Hours(12)},
    {absl::Hours(14), absl::Hours(18)},
};

}  // namespace

absl::TimeZone BureauZone() { return absl::FixedTimeZone(8 * 60 * 60); }

absl::Time AddWorkTime(absl::Time start, absl::Duration work) {
  for (absl::CivilDay day(absl::ToCivilSecond(start, BureauZone()));; ++day) {
    const absl::Weekday weekday = absl::GetWeekday(day);
    if (weekday == absl::Weekday::saturday ||
        weekday == absl::Weekday::sunday) {
      continue;
    }
    const absl::Time midnight = absl::FromCivil(day, BureauZone());
    for (const Shift& shift : kShifts) {
      const absl::Time from = std::max(start, midnight + shift.open);
      const absl::Duration left = midnight + shift.close - from;
      if (work < left) return from + work;
      if (left > absl::ZeroDuration()) work -= left;
    }
  }
}

}  // namespace workledger
