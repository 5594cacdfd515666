#ifndef WORKLEDGER_CORE_EVOLVE_H_
#define WORKLEDGER_CORE_EVOLVE_H_

// Folds events into state. Total: any event can be applied to any state, and
// nothing fails. Holds no rule.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Applies an event of a stream that has a `Fold`: any but those of the ledger
// and the catalogue. The record's envelope is read as EvolveTicket reads it.
void EvolveFold(v1::Fold& fold, const v1::Record& record,
                const v1::Event& event);

// Applies an event of the ticket's stream. Of `record` it reads the envelope
// (version, times, actor, stream key, provenance), never the payload; `event`
// is the payload, lifted by Upcast.
void EvolveTicket(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event);

// Applies any event of the ledger.
void EvolveLedger(v1::LedgerState& ledger, const v1::Record& record,
                  const v1::Event& event);

// Whether tickets end in `state`.
bool IsTerminal(v1::TicketState state);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_EVOLVE_H_
