#ifndef WORKLEDGER_CORE_LIFECYCLE_TIMERS_H_
#define WORKLEDGER_CORE_LIFECYCLE_TIMERS_H_

// The timers of a ticket's fold, set and cleared by its events.

#include "google/protobuf/timestamp.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// Sets the ticket's timer of this kind; `record` is the event that does.
void SetTimer(v1::Ticket& ticket, v1::TimerKind kind,
              const google::protobuf::Timestamp& due_time,
              const v1::Record& record);

// Clears it, if it is set.
void ClearTimer(v1::Ticket& ticket, v1::TimerKind kind);

// Clears those that belong to the state which the ticket leaves.
void ClearStateTimers(v1::Ticket& ticket);

// Returns the timer of this kind, or null.
const v1::Timer* FindTimer(const v1::Ticket& ticket, v1::TimerKind kind);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_TIMERS_H_
