#ifndef WORKLEDGER_CORE_CALENDAR_WORKED_DAYS_H_
#define WORKLEDGER_CORE_CALENDAR_WORKED_DAYS_H_

// Which days of a calendar are worked, and how many: as an override says, else
// as the weekday does (DOMAIN 2.3.2). Days are numbers since 1970-01-01.
//
// Whole weeks are counted by arithmetic and overrides by their running sum, so
// that every question takes O(log overrides), however far away the day is.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workledger/v1/calendar.pb.h"

namespace workledger {

// Immutable.
class WorkedDays {
 public:
  // A day that is not as its weekday is.
  struct Override {
    int64_t day;
    bool worked;
    std::string document;
    int64_t index;  // worked days before it, in the count of IndexOf
    int64_t shift;  // what all up to it add to the count of the weeks alone
  };

  // The overrides are ascending, as the catalogue demands. `skipped` days,
  // ascending, do not exist for the clock and are not worked whatever else is
  // said of them.
  WorkedDays(const v1::Calendar& calendar, const std::vector<int64_t>& skipped);

  bool IsWorked(int64_t day) const;

  // Returns the index of `day` among the worked days, or of the next one if it
  // is not worked. Indexes are dense and may be negative; only differences mean
  // something: the worked days in [a, b) are IndexOf(b) - IndexOf(a).
  int64_t IndexOf(int64_t day) const;

  // Returns the worked day with this index, or nothing: with no weekday worked
  // there are only the days of the overrides.
  std::optional<int64_t> DayAt(int64_t index) const;

  // Returns what is said of the day, or null.
  const Override* FindOverride(int64_t day) const;

 private:
  // The same without overrides.
  int64_t WeeklyIndexOf(int64_t day) const;
  std::optional<int64_t> WeeklyDayAt(int64_t index) const;
  bool IsWorkedWeekly(int64_t day) const;

  void Add(int64_t day, bool worked, const std::string& document);

  // Returns the first override at or after `day`.
  std::vector<Override>::const_iterator From(int64_t day) const;

  std::array<bool, 7> weekdays_ = {};          // Monday first
  std::array<int64_t, 8> worked_before_ = {};  // of the days of a week
  std::vector<Override> overrides_;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CALENDAR_WORKED_DAYS_H_
