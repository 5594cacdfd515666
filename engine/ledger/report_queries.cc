#include "engine/ledger/report_queries.h"

#include <cstdint>

#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/calendar_at.h"
#include "engine/core/validate.h"
#include "engine/view/tally_days.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// The calendar that cuts time into days; null for UTC.
const v1::CatalogueEntry* CalendarOf(const Catalogue& catalogue,
                                     const v1::ReportTalliesRequest& request) {
  if (!request.location().empty()) {
    return CalendarAt(catalogue, request.location());
  }
  for (const auto& [key, entry] : catalogue.entries()) {
    if (key.first == v1::CATALOGUE_KIND_CALENDAR && !entry.retired()) {
      return &entry;
    }
  }
  return nullptr;
}

uint32_t NumberOf(absl::CivilDay day) {
  return static_cast<uint32_t>(day.year() * 10'000 + day.month() * 100 +
                               day.day());
}

absl::Status CheckTimes(const v1::ReportTalliesRequest& request) {
  const bool backwards =
      request.has_start_time() && request.has_end_time() &&
      CompareTimestamps(request.start_time(), request.end_time()) > 0;
  if (!backwards) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "end_time",
                    "got a time before start_time");
}

}  // namespace

absl::StatusOr<v1::ReportWorkResponse> ReportWork(
    const Ledger& ledger, const v1::ReportWorkRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  return ledger.view().ReportWork(request.category(), request.kind());
}

absl::StatusOr<v1::ReportTalliesResponse> ReportTallies(
    const Ledger& ledger, const v1::ReportTalliesRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(CheckTimes(request));
  TallyQuery query = {.item = request.item(),
                      .location = request.location(),
                      .party = request.party(),
                      .by_location = request.by_location(),
                      .by_party = request.by_party()};
  if (request.period() != v1::TALLY_PERIOD_UNSPECIFIED) {
    query.period = request.period();
  }
  if (request.has_start_time() || request.has_end_time()) {
    WL_ASSIGN_OR_RETURN(const Catalogue catalogue,
                        ledger.view().GetPresentCatalogue());
    const v1::CatalogueEntry* const calendar = CalendarOf(catalogue, request);
    if (request.has_start_time()) {
      query.first_day = NumberOf(
          LocalDay(catalogue, calendar, FromTimestamp(request.start_time())));
    }
    if (request.has_end_time()) {
      query.last_day = NumberOf(
          LocalDay(catalogue, calendar,
                   FromTimestamp(request.end_time()) - absl::Milliseconds(1)));
    }
  }
  return ledger.view().ReportTallies(query);
}

}  // namespace workledger
