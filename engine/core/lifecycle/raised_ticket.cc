#include "engine/core/lifecycle/raised_ticket.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "workledger/error.h"

namespace workledger {

std::string RaisedTicketId(const v1::Command& command) {
  std::string id;
  if (command.has_raise_repair()) {
    id = command.raise_repair().child();
  } else if (command.has_raise_finding()) {
    id = command.raise_finding().ticket();
  } else {
    return id;
  }
  return id.empty() ? DerivedTicketId(command.request_id()) : id;
}

absl::Status CheckRaised(const v1::Command& command, const Folds& folds,
                         std::string_view field) {
  const std::string id = RaisedTicketId(command);
  if (TicketOf(folds, id).version() == 0) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_TICKET_EXISTS,
      absl::StrCat(std::string(field), ": got ", id, ", want one that is new"),
      field);
}

v1::Event RaisedEvent(const v1::Command& command, const Folds& folds,
                      const Context& context, v1::TicketReported reported) {
  const Catalogue& catalogue = *folds.catalogue;
  reported.set_number(folds.ledger->last_number() + 1);
  reported.set_first_owner(command.actor().principal());
  reported.set_size_class(SizeClassOf(catalogue, reported.category()));
  const v1::CatalogueEntry* const major_event =
      FindWindow(catalogue, v1::WINDOW_KIND_MAJOR_EVENT, reported.location(),
                 "", context.occur_time);
  if (major_event != nullptr) {
    reported.set_major_event(major_event->item().window().code());
  }
  reported.set_catalogue_position(catalogue.position());
  v1::Event event;
  *event.mutable_ticket_reported() = std::move(reported);
  return event;
}

}  // namespace workledger
