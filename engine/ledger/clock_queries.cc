#include "engine/ledger/clock_queries.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/sla/explain.h"
#include "engine/core/validate.h"
#include "engine/ledger/ledger_queries.h"
#include "engine/replay/as_of.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// Bounded by what the view knows, whose calendars and policies the answer is
// read by.
v1::AsOf Bounded(const v1::AsOf& as_of, const Ledger& ledger) {
  const uint64_t position = ledger.view().Position();
  v1::AsOf bounded = as_of;
  bounded.set_position(
      as_of.has_position() ? std::min(as_of.position(), position) : position);
  return bounded;
}

}  // namespace

absl::StatusOr<v1::ExplainClocksResponse> ExplainClocks(
    const Ledger& ledger, const v1::ExplainClocksRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  if (request.ticket().empty()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "ticket",
                      "got none, want a ticket's id");
  }
  WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
  const v1::AsOf as_of = Bounded(request.as_of(), ledger);
  WL_ASSIGN_OR_RETURN(const std::vector<ToldEvent> events,
                      TicketEventsAsOf(ledger.log(), request.ticket(), as_of));
  if (events.empty()) {
    return MakeError(
        absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
        absl::StrCat("ticket: ", request.ticket(),
                     IsEarlier(request.as_of()) ? " was not known as of then"
                                                : " is not known"),
        "ticket");
  }
  const absl::Time at = request.has_at_time()
                            ? FromTimestamp(FloorMillis(request.at_time()))
                            : ledger.Now();
  WL_ASSIGN_OR_RETURN(v1::ExplainClocksResponse response,
                      Explain(events, *ledger.view().ClockCatalogue(), at));
  response.set_position(as_of.position());
  return response;
}

}  // namespace workledger
