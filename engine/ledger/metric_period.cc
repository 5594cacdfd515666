#include "engine/ledger/metric_period.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "engine/base/time.h"
#include "engine/core/calendar/working_calendar.h"
#include "engine/core/catalogue/calendar_at.h"
#include "engine/replay/metric_as_of.h"

namespace workledger {
namespace {

// Returns the calendar at the location, or the catalogue's first; null for UTC.
const WorkingCalendar* CalendarOf(const Catalogue& catalogue,
                                  const std::string& location) {
  const auto built = [&](const v1::CatalogueEntry& entry) {
    return catalogue.FindWorkingCalendar(entry.item().calendar().code(),
                                         entry.revision());
  };
  if (!location.empty()) {
    const v1::CatalogueEntry* const own = CalendarAt(catalogue, location);
    return own == nullptr ? nullptr : built(*own);
  }
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_CALENDAR)) {
    if (!entry.retired()) return built(entry);
  }
  return nullptr;
}

absl::CivilDay DayOf(const WorkingCalendar* calendar, absl::Time time) {
  return calendar == nullptr ? absl::ToCivilDay(time, absl::UTCTimeZone())
                             : calendar->clock().DayOf(time);
}

absl::Time StartOf(const WorkingCalendar* calendar, absl::CivilDay day) {
  return calendar == nullptr
             ? absl::FromCivil(day, absl::UTCTimeZone())
             : calendar->clock().TimeOf(day, /*minute_of_day=*/0);
}

}  // namespace

std::vector<MetricPart> MonthsOf(const Catalogue& catalogue,
                                 const std::string& location, absl::Time begin,
                                 absl::Time end) {
  const WorkingCalendar* const calendar = CalendarOf(catalogue, location);
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
  const WorkingCalendar* const calendar = CalendarOf(catalogue, location);
  const absl::CivilDay last = DayOf(calendar, at - absl::Milliseconds(1));
  int64_t days = 0;
  for (absl::CivilDay day = DayOf(calendar, report) + 1;
       day <= last && days < kWorkingDaysCountedMax; ++day) {
    if (calendar == nullptr ||
        calendar->Describe(day).day_class == v1::DAY_CLASS_WORK)
      ++days;
  }
  return days;
}

absl::StatusOr<absl::Time> NowFor(const Ledger& ledger, const v1::AsOf& as_of) {
  if (as_of.has_position()) {
    return NowAsOf(ledger.log(), as_of.position(), as_of);
  }
  absl::Time now = ledger.Now();
  if (as_of.has_known_time()) {
    now = std::min(now, FromTimestamp(as_of.known_time()));
  }
  if (as_of.has_valid_time()) {
    now = std::min(now, FromTimestamp(as_of.valid_time()));
  }
  return now;
}

}  // namespace workledger
