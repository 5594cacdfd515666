#ifndef WORKLEDGER_CORE_LIFECYCLE_ENTER_STATE_H_
#define WORKLEDGER_CORE_LIFECYCLE_ENTER_STATE_H_

// How events move a ticket's fold from state to state.

#include "google/protobuf/timestamp.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Moves the ticket. What belongs to the state it leaves goes with it: its hold,
// offer, appointment, closure code and timers.
void EnterState(v1::Ticket& ticket, v1::TicketState state);

// Moves it to a terminal state: the end of its cycle, at `time`.
void EndTicket(v1::Ticket& ticket, const google::protobuf::Timestamp& time,
               v1::TicketState state, v1::ClosureCode code);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_ENTER_STATE_H_
