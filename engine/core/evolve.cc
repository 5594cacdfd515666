#include "engine/core/evolve.h"

#include <algorithm>

#include "engine/core/lifecycle/repair_evolve.h"

namespace workledger {

void EvolveTicket(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event) {
  // The key is the same in all records of a stream; a copy for each would cost.
  if (ticket.ticket().empty()) ticket.set_ticket(record.stream().key());
  ticket.set_version(record.version());
  if (record.has_provenance()) {
    ticket.set_imported(true);
    if (record.version() == 1) ticket.set_source(record.provenance().source());
  }
  *ticket.mutable_milestones()->mutable_change_time() = record.occur_time();
  EvolveRepair(ticket, record, event);
}

void EvolveLedger(v1::LedgerState& ledger, const v1::Record& record,
                  const v1::Event& event) {
  ledger.set_position(record.position());
  *ledger.mutable_now_time() = record.record_time();
  if (record.stream().kind() == v1::STREAM_KIND_LEDGER) {
    ledger.set_version(record.version());
  }
  if (event.has_ticket_reported()) {
    ledger.set_last_number(
        std::max(ledger.last_number(), event.ticket_reported().number()));
  } else if (event.has_ledger_created()) {
    const v1::LedgerCreated& created = event.ledger_created();
    ledger.set_ledger(created.ledger());
    ledger.set_clock(created.clock());
    *ledger.mutable_create_time() = record.record_time();
    if (created.has_start_time()) {
      *ledger.mutable_now_time() = created.start_time();
    }
  } else if (event.has_time_advanced()) {
    *ledger.mutable_now_time() = event.time_advanced().now_time();
  }
}

bool IsTerminal(v1::TicketState state) {
  switch (state) {
    case v1::TICKET_STATE_CLOSED:
    case v1::TICKET_STATE_REJECTED:
    case v1::TICKET_STATE_WITHDRAWN:
    case v1::TICKET_STATE_DUPLICATE:
      return true;
    case v1::TICKET_STATE_UNSPECIFIED:
    case v1::TICKET_STATE_REPORTED:
    case v1::TICKET_STATE_ACCEPTED:
    case v1::TICKET_STATE_DISPATCHED:
    case v1::TICKET_STATE_ACKNOWLEDGED:
    case v1::TICKET_STATE_ON_SITE:
    case v1::TICKET_STATE_IN_PROGRESS:
    case v1::TICKET_STATE_COMPLETED:
    case v1::TICKET_STATE_VERIFIED:
    case v1::TicketState_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TicketState_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return false;
}

}  // namespace workledger
