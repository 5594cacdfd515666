#ifndef WORKLEDGER_CORE_LIFECYCLE_HISTORY_EVOLVE_H_
#define WORKLEDGER_CORE_LIFECYCLE_HISTORY_EVOLVE_H_

// How the events that only history brings change a ticket's fold.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Applies one of them; nothing for any other event.
void EvolveHistory(v1::Ticket& ticket, const v1::Record& record,
                   const v1::Event& event);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_HISTORY_EVOLVE_H_
