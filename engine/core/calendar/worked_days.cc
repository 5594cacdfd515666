#include "engine/core/calendar/worked_days.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "engine/core/calendar/local_clock.h"

namespace workledger {
namespace {

constexpr int64_t kDaysPerWeek = 7;
// 1970-01-01 was a Thursday, three days after a Monday.
constexpr int64_t kFirstWeekday = 3;

struct WeekDay {
  int64_t week;
  int64_t weekday;  // 0 Monday
};

WeekDay Split(int64_t day) {
  const int64_t week = FloorDivide(day + kFirstWeekday, kDaysPerWeek);
  return {.week = week, .weekday = day + kFirstWeekday - week * kDaysPerWeek};
}

}  // namespace

WorkedDays::WorkedDays(const v1::Calendar& calendar,
                       const std::vector<int64_t>& skipped) {
  for (const uint32_t weekday : calendar.weekdays()) {
    if (weekday >= 1 && weekday <= kDaysPerWeek) weekdays_[weekday - 1] = true;
  }
  for (size_t i = 0; i < weekdays_.size(); ++i) {
    worked_before_[i + 1] = worked_before_[i] + (weekdays_[i] ? 1 : 0);
  }
  overrides_.reserve(calendar.days_size() + skipped.size());
  auto next = skipped.begin();
  for (const v1::DayOverride& override : calendar.days()) {
    const v1::Date& date = override.date();
    const int64_t day =
        DayNumber(absl::CivilDay(date.year(), date.month(), date.day()));
    for (; next != skipped.end() && *next < day; ++next) Add(*next, false, "");
    if (next != skipped.end() && *next == day) continue;
    Add(day, override.day_class() == v1::DAY_CLASS_WORK, override.document());
  }
  for (; next != skipped.end(); ++next) Add(*next, false, "");
}

void WorkedDays::Add(int64_t day, bool worked, const std::string& document) {
  const int64_t shift = overrides_.empty() ? 0 : overrides_.back().shift;
  overrides_.push_back(
      {.day = day,
       .worked = worked,
       .document = document,
       .index = WeeklyIndexOf(day) + shift,
       .shift = shift + (worked ? 1 : 0) - (IsWorkedWeekly(day) ? 1 : 0)});
}

bool WorkedDays::IsWorkedWeekly(int64_t day) const {
  return weekdays_[Split(day).weekday];
}

int64_t WorkedDays::WeeklyIndexOf(int64_t day) const {
  const auto [week, weekday] = Split(day);
  return week * worked_before_.back() + worked_before_[weekday];
}

std::optional<int64_t> WorkedDays::WeeklyDayAt(int64_t index) const {
  const int64_t each_week = worked_before_.back();
  if (each_week == 0) return std::nullopt;
  const int64_t week = FloorDivide(index, each_week);
  const int64_t in_week = index - week * each_week;
  // The last weekday with so many before it is the one that is worked.
  const auto after =
      std::upper_bound(worked_before_.begin(), worked_before_.end(), in_week);
  return week * kDaysPerWeek + (after - worked_before_.begin() - 1) -
         kFirstWeekday;
}

std::vector<WorkedDays::Override>::const_iterator WorkedDays::From(
    int64_t day) const {
  return std::ranges::lower_bound(overrides_, day, {}, &Override::day);
}

const WorkedDays::Override* WorkedDays::FindOverride(int64_t day) const {
  const auto found = From(day);
  return found != overrides_.end() && found->day == day ? &*found : nullptr;
}

bool WorkedDays::IsWorked(int64_t day) const {
  const Override* const override = FindOverride(day);
  return override != nullptr ? override->worked : IsWorkedWeekly(day);
}

int64_t WorkedDays::IndexOf(int64_t day) const {
  const auto next = From(day);
  const int64_t shift = next == overrides_.begin() ? 0 : std::prev(next)->shift;
  return WeeklyIndexOf(day) + shift;
}

std::optional<int64_t> WorkedDays::DayAt(int64_t index) const {
  // The day is that of the last override with no more days before it, or lies
  // between it and the next one, where only weekdays count.
  const auto next =
      std::ranges::upper_bound(overrides_, index, {}, &Override::index);
  if (next == overrides_.begin()) return WeeklyDayAt(index);
  const Override& last = *std::prev(next);
  if (last.index == index && last.worked) return last.day;
  return WeeklyDayAt(index - last.shift);
}

}  // namespace workledger
