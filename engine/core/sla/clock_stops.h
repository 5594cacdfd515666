#ifndef WORKLEDGER_CORE_SLA_CLOCK_STOPS_H_
#define WORKLEDGER_CORE_SLA_CLOCK_STOPS_H_

// Which events of a ticket's life stop which of its clocks, and which let one
// go on as if it had not been stopped.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Stops the clocks that the event, which is applied already, answers; those
// that it implies (work that is done was responded to) are marked so. Only a
// person of a provider stops a response. Rejected work (返工) reinstates the
// resolution clock. A correction of the time line moves the stops of its event.
void StopClocks(const v1::Record& record, const v1::Event& event,
                v1::Ticket& ticket);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_STOPS_H_
