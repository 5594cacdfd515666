#ifndef WORKLEDGER_CORE_CATALOGUE_WORKING_DAYS_H_
#define WORKLEDGER_CORE_CATALOGUE_WORKING_DAYS_H_

// Days of a calendar: which are worked, when they close, and what the local
// day of an instant is. Zones are the calendar's own transitions, so that the
// answer is the same wherever it is computed.

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {

// Returns the calendar that deadlines at `location` run on: its own, or that of
// the place it lies in; null where there is none.
const v1::CatalogueEntry* CalendarAt(const Catalogue& catalogue,
                                     std::string_view location);

// Returns the local day of `time`.
absl::CivilDay LocalDay(const v1::Calendar& calendar, absl::Time time);

// Returns the instant of a local time of day, at the offset that holds then;
// of two such instants the first, and where there is none, that of the same
// reading before the clock went forward.
absl::Time LocalTime(const v1::Calendar& calendar, absl::CivilDay day,
                     int minute_of_day);

// Whether the day is worked: as an override says, else as its weekday does.
bool IsWorked(const v1::Calendar& calendar, absl::CivilDay day);

// Returns the close of business of the `count`th worked day after the local day
// of `time`, which is not counted (次日起算); nothing if fewer than `count`
// days are worked in the ten years after it.
std::optional<absl::Time> AddWorkingDays(const v1::Calendar& calendar,
                                         absl::Time time, int count);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_WORKING_DAYS_H_
