// The re-check 复查 of a repair that an inspection found.

#include "engine/base/status_macros.h"
#include "engine/core/lifecycle/inspector.h"
#include "engine/core/lifecycle/procedure.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/work_guards.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status CheckFound(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  if (ticket.inspection().empty()) {
    return Forbid(v1::ERROR_REASON_NOTHING_TO_ANSWER,
                  "inspection: got none that found it, want a ticket that one "
                  "did find");
  }
  if (ticket.rechecked()) {
    return Forbid(v1::ERROR_REASON_ALREADY_DONE,
                  "recheck: got a second one that it passed, want one at most");
  }
  if (ticket_case.command.recheck().has_due_time()) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "recheck.due_time",
                      "got a time, want none for a repair");
  }
  return absl::OkStatus();
}

// The work is to be done again: what is not accepted yet goes on, what was
// begins anew.
v1::Event DoneAgain(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  const std::string& reason = ticket_case.command.recheck().reason();
  v1::Event event;
  if (ticket.state() == v1::TICKET_STATE_COMPLETED) {
    event.mutable_work_rejected()->set_reason(reason);
    return event;
  }
  v1::TicketReopened& reopened = *event.mutable_ticket_reopened();
  reopened.set_reason(reason);
  reopened.set_cycle(ticket.cycle() + 1);
  PinProcedure(*ticket_case.folds.catalogue, ticket.category(), reopened);
  reopened.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
  return event;
}

}  // namespace

absl::StatusOr<Events> DecideRecheckFinding(const TicketCase& ticket_case) {
  const v1::Recheck& order = ticket_case.command.recheck();
  WL_RETURN_IF_ERROR(CheckFound(ticket_case));
  WL_RETURN_IF_ERROR(CheckInspector(ticket_case));
  Events events(1);
  v1::FindingRechecked& checked = *events[0].mutable_finding_rechecked();
  checked.set_passed(order.passed());
  checked.set_reason(order.reason());
  *checked.mutable_evidence() = order.evidence();
  if (!order.passed()) events.push_back(DoneAgain(ticket_case));
  return events;
}

absl::Status CheckRechecked(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  if (ticket.inspection().empty() || ticket.rechecked()) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_RECHECK_REQUIRED,
                "recheck: got none that what was found passed, want one before "
                "the ticket is closed");
}

}  // namespace workledger
