#ifndef WORKLEDGER_CORE_LIFECYCLE_SECURITY_EVOLVE_H_
#define WORKLEDGER_CORE_LIFECYCLE_SECURITY_EVOLVE_H_

// Folds the events that only security incidents have.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

void EvolveSecurity(v1::Ticket& ticket, const v1::Record& record,
                    const v1::Event& event);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_SECURITY_EVOLVE_H_
