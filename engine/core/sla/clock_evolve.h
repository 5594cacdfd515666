#ifndef WORKLEDGER_CORE_SLA_CLOCK_EVOLVE_H_
#define WORKLEDGER_CORE_SLA_CLOCK_EVOLVE_H_

// What the events of clocks leave in a ticket's fold: facts, no values.

#include "workledger/v1/clock.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Applies an event of clocks. Total.
void EvolveClocks(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event);

// Returns the clock that `key` names, or null.
v1::Clock* FindClock(v1::Ticket& ticket, const v1::ClockKey& key);
const v1::Clock* FindClock(const v1::Ticket& ticket, const v1::ClockKey& key);

// Whether the record tells of history: nobody is told of what its clocks do.
bool IsSilent(const v1::Record& record);

// Whether nothing has ended the clock.
bool IsRunning(const v1::Clock& clock);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_EVOLVE_H_
