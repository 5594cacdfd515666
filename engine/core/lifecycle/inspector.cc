#include "engine/core/lifecycle/inspector.h"

#include "workledger/error.h"

namespace workledger {

absl::Status CheckInspector(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  const v1::Actor& actor = ticket_case.command.actor();
  const bool colleague =
      !actor.party().empty() && (actor.party() == ticket.assignee().party() ||
                                 actor.party() == ticket.performer().party());
  if (!colleague && actor.principal() != ticket.performer().principal()) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_PERFORMER_INSPECTS,
                "actor: got the performer or their party, want another",
                "actor");
}

}  // namespace workledger
