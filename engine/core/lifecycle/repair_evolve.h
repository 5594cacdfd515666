#ifndef WORKLEDGER_CORE_LIFECYCLE_REPAIR_EVOLVE_H_
#define WORKLEDGER_CORE_LIFECYCLE_REPAIR_EVOLVE_H_

// What an event makes of a repair ticket, beside what every event does.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Total. Of `record` it reads times, actor and provenance.
void EvolveRepair(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_REPAIR_EVOLVE_H_
