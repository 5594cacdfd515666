#include "engine/ledger/note_queries.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/reader.h"
#include "engine/core/validate.h"
#include "engine/ledger/tokens.h"
#include "engine/replay/as_of.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

std::string ScopeOf(const Ledger& ledger, const v1::ListNotesRequest& request) {
  v1::ListNotesRequest scope;
  scope.set_ticket(request.ticket());
  *scope.mutable_reader() = request.reader();
  return absl::StrCat(ledger.log().Uid(), "notes", scope.SerializeAsString());
}

// Returns the version that the page before ended at; 0 for the first page.
absl::StatusOr<uint64_t> StartOf(const v1::ListNotesRequest& request,
                                 const std::string& scope) {
  uint64_t version = 0;
  if (request.page_token().empty()) return version;
  WL_ASSIGN_OR_RETURN(const std::string cursor,
                      DecodePageToken(scope, request.page_token()));
  if (absl::SimpleAtoi(cursor, &version)) return version;
  return FieldError(v1::ERROR_REASON_PAGE_TOKEN_INVALID, "page_token",
                    "got another, want one that a page gave");
}

v1::Note NoteOf(const ToldEvent& told) {
  v1::Note note;
  note.set_version(told.record.version());
  *note.mutable_occur_time() = told.record.occur_time();
  *note.mutable_author() = told.record.actor();
  note.set_visibility(told.event.note_added().visibility());
  *note.mutable_text() = told.event.note_added().text();
  return note;
}

// Who may read is asked of the ticket as it is now.
v1::Ticket TicketNow(const std::vector<ToldEvent>& events) {
  v1::Ticket ticket;
  for (const ToldEvent& told : events) {
    EvolveTicket(ticket, told.record, told.event);
  }
  return ticket;
}

}  // namespace

absl::StatusOr<v1::ListNotesResponse> ListNotes(
    const Ledger& ledger, const v1::ListNotesRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  if (request.ticket().empty()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "ticket",
                      "got none, want a ticket's id");
  }
  const std::string scope = ScopeOf(ledger, request);
  WL_ASSIGN_OR_RETURN(const uint64_t start, StartOf(request, scope));
  v1::ListNotesResponse response;
  response.set_position(ledger.view().Position());
  v1::AsOf as_of;
  as_of.set_position(response.position());
  WL_ASSIGN_OR_RETURN(const std::vector<ToldEvent> events,
                      TicketEventsAsOf(ledger.log(), request.ticket(), as_of));
  if (events.empty()) {
    return MakeError(
        absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
        absl::StrCat("ticket: ", request.ticket(), " is not known"), "ticket");
  }
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  const v1::Ticket ticket = TicketNow(events);
  for (const ToldEvent& told : events) {
    if (!told.event.has_note_added() || told.record.version() <= start ||
        !MayReadNote(ticket, request.reader(), told.record.actor(),
                     told.event.note_added().visibility())) {
      continue;
    }
    if (response.notes_size() == page_size) {
      response.set_next_page_token(EncodePageToken(
          scope, absl::StrCat(response.notes(page_size - 1).version())));
      break;
    }
    *response.add_notes() = NoteOf(told);
  }
  return response;
}

}  // namespace workledger
