#include "engine/ledger/ledger_queries.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/reader.h"
#include "engine/core/metric/metric_figures.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/validate.h"
#include "engine/ledger/metric_period.h"
#include "engine/ledger/tokens.h"
#include "engine/replay/as_of.h"
#include "engine/replay/report_as_of.h"
#include "engine/view/urgency.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

bool AllDigits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

absl::Status ValidateFilter(const v1::TicketFilter& filter) {
  if (!AllDigits(filter.number_prefix())) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "filter.number_prefix",
                      "got another character, want decimal digits");
  }
  const bool closed_backwards =
      filter.has_close_start_time() && filter.has_close_end_time() &&
      CompareTimestamps(filter.close_start_time(), filter.close_end_time()) > 0;
  if (closed_backwards) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "filter.close_end_time",
                      "got a time before filter.close_start_time");
  }
  const bool backwards = filter.has_report_start_time() &&
                         filter.has_report_end_time() &&
                         CompareTimestamps(filter.report_start_time(),
                                           filter.report_end_time()) > 0;
  if (backwards) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "filter.report_end_time",
                      "got a time before filter.report_start_time");
  }
  return absl::OkStatus();
}

absl::Status TicketNotFound(const v1::GetTicketRequest& request) {
  return MakeError(
      absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
      absl::StrCat("ticket: ", request.ticket(),
                   IsEarlier(request.as_of()) ? " was not known as of then"
                                              : " is not known"),
      "ticket");
}

// What a page token is bound to: the list it belongs to.
std::string PageScope(const Ledger& ledger,
                      const v1::ListTicketsRequest& request) {
  v1::ListTicketsRequest scope;
  *scope.mutable_filter() = request.filter();
  *scope.mutable_as_of() = request.as_of();
  scope.set_order(request.order());
  return ledger.log().Uid() + scope.SerializeAsString();
}

// What was due then is not kept, and neither are lists by it.
absl::Status ValidateDueFilter(const v1::TicketFilter& filter,
                               const v1::AsOf& as_of) {
  if (!IsEarlier(as_of) || !filter.has_due_before_time()) {
    return absl::OkStatus();
  }
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "filter.due_before_time",
                    "got a time with as_of, want no as_of");
}

absl::Status ValidateOrder(const v1::ListTicketsRequest& request) {
  if (IsEarlier(request.as_of()) && request.order() == v1::TICKET_ORDER_DUE) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "order",
                      "got DUE with as_of, want no as_of");
  }
  return ValidateDueFilter(request.filter(), request.as_of());
}

absl::StatusOr<TicketPage> PageOf(const Ledger& ledger,
                                  const v1::ListTicketsRequest& request,
                                  std::string_view cursor) {
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  if (IsEarlier(request.as_of())) {
    return ListTicketsAsOf(ledger.log(), ledger.view(), request.filter(),
                           request.as_of(), page_size, cursor);
  }
  return request.order() == v1::TICKET_ORDER_DUE
             ? ledger.view().ListUrgentTickets(request.filter(), page_size,
                                               cursor)
             : ledger.view().ListTickets(request.filter(), page_size, cursor);
}

// Redacts what the reader may not see. Who may is decided by the ticket as it
// is at present, also as of then: those who had it may read it no more.
absl::Status RedactFor(const Ledger& ledger, const v1::Actor& reader,
                       v1::Ticket& ticket) {
  if (!ticket.confidential()) return absl::OkStatus();
  WL_ASSIGN_OR_RETURN(const std::optional<v1::Ticket> present,
                      ledger.view().GetTicket(ticket.ticket(), nullptr));
  if (!present || !MayReadAll(*present, reader)) Redact(ticket);
  return absl::OkStatus();
}

// Adds the tightest clocks of the tickets, read at the ledger's now.
void AddClocks(const Ledger& ledger, v1::ListTicketsResponse& response) {
  const std::shared_ptr<const Catalogue> catalogue =
      ledger.view().ClockCatalogue();
  const absl::Time now = ledger.Now();
  for (const v1::Ticket& ticket : response.tickets()) {
    const Urgency urgency = UrgencyOf(ticket, *catalogue);
    if (urgency.clock == nullptr) continue;
    v1::TightestClock& tightest = *response.add_clocks();
    tightest.set_ticket(ticket.ticket());
    const v1::ClockTerms& terms = urgency.clock->terms();
    *tightest.mutable_clock() =
        EvaluateClock(*urgency.clock, ticket,
                      *catalogue->FindWorkingCalendar(
                          terms.calendar(), terms.calendar_revision()),
                      now, OriginalCalendarOf(*urgency.clock, *catalogue));
  }
}

}  // namespace

bool IsEarlier(const v1::AsOf& as_of) {
  return as_of.has_position() || as_of.has_known_time() ||
         as_of.has_valid_time();
}

absl::Status ValidateAsOf(const v1::AsOf& as_of, const EventLog& log) {
  const uint64_t head = log.GetHead().position;
  if (as_of.position() > head) {
    return MakeError(absl::StatusCode::kOutOfRange,
                     v1::ERROR_REASON_POSITION_AHEAD,
                     absl::StrCat("as_of.position: got ", as_of.position(),
                                  ", want at most ", head),
                     "as_of.position");
  }
  return absl::OkStatus();
}

uint64_t NeededPosition(const Ledger& ledger, uint64_t min_position,
                        const v1::AsOf& as_of) {
  if (!IsEarlier(as_of)) return min_position;
  return std::max(min_position, ledger.log().GetHead().position);
}

absl::StatusOr<v1::GetTicketResponse> GetTicket(
    const Ledger& ledger, const v1::GetTicketRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  if (request.ticket().empty()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "ticket",
                      "got none, want a ticket's id");
  }
  v1::GetTicketResponse response;
  if (IsEarlier(request.as_of())) {
    WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
    // Bounded, so that the answer is true at the position that it names.
    v1::AsOf as_of = request.as_of();
    if (!as_of.has_position()) {
      as_of.set_position(ledger.log().GetHead().position);
    }
    response.set_position(as_of.position());
    WL_ASSIGN_OR_RETURN(*response.mutable_ticket(),
                        TicketAsOf(ledger.log(), request.ticket(), as_of));
    if (response.ticket().version() == 0) return TicketNotFound(request);
    WL_RETURN_IF_ERROR(
        RedactFor(ledger, request.reader(), *response.mutable_ticket()));
    return response;
  }
  uint64_t position = 0;
  WL_ASSIGN_OR_RETURN(std::optional<v1::Ticket> ticket,
                      ledger.view().GetTicket(request.ticket(), &position));
  if (!ticket) return TicketNotFound(request);
  *response.mutable_ticket() = *std::move(ticket);
  WL_RETURN_IF_ERROR(
      RedactFor(ledger, request.reader(), *response.mutable_ticket()));
  response.set_position(position);
  return response;
}

absl::StatusOr<v1::ListTicketsResponse> ListTickets(
    const Ledger& ledger, const v1::ListTicketsRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(ValidateFilter(request.filter()));
  WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
  WL_RETURN_IF_ERROR(ValidateOrder(request));
  const std::string scope = PageScope(ledger, request);
  std::string cursor;
  if (!request.page_token().empty()) {
    WL_ASSIGN_OR_RETURN(cursor, DecodePageToken(scope, request.page_token()));
  }
  WL_ASSIGN_OR_RETURN(TicketPage page, PageOf(ledger, request, cursor));
  v1::ListTicketsResponse response;
  for (v1::Ticket& ticket : page.tickets) {
    WL_RETURN_IF_ERROR(RedactFor(ledger, request.reader(), ticket));
    // That it is found by its title would tell the title.
    if (ticket.redacted() && !request.filter().title().empty()) continue;
    *response.add_tickets() = std::move(ticket);
  }
  if (!page.next_cursor.empty()) {
    response.set_next_page_token(EncodePageToken(scope, page.next_cursor));
  }
  if (!IsEarlier(request.as_of())) AddClocks(ledger, response);
  response.set_position(page.position);
  return response;
}

absl::StatusOr<v1::CountTicketsResponse> CountTickets(
    const Ledger& ledger, const v1::CountTicketsRequest& request,
    absl::Time deadline) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(ValidateFilter(request.filter()));
  if (request.by() == v1::COUNT_BY_UNSPECIFIED) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "by",
                      "got nothing, want what to count by");
  }
  const bool earlier = IsEarlier(request.as_of());
  if (earlier) {
    WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
    WL_RETURN_IF_ERROR(ValidateDueFilter(request.filter(), request.as_of()));
  }
  Catalogue catalogue;
  AgeOf age_of;
  if (request.by() == v1::COUNT_BY_AGE) {
    WL_ASSIGN_OR_RETURN(
        catalogue, earlier ? CatalogueAsOf(ledger.log(),
                                           BoundAsOf(request.as_of(),
                                                     ledger.view().Position()))
                           : ledger.view().GetPresentCatalogue());
    WL_ASSIGN_OR_RETURN(const absl::Time now, NowFor(ledger, request.as_of()));
    age_of = [&catalogue, now](const v1::Ticket& ticket) {
      return std::string(AgeBucket(WorkingDaysBetween(
          catalogue, ticket.location(),
          FromTimestamp(ticket.milestones().report_time()), now)));
    };
  }
  if (!earlier) {
    return ledger.view().CountTickets(request.filter(), request.by(), age_of);
  }
  return CountTicketsAsOf(
      ledger.log(), ledger.view(),
      {.filter = request.filter(), .by = request.by(), .age_of = age_of},
      request.as_of(), deadline);
}

absl::StatusOr<v1::SummarizeResponse> Summarize(
    const Ledger& ledger, const v1::SummarizeRequest& request,
    absl::Time deadline) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  if (!IsEarlier(request.as_of())) return ledger.view().Summarize();
  WL_RETURN_IF_ERROR(ValidateAsOf(request.as_of(), ledger.log()));
  return SummarizeAsOf(ledger.log(), ledger.view(), request.as_of(), deadline);
}

absl::StatusOr<v1::ListAlarmPrecisionResponse> ListAlarmPrecision(
    const Ledger& ledger, const v1::ListAlarmPrecisionRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const std::string scope =
      absl::StrCat(ledger.log().Uid(), "alarm-precision",
                   request.by_algorithm() ? "/algorithm" : "/device");
  std::string begin;
  if (!request.page_token().empty()) {
    WL_ASSIGN_OR_RETURN(begin, DecodePageToken(scope, request.page_token()));
  }
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  WL_ASSIGN_OR_RETURN(
      PrecisionPage page,
      ledger.view().ListPrecision(request.by_algorithm(), page_size, begin));
  v1::ListAlarmPrecisionResponse response;
  for (v1::AlarmPrecision& row : page.rows) {
    *response.add_rows() = std::move(row);
  }
  if (!page.next.empty()) {
    response.set_next_page_token(EncodePageToken(scope, page.next));
  }
  response.set_position(page.position);
  return response;
}

}  // namespace workledger
