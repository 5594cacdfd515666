#ifndef WORKLEDGER_CORE_LIFECYCLE_CLEANING_EVOLVE_H_
#define WORKLEDGER_CORE_LIFECYCLE_CLEANING_EVOLVE_H_

// Folds the events that only cleaning has.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

void EvolveCleaning(v1::Ticket& ticket, const v1::Record& record,
                    const v1::Event& event);

// After an event that other kinds have, too: a dispatch leads cleaning to
// ASSIGNED, its checklist begins with the work, and the timers of its window
// stay for as long as it waits to be started. Changes no other ticket.
void AlignCleaning(v1::Ticket& ticket, const v1::Record& record,
                   const v1::Event& event);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_CLEANING_EVOLVE_H_
