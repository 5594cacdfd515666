#ifndef WORKLEDGER_CORE_LIFECYCLE_SECURITY_EVOLVE_H_
#define WORKLEDGER_CORE_LIFECYCLE_SECURITY_EVOLVE_H_

// Folds the events that only security incidents have, and what they make of
// those that they share.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

void EvolveSecurity(v1::Ticket& ticket, const v1::Record& record,
                    const v1::Event& event);

// Goes on from what a report does to a ticket of any kind.
void ReportIncident(v1::Ticket& ticket, const v1::Record& record,
                    const v1::TicketReported& event);

// Sets when the next of the roster is called, if anyone is to be called.
void CallLater(v1::Ticket& ticket, const v1::Record& record);

// The same for a reopening.
void ReopenIncident(v1::Ticket& ticket, const v1::Record& record,
                    v1::TicketState previous);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_SECURITY_EVOLVE_H_
