#include "engine/core/catalogue/calendar_at.h"

namespace workledger {

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

absl::CivilDay LocalDay(const Catalogue& catalogue,
                        const v1::CatalogueEntry* entry, absl::Time time) {
  return entry == nullptr
             ? absl::ToCivilDay(time, absl::UTCTimeZone())
             : catalogue.WorkingCalendarOf(*entry).clock().DayOf(time);
}

}  // namespace workledger
