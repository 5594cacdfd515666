#include "engine/core/lifecycle/enter_state.h"

#include "engine/core/lifecycle/timers.h"

namespace workledger {

void EnterState(v1::Ticket& ticket, v1::TicketState state) {
  ticket.set_state(state);
  ticket.clear_hold();
  ticket.clear_offered();
  ticket.clear_appointment_time();
  ticket.clear_closure_code();
  ticket.clear_master();
  ticket.clear_previous_state();
  ClearStateTimers(ticket);
}

void EndTicket(v1::Ticket& ticket, const google::protobuf::Timestamp& time,
               v1::TicketState state, v1::ClosureCode code) {
  EnterState(ticket, state);
  ticket.set_closure_code(code);
  *ticket.mutable_milestones()->mutable_close_time() = time;
}

}  // namespace workledger
