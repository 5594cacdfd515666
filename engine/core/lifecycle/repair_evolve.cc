#include "engine/core/lifecycle/repair_evolve.h"

#include <cstdint>

#include "engine/core/evolve.h"
#include "engine/core/lifecycle/enter_state.h"
#include "engine/core/lifecycle/history_evolve.h"
#include "engine/core/lifecycle/procedure.h"
#include "engine/core/lifecycle/security_evolve.h"
#include "engine/core/lifecycle/timers.h"

namespace workledger {
namespace {

using google::protobuf::Timestamp;

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TicketReported& event) {
  const bool incident = event.kind() == v1::TICKET_KIND_SECURITY;
  EnterState(ticket,
             incident ? v1::TICKET_STATE_ALARMED : v1::TICKET_STATE_REPORTED);
  ticket.set_kind(event.kind());
  ticket.set_number(event.number());
  ticket.set_channel(event.channel());
  if (event.has_requester()) *ticket.mutable_requester() = event.requester();
  if (event.has_reporter()) *ticket.mutable_reporter() = event.reporter();
  if (event.has_text()) *ticket.mutable_text() = event.text();
  ticket.set_first_owner(event.first_owner());
  ticket.set_location(event.location());
  ticket.set_category(event.category());
  ticket.set_asset(event.asset());
  *ticket.mutable_assets() = event.assets();
  ticket.set_priority(event.priority());
  ticket.set_title(event.title());
  ticket.set_headcount(event.headcount());
  if (event.has_window_start_time()) {
    *ticket.mutable_window_start_time() = event.window_start_time();
  }
  if (event.has_window_end_time()) {
    *ticket.mutable_window_end_time() = event.window_end_time();
  }
  *ticket.mutable_ordered_quantities() = event.quantities();
  ticket.set_recurrence_of(event.recurrence_of());
  ticket.set_drill(event.drill());
  ticket.set_confidential(event.confidential());
  ticket.set_department(event.department());
  ticket.set_parent(event.parent());
  ticket.set_inspection(event.inspection());
  ticket.set_hazard(event.hazard());
  if (event.has_occurrence()) {
    *ticket.mutable_occurrence() = event.occurrence();
  }
  ticket.set_size_class(event.size_class());
  ticket.set_major_event(event.major_event());
  ticket.set_catalogue_position(event.catalogue_position());
  ticket.set_cycle(1);
  *ticket.mutable_milestones()->mutable_report_time() =
      event.has_report_time() ? event.report_time() : record.occur_time();
  if (event.kind() == v1::TICKET_KIND_SECURITY) {
    ReportIncident(ticket, record, event);
  }
}

// History does not ask the catalogue.
void KeepCataloguePosition(v1::Ticket& ticket, uint64_t position) {
  if (position > 0) ticket.set_catalogue_position(position);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TicketAccepted& event) {
  EnterState(ticket, v1::TICKET_STATE_ACCEPTED);
  ticket.set_category(event.category());
  ticket.set_priority(event.priority());
  ticket.set_location(event.location());
  ticket.set_size_class(event.size_class());
  KeepCataloguePosition(ticket, event.catalogue_position());
  StartChecklist(ticket, event);
  *ticket.mutable_milestones()->mutable_accept_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TicketRejected& event) {
  EndTicket(ticket, record.occur_time(), v1::TICKET_STATE_REJECTED,
            event.closure_code());
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TicketWithdrawn&) {
  EndTicket(ticket, record.occur_time(), v1::TICKET_STATE_WITHDRAWN,
            v1::CLOSURE_CODE_WITHDRAWN);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::DuplicateLinked& event) {
  const v1::TicketState previous = ticket.state();
  EndTicket(ticket, record.occur_time(), v1::TICKET_STATE_DUPLICATE,
            v1::CLOSURE_CODE_DUPLICATE);
  ticket.set_master(event.master());
  if (!IsTerminal(previous)) ticket.set_previous_state(previous);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::DuplicateUnlinked& event) {
  EnterState(ticket, event.state());
  if (event.state() == v1::TICKET_STATE_ALARMED) CallLater(ticket, record);
}

// Nobody has the work any more, by no contract.
void TakeBack(v1::Ticket& ticket) {
  ticket.clear_assignee();
  ticket.clear_contract();
  ticket.clear_return_end_time();
}

void Apply(v1::Ticket& ticket, const v1::Record&, const v1::TicketAppealed&) {
  EnterState(ticket, v1::TICKET_STATE_REPORTED);
  TakeBack(ticket);
  ticket.set_appealed(true);
}

// A segment of work begins: the clock of its party starts here.
void StartSegment(v1::Ticket& ticket, const Timestamp& time,
                  const v1::Assignee& assignee, uint32_t segment, bool forced) {
  EnterState(ticket, v1::TICKET_STATE_DISPATCHED);
  *ticket.mutable_assignee() = assignee;
  ticket.set_forced(forced);
  ticket.mutable_tallies()->set_segments(segment);
  *ticket.mutable_milestones()->mutable_dispatch_time() = time;
}

// `Event` gives the work out. What an earlier dispatch said is over.
template <typename Event>
void KeepContract(v1::Ticket& ticket, const Event& event) {
  ticket.set_contract(event.contract());
  ticket.clear_return_end_time();
  if (event.has_return_end_time()) {
    *ticket.mutable_return_end_time() = event.return_end_time();
  }
  KeepCataloguePosition(ticket, event.catalogue_position());
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::WorkDispatched& event) {
  StartSegment(ticket, record.occur_time(), event.assignee(), event.segment(),
               event.forced());
  KeepContract(ticket, event);
}

void CountReassignment(v1::Ticket& ticket) {
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_reassignments(tallies.reassignments() + 1);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::WorkReassigned& event) {
  if (ticket.assignee().party() != event.assignee().party()) {
    CountReassignment(ticket);
  }
  StartSegment(ticket, record.occur_time(), event.assignee(), event.segment(),
               /*forced=*/false);
  KeepContract(ticket, event);
}

void Apply(v1::Ticket& ticket, const v1::Record&, const v1::WorkReturned&) {
  EnterState(ticket, v1::TICKET_STATE_ACCEPTED);
  TakeBack(ticket);
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_returns(tallies.returns() + 1);
}

void Apply(v1::Ticket& ticket, const v1::Record&, const v1::WorkOffered&) {
  ticket.set_offered(true);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::DispatchAcknowledged&) {
  EnterState(ticket, v1::TICKET_STATE_ACKNOWLEDGED);
  *ticket.mutable_milestones()->mutable_acknowledge_time() =
      record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::AppointmentMade& event) {
  *ticket.mutable_appointment_time() = event.slot_time();
  ticket.set_appointment_requested(event.requested());
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::ArrivalRecorded& event) {
  EnterState(ticket, v1::TICKET_STATE_ON_SITE);
  KeepCataloguePosition(ticket, event.catalogue_position());
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_arrivals(tallies.arrivals() + 1);
  *ticket.mutable_milestones()->mutable_arrive_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::WorkStarted& event) {
  EnterState(ticket, v1::TICKET_STATE_IN_PROGRESS);
  KeepCataloguePosition(ticket, event.catalogue_position());
  *ticket.mutable_milestones()->mutable_start_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::WorkCompleted& event) {
  EnterState(ticket, v1::TICKET_STATE_COMPLETED);
  KeepCataloguePosition(ticket, event.catalogue_position());
  *ticket.mutable_done_quantities() = event.quantities();
  if (event.headcount() > 0) ticket.set_headcount(event.headcount());
  if (event.has_accept_due_time()) {
    SetTimer(ticket, v1::TIMER_KIND_DEEMED_ACCEPTANCE, event.accept_due_time(),
             record);
  }
  *ticket.mutable_milestones()->mutable_complete_time() = record.occur_time();
  // Whoever imports a completion did not do the work.
  if (record.has_provenance()) {
    ticket.clear_performer();
  } else {
    *ticket.mutable_performer() = record.actor();
  }
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::WorkAccepted&) {
  EnterState(ticket, v1::TICKET_STATE_VERIFIED);
  ticket.clear_deemed_accepted();
  *ticket.mutable_milestones()->mutable_verify_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::FindingRechecked& event) {
  ticket.set_rechecked(event.passed());
}

void Apply(v1::Ticket& ticket, const v1::Record&, const v1::WorkRejected&) {
  EnterState(ticket, v1::TICKET_STATE_IN_PROGRESS);
  ticket.clear_rechecked();
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_rejections(tallies.rejections() + 1);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TicketClosed& event) {
  EndTicket(ticket, record.occur_time(), v1::TICKET_STATE_CLOSED,
            event.closure_code());
  KeepCataloguePosition(ticket, event.catalogue_position());
  if (!event.project().empty()) ticket.set_project(event.project());
  ticket.clear_reopen_end_time();
  if (event.has_reopen_end_time()) {
    *ticket.mutable_reopen_end_time() = event.reopen_end_time();
  }
}

// The assignee stays: who had it last is who is asked first.
void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TicketReopened& event) {
  if (ticket.kind() == v1::TICKET_KIND_SECURITY) {
    ReopenIncident(ticket, record, ticket.state());
  } else {
    EnterState(ticket, v1::TICKET_STATE_ACCEPTED);
  }
  ticket.set_cycle(event.cycle());
  KeepCataloguePosition(ticket, event.catalogue_position());
  ticket.clear_project();
  ticket.clear_forced();
  ticket.clear_reopen_end_time();
  ticket.clear_rechecked();
  // Leave is given, and steps are done, for one run of the work.
  ticket.clear_approvals();
  // So is more time for it.
  ticket.clear_extension();
  StartChecklist(ticket, event);
  ticket.clear_deemed_accepted();
  ClearTimer(ticket, v1::TIMER_KIND_LOOK_BACK);
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_reopens(tallies.reopens() + 1);
  tallies.set_returns(0);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::WorkHeld& event) {
  v1::Hold& hold = *ticket.mutable_hold();
  KeepCataloguePosition(ticket, event.catalogue_position());
  hold.set_reason(event.reason());
  hold.set_label(event.label());
  *hold.mutable_start_time() = record.occur_time();
  hold.clear_until_time();
  ClearTimer(ticket, v1::TIMER_KIND_HOLD_EXPIRY);
  if (event.has_until_time()) {
    *hold.mutable_until_time() = event.until_time();
    SetTimer(ticket, v1::TIMER_KIND_HOLD_EXPIRY, event.until_time(), record);
  }
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_holds(tallies.holds() + 1);
}

void Apply(v1::Ticket& ticket, const v1::Record&, const v1::WorkResumed&) {
  ticket.clear_hold();
  ClearTimer(ticket, v1::TIMER_KIND_HOLD_EXPIRY);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::LookBackScheduled& event) {
  SetTimer(ticket, v1::TIMER_KIND_LOOK_BACK, event.due_time(), record);
}

}  // namespace

// One row a type, so longer than a function should be.
void EvolveRepair(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kTicketReported:
      return Apply(ticket, record, event.ticket_reported());
    case v1::Event::kTicketAccepted:
      return Apply(ticket, record, event.ticket_accepted());
    case v1::Event::kTicketRejected:
      return Apply(ticket, record, event.ticket_rejected());
    case v1::Event::kTicketWithdrawn:
      return Apply(ticket, record, event.ticket_withdrawn());
    case v1::Event::kDuplicateLinked:
      return Apply(ticket, record, event.duplicate_linked());
    case v1::Event::kDuplicateUnlinked:
      return Apply(ticket, record, event.duplicate_unlinked());
    case v1::Event::kTicketAppealed:
      return Apply(ticket, record, event.ticket_appealed());
    case v1::Event::kWorkDispatched:
      return Apply(ticket, record, event.work_dispatched());
    case v1::Event::kWorkOffered:
      return Apply(ticket, record, event.work_offered());
    case v1::Event::kWorkReturned:
      return Apply(ticket, record, event.work_returned());
    case v1::Event::kWorkReassigned:
      return Apply(ticket, record, event.work_reassigned());
    case v1::Event::kDispatchAcknowledged:
      return Apply(ticket, record, event.dispatch_acknowledged());
    case v1::Event::kAppointmentMade:
      return Apply(ticket, record, event.appointment_made());
    case v1::Event::kArrivalRecorded:
      return Apply(ticket, record, event.arrival_recorded());
    case v1::Event::kWorkStarted:
      return Apply(ticket, record, event.work_started());
    case v1::Event::kWorkHeld:
      return Apply(ticket, record, event.work_held());
    case v1::Event::kWorkResumed:
      return Apply(ticket, record, event.work_resumed());
    case v1::Event::kWorkCompleted:
      return Apply(ticket, record, event.work_completed());
    case v1::Event::kWorkAccepted:
      return Apply(ticket, record, event.work_accepted());
    case v1::Event::kWorkRejected:
      return Apply(ticket, record, event.work_rejected());
    case v1::Event::kFindingRechecked:
      return Apply(ticket, event.finding_rechecked());
    case v1::Event::kTicketClosed:
      return Apply(ticket, record, event.ticket_closed());
    case v1::Event::kTicketReopened:
      return Apply(ticket, record, event.ticket_reopened());
    case v1::Event::kLookBackScheduled:
      return Apply(ticket, record, event.look_back_scheduled());
    case v1::Event::kStateRecorded:
    case v1::Event::kAssigneeRecorded:
    case v1::Event::kDetailsRecorded:
    case v1::Event::kFactsRecorded:
    case v1::Event::kStopRestated:
    case v1::Event::kConformanceFound:
      return EvolveHistory(ticket, record, event);
    // Kept for readers of the log: the ticket does not change. AreaOf sends no
    // other event here.
    default:
      break;
  }
}

}  // namespace workledger
