#include "engine/core/lifecycle/shared_evolve.h"

#include <algorithm>
#include <string>

#include "engine/core/lifecycle/enter_state.h"
#include "engine/core/lifecycle/timeline.h"
#include "engine/core/lifecycle/timers.h"

namespace workledger {
namespace {

void Apply(v1::Ticket& ticket, const v1::PrioritySet& event) {
  ticket.set_priority(event.priority());
}

void SetProgressDue(v1::Ticket& ticket,
                    const google::protobuf::Timestamp& due_time) {
  *ticket.mutable_extension()->mutable_progress_due_time() = due_time;
}

void Apply(v1::Ticket& ticket, const v1::NoteAdded& event) {
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_notes(tallies.notes() + 1);
  if (event.has_progress_due_time()) {
    SetProgressDue(ticket, event.progress_due_time());
  }
}

void Apply(v1::Ticket& ticket, const v1::Attached& event) {
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_attachments(tallies.attachments() + event.attachments_size());
}

void Apply(v1::Ticket& ticket, const v1::ChildAdded& event) {
  const auto& children = ticket.children();
  if (std::ranges::find(children, event.child()) == children.end()) {
    ticket.add_children(event.child());
  }
}

void Apply(v1::Ticket& ticket, const v1::ParentSet& event) {
  ticket.set_parent(event.parent());
}

void Apply(v1::Ticket& ticket, const v1::TicketUrged& event) {
  ticket.mutable_tallies()->set_urges(event.count());
}

void Apply(v1::Ticket& ticket, const v1::TicketSupervised& event) {
  ticket.set_supervised(true);
  ticket.clear_supervise_due_time();
  if (event.has_due_time()) {
    *ticket.mutable_supervise_due_time() = event.due_time();
  }
}

// While it waits for an answer, the fold keeps the time that is asked for.
void Apply(v1::Ticket& ticket, const v1::ExtensionRequested& event) {
  *ticket.mutable_extension()->mutable_request_time() = event.due_time();
}

void Apply(v1::Ticket& ticket, const v1::ExtensionGranted& event) {
  v1::Extension& extension = *ticket.mutable_extension();
  extension.clear_request_time();
  *extension.mutable_due_time() = event.due_time();
  extension.set_count(event.count());
  if (event.has_progress_due_time()) {
    SetProgressDue(ticket, event.progress_due_time());
  }
}

void Apply(v1::Ticket& ticket, const v1::ExtensionRefused&) {
  ticket.mutable_extension()->clear_request_time();
}

v1::Approval& ApprovalOf(v1::Ticket& ticket, v1::ApprovalSubject subject) {
  auto& approvals = *ticket.mutable_approvals();
  auto place = std::ranges::find_if(
      approvals, [&](const auto& a) { return a.subject() >= subject; });
  if (place != approvals.end() && place->subject() == subject) return *place;
  int index = static_cast<int>(place - approvals.begin());
  approvals.Add()->set_subject(subject);
  for (int last = approvals.size() - 1; last > index; --last) {
    approvals.SwapElements(last, last - 1);
  }
  return approvals[index];
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::ApprovalRequested& event) {
  v1::Approval& approval = ApprovalOf(ticket, event.subject());
  approval.Clear();
  approval.set_subject(event.subject());
  approval.set_state(v1::APPROVAL_STATE_REQUESTED);
  approval.set_cost_fen(event.cost_fen());
  approval.set_requester(record.actor().principal());
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::ApprovalGranted& event) {
  v1::Approval& approval = ApprovalOf(ticket, event.subject());
  approval.set_state(v1::APPROVAL_STATE_GRANTED);
  approval.set_cost_fen(event.cost_fen());
  approval.set_approver(record.actor().principal());
  approval.set_number(event.number());
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::ApprovalRefused& event) {
  v1::Approval& approval = ApprovalOf(ticket, event.subject());
  approval.set_state(v1::APPROVAL_STATE_REFUSED);
  approval.set_approver(record.actor().principal());
}

void Apply(v1::Ticket& ticket, const v1::TimelineCorrected& event) {
  SetMilestone(*ticket.mutable_milestones(), event.state(),
               event.correct_time());
}

void Apply(v1::Ticket& ticket, const v1::StepRecorded& event) {
  v1::Checklist& checklist = *ticket.mutable_checklist();
  auto& open = *checklist.mutable_open_steps();
  open.erase(std::remove(open.begin(), open.end(), event.step()), open.end());
  const auto& done = checklist.done_steps();
  if (std::ranges::find(done, event.step()) == done.end()) {
    checklist.add_done_steps(event.step());
  }
}

void Apply(v1::Ticket& ticket, const v1::HoldExpired&) {
  ticket.clear_hold();
  ClearTimer(ticket, v1::TIMER_KIND_HOLD_EXPIRY);
}

void DeemAccepted(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event) {
  EnterState(ticket, v1::TICKET_STATE_VERIFIED);
  *ticket.mutable_milestones()->mutable_verify_time() =
      HappenTime(record, event);
  ticket.set_deemed_accepted(true);
}

}  // namespace

// One row a type, so longer than a function should be.
void EvolveShared(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kPrioritySet:
      return Apply(ticket, event.priority_set());
    case v1::Event::kNoteAdded:
      return Apply(ticket, event.note_added());
    case v1::Event::kAttached:
      return Apply(ticket, event.attached());
    case v1::Event::kChildAdded:
      return Apply(ticket, event.child_added());
    case v1::Event::kParentSet:
      return Apply(ticket, event.parent_set());
    case v1::Event::kTicketUrged:
      return Apply(ticket, event.ticket_urged());
    case v1::Event::kTicketSupervised:
      return Apply(ticket, event.ticket_supervised());
    case v1::Event::kExtensionRequested:
      return Apply(ticket, event.extension_requested());
    case v1::Event::kExtensionGranted:
      return Apply(ticket, event.extension_granted());
    case v1::Event::kExtensionRefused:
      return Apply(ticket, event.extension_refused());
    case v1::Event::kApprovalRequested:
      return Apply(ticket, record, event.approval_requested());
    case v1::Event::kApprovalGranted:
      return Apply(ticket, record, event.approval_granted());
    case v1::Event::kApprovalRefused:
      return Apply(ticket, record, event.approval_refused());
    case v1::Event::kTimelineCorrected:
      return Apply(ticket, event.timeline_corrected());
    case v1::Event::kLookBackDue:
    case v1::Event::kLookBackRecorded:
      return ClearTimer(ticket, v1::TIMER_KIND_LOOK_BACK);
    case v1::Event::kStepRecorded:
      return Apply(ticket, event.step_recorded());
    case v1::Event::kHoldExpired:
      return Apply(ticket, event.hold_expired());
    case v1::Event::kWorkDeemedAccepted:
      return DeemAccepted(ticket, record, event);
    case v1::Event::kProgressMissed:
      return SetProgressDue(ticket,
                            event.progress_missed().progress_due_time());
    // AreaOf sends no other event here.
    default:
      break;
  }
}

}  // namespace workledger
