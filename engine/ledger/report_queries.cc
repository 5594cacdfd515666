#include "engine/ledger/report_queries.h"

#include <cstdint>

#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/calendar_at.h"
#include "engine/core/validate.h"
#include "engine/ledger/ledger_queries.h"
#include "engine/replay/as_of.h"
#include "engine/replay/report_as_of.h"
#include "engine/view/tally_days.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// The catalogue that the request's days are cut by.
absl::StatusOr<Catalogue> CatalogueOf(const Ledger& ledger,
                                      const v1::AsOf& as_of) {
  if (!IsEarlier(as_of)) return ledger.view().GetPresentCatalogue();
  return CatalogueAsOf(ledger.log(),
                       BoundAsOf(as_of, ledger.view().Position()));
}

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

template <typename Request>
absl::Status CheckTimes(const Request& request) {
  const bool backwards =
      request.has_start_time() && request.has_end_time() &&
      CompareTimestamps(request.start_time(), request.end_time()) > 0;
  if (!backwards) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "end_time",
                    "got a time before start_time");
}

// A period is told as it stood before its end.
v1::AsOf EndOfPeriod(const v1::ReportWorkRequest& request) {
  v1::AsOf as_of = request.as_of();
  if (!request.has_end_time()) return as_of;
  const google::protobuf::Timestamp last =
      ToTimestamp(FromTimestamp(request.end_time()) - absl::Milliseconds(1));
  if (!as_of.has_valid_time() ||
      CompareTimestamps(last, as_of.valid_time()) < 0) {
    *as_of.mutable_valid_time() = last;
  }
  return as_of;
}

}  // namespace

absl::StatusOr<v1::ReportWorkResponse> ReportWork(
    const Ledger& ledger, const v1::ReportWorkRequest& request,
    absl::Time deadline) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(CheckTimes(request));
  WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
  const bool whole = !request.has_start_time() && !request.has_end_time();
  if (whole && !IsEarlier(request.as_of())) {
    return ledger.view().ReportWork(request.category(), request.kind());
  }
  WorkQuestion question = {.category = request.category(),
                           .kind = request.kind()};
  if (request.has_start_time()) {
    question.start_time = FromTimestamp(request.start_time());
  }
  return ReportWorkAsOf(ledger.log(), ledger.view(), question,
                        EndOfPeriod(request), deadline);
}

absl::StatusOr<v1::ReportTalliesResponse> ReportTallies(
    const Ledger& ledger, const v1::ReportTalliesRequest& request,
    absl::Time deadline) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(CheckTimes(request));
  WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
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
                        CatalogueOf(ledger, request.as_of()));
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
  if (!IsEarlier(request.as_of())) return ledger.view().ReportTallies(query);
  return ReportTalliesAsOf(ledger.log(), ledger.view(), query, request.as_of(),
                           deadline);
}

}  // namespace workledger
