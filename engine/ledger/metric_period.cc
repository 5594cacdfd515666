#include "engine/ledger/metric_period.h"

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "engine/core/catalogue/working_days.h"

namespace workledger {
namespace {

// Returns the calendar at the location, or the catalogue's first; null for UTC.
const v1::Calendar* CalendarOf(const Catalogue& catalogue,
                               const std::string& location) {
  if (!location.empty()) {
    const v1::CatalogueEntry* const own = CalendarAt(catalogue, location);
    return own == nullptr ? nullptr : &own->item().calendar();
  }
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_CALENDAR)) {
    if (!entry.retired()) return &entry.item().calendar();
  }
  return nullptr;
}

absl::CivilDay DayOf(const v1::Calendar* calendar, absl::Time time) {
  return calendar == nullptr ? absl::ToCivilDay(time, absl::UTCTimeZone())
                             : LocalDay(*calendar, time);
}

absl::Time StartOf(const v1::Calendar* calendar, absl::CivilDay day) {
  return calendar == nullptr ? absl::FromCivil(day, absl::UTCTimeZone())
                             : LocalTime(*calendar, day, /*minute_of_day=*/0);
}

}  // namespace

std::vector<MetricPart> MonthsOf(const Catalogue& catalogue,
                                 const std::string& location, absl::Time begin,
                                 absl::Time end) {
  const v1::Calendar* const calendar = CalendarOf(catalogue, location);
  absl::CivilMonth month(DayOf(calendar, begin));
  std::vector<MetricPart> parts;
  for (absl::Time from = begin; from < end;
       from = StartOf(calendar, absl::CivilDay(++month))) {
    parts.push_back(
        {.begin_millis = absl::ToUnixMillis(from),
         .label = absl::StrFormat("%04d-%02d", month.year(), month.month())});
  }
  return parts;
}

int64_t WorkingDaysBetween(const Catalogue& catalogue,
                           const std::string& location, absl::Time report,
                           absl::Time at) {
  const v1::Calendar* const calendar = CalendarOf(catalogue, location);
  const absl::CivilDay last = DayOf(calendar, at - absl::Milliseconds(1));
  int64_t days = 0;
  for (absl::CivilDay day = DayOf(calendar, report) + 1;
       day <= last && days < kWorkingDaysCountedMax; ++day) {
    if (calendar == nullptr || IsWorked(*calendar, day)) ++days;
  }
  return days;
}

}  // namespace workledger
