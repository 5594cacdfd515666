#ifndef WORKLEDGER_CORE_CATALOGUE_CALENDAR_AT_H_
#define WORKLEDGER_CORE_CATALOGUE_CALENDAR_AT_H_

// Which calendar a place has. What it works out is in
// engine/core/calendar/working_calendar.h.

#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"

namespace workledger {

// Returns the calendar that deadlines at `location` run on: its own, or that of
// the place it lies in; null where there is none.
const v1::CatalogueEntry* CalendarAt(const Catalogue& catalogue,
                                     std::string_view location);

// Returns the local day of `time` by the catalogue's calendar in `entry`; that
// of UTC if it is null.
absl::CivilDay LocalDay(const Catalogue& catalogue,
                        const v1::CatalogueEntry* entry, absl::Time time);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_CALENDAR_AT_H_
