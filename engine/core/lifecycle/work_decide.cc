#include "engine/base/time.h"
#include "engine/core/lifecycle/repair_decide.h"

namespace workledger {
namespace {

// `order` is one that holds: it says until when and shows evidence.
template <typename Order>
Events Held(const Order& order, v1::HoldReason reason) {
  Events events(1);
  v1::WorkHeld& held = *events[0].mutable_work_held();
  held.set_reason(reason);
  held.set_label(order.label());
  if (order.has_until_time()) {
    *held.mutable_until_time() = FloorMillis(order.until_time());
  }
  *held.mutable_evidence() = order.evidence();
  return events;
}

}  // namespace

absl::StatusOr<Events> DecideReturn(const TicketCase& ticket_case) {
  if (ticket_case.ticket.forced()) {
    return Forbid(v1::ERROR_REASON_RETURN_FORBIDDEN,
                  "dispatch: got a forced one, want one that can be returned");
  }
  Events events(1);
  v1::WorkReturned& returned = *events[0].mutable_work_returned();
  returned.set_reason(ticket_case.command.return_().reason());
  *returned.mutable_assignee() = ticket_case.ticket.assignee();
  return events;
}

absl::StatusOr<Events> DecideReassign(const TicketCase& ticket_case) {
  const v1::Reassign& order = ticket_case.command.reassign();
  Events events(1);
  v1::WorkReassigned& reassigned = *events[0].mutable_work_reassigned();
  reassigned.mutable_assignee()->set_party(order.party());
  reassigned.mutable_assignee()->set_person(order.person());
  reassigned.set_segment(ticket_case.ticket.tallies().segments() + 1);
  reassigned.set_reason(order.reason());
  return events;
}

absl::StatusOr<Events> DecideAcknowledge(const TicketCase& ticket_case) {
  const v1::Acknowledge& order = ticket_case.command.acknowledge();
  Events events(1);
  v1::DispatchAcknowledged& acknowledged =
      *events[0].mutable_dispatch_acknowledged();
  if (order.has_eta_time()) {
    *acknowledged.mutable_eta_time() = FloorMillis(order.eta_time());
  }
  return events;
}

absl::StatusOr<Events> DecideAppoint(const TicketCase& ticket_case) {
  const v1::Appoint& order = ticket_case.command.appoint();
  Events events(1);
  v1::AppointmentMade& made = *events[0].mutable_appointment_made();
  *made.mutable_slot_time() = FloorMillis(order.slot_time());
  made.set_requested(order.requested());
  return events;
}

absl::StatusOr<Events> DecideRecordArrival(const TicketCase& ticket_case) {
  const v1::RecordArrival& order = ticket_case.command.record_arrival();
  Events events(1);
  v1::ArrivalRecorded& arrival = *events[0].mutable_arrival_recorded();
  arrival.set_evidence_level(order.evidence_level() ==
                                     v1::EVIDENCE_LEVEL_UNSPECIFIED
                                 ? v1::EVIDENCE_LEVEL_STATED
                                 : order.evidence_level());
  *arrival.mutable_evidence() = order.evidence();
  return events;
}

absl::StatusOr<Events> DecideStartWork(const TicketCase&) {
  Events events(1);
  events[0].mutable_work_started();
  return events;
}

absl::StatusOr<Events> DecideReportNoAccess(const TicketCase& ticket_case) {
  return Held(ticket_case.command.report_no_access(),
              v1::HOLD_REASON_AWAIT_ACCESS);
}

absl::StatusOr<Events> DecideHold(const TicketCase& ticket_case) {
  return Held(ticket_case.command.hold(), ticket_case.command.hold().reason());
}

absl::StatusOr<Events> DecideResume(const TicketCase& ticket_case) {
  if (!ticket_case.ticket.has_hold()) {
    return Forbid(v1::ERROR_REASON_TICKET_NOT_HELD,
                  "hold: got none, want one to lift");
  }
  Events events(1);
  events[0].mutable_work_resumed();
  return events;
}

absl::StatusOr<Events> DecideComplete(const TicketCase& ticket_case) {
  const v1::Complete& order = ticket_case.command.complete();
  Events events(1);
  v1::WorkCompleted& completed = *events[0].mutable_work_completed();
  completed.set_result(order.result());
  completed.set_cause_code(order.cause_code());
  completed.set_action_code(order.action_code());
  *completed.mutable_parts() = order.parts();
  *completed.mutable_labor() = order.labor();
  *completed.mutable_evidence() = order.evidence();
  return events;
}

}  // namespace workledger
