#include "engine/core/lifecycle/shared_decide.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/progress.h"
#include "engine/core/lifecycle/work_guards.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// Returns the step as the ticket's procedure was when it was pinned, or null.
const v1::PinnedStep* FindStep(const v1::Checklist& checklist,
                               const std::string& code) {
  const auto& steps = checklist.steps();
  const auto found = std::ranges::find_if(
      steps, [&](const v1::PinnedStep& step) { return step.step() == code; });
  return found == steps.end() ? nullptr : &*found;
}

// The requester answered, so that work no longer waits for them (DOMAIN 2.4).
// What they said before it waited is no answer.
void ResumeIfAwaited(const TicketCase& ticket_case, Events& events) {
  const auto& roles = ticket_case.command.actor().roles();
  const v1::Hold& hold = ticket_case.ticket.hold();
  if (hold.reason() != v1::HOLD_REASON_AWAIT_REQUESTER ||
      ticket_case.context.occur_time < FromTimestamp(hold.start_time()) ||
      std::ranges::find(roles, static_cast<int>(v1::ROLE_REQUESTER)) ==
          roles.end()) {
    return;
  }
  events.emplace_back().mutable_work_resumed();
}

// Word of a long-running ticket's progress, unless it is the requester's.
void SetProgress(const TicketCase& ticket_case, v1::NoteAdded& added) {
  const v1::Ticket& ticket = ticket_case.ticket;
  if (!ticket.extension().has_progress_due_time() ||
      !MayReportProgress(ticket_case)) {
    return;
  }
  const auto due = ProgressDue(ticket, *ticket_case.folds.catalogue,
                               ticket_case.context.occur_time);
  if (due) *added.mutable_progress_due_time() = ToTimestamp(*due);
}

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& texts,
              const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

}  // namespace

absl::StatusOr<Events> DecideSetPriority(const TicketCase& ticket_case) {
  const v1::SetPriority& order = ticket_case.command.set_priority();
  const v1::Priority previous = ticket_case.ticket.priority();
  if (order.priority() == previous) return Events();
  // P1 is the highest, so that a greater number is a lower priority.
  const bool lowered =
      previous != v1::PRIORITY_UNSPECIFIED && order.priority() > previous;
  if (lowered && order.approver().empty()) {
    return Forbid(v1::ERROR_REASON_APPROVAL_REQUIRED,
                  "got none, want who approved a lower priority",
                  "set_priority.approver");
  }
  Events events(1);
  v1::PrioritySet& set = *events[0].mutable_priority_set();
  set.set_priority(order.priority());
  set.set_previous(previous);
  set.set_reason(order.reason());
  set.set_approver(order.approver());
  return events;
}

absl::StatusOr<Events> DecideAddNote(const TicketCase& ticket_case) {
  const v1::AddNote& order = ticket_case.command.add_note();
  Events events(1);
  v1::NoteAdded& added = *events[0].mutable_note_added();
  *added.mutable_text() = order.text();
  added.set_visibility(order.visibility() == v1::VISIBILITY_UNSPECIFIED
                           ? v1::VISIBILITY_INTERNAL
                           : order.visibility());
  SetProgress(ticket_case, added);
  ResumeIfAwaited(ticket_case, events);
  return events;
}

absl::StatusOr<Events> DecideAttach(const TicketCase& ticket_case) {
  Events events(1);
  *events[0].mutable_attached()->mutable_attachments() =
      ticket_case.command.attach().attachments();
  ResumeIfAwaited(ticket_case, events);
  return events;
}

absl::StatusOr<Events> DecideUrge(const TicketCase& ticket_case) {
  Events events(1);
  v1::TicketUrged& urged = *events[0].mutable_ticket_urged();
  urged.set_reason(ticket_case.command.urge().reason());
  urged.set_count(ticket_case.ticket.tallies().urges() + 1);
  return events;
}

absl::StatusOr<Events> DecideSupervise(const TicketCase& ticket_case) {
  const v1::Supervise& order = ticket_case.command.supervise();
  Events events(1);
  v1::TicketSupervised& supervised = *events[0].mutable_ticket_supervised();
  supervised.set_reason(order.reason());
  if (order.has_due_time()) {
    *supervised.mutable_due_time() = FloorMillis(order.due_time());
    WL_RETURN_IF_ERROR(CheckLater(ticket_case,
                                  FromTimestamp(supervised.due_time()),
                                  "supervise.due_time"));
  }
  return events;
}

absl::StatusOr<Events> DecideRecordLookBack(const TicketCase& ticket_case) {
  const v1::RecordLookBack& order = ticket_case.command.record_look_back();
  Events events(1);
  v1::LookBackRecorded& recorded = *events[0].mutable_look_back_recorded();
  recorded.set_good(order.good());
  if (order.has_text()) *recorded.mutable_text() = order.text();
  return events;
}

absl::StatusOr<Events> DecideRecordStep(const TicketCase& ticket_case) {
  const v1::RecordStep& order = ticket_case.command.record_step();
  const v1::Checklist& checklist = ticket_case.ticket.checklist();
  const v1::PinnedStep* const step = FindStep(checklist, order.step());
  if (step == nullptr) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "record_step.step",
                      absl::StrCat("got ", order.step(),
                                   ", want a step of the ticket's procedure"));
  }
  if (Contains(checklist.done_steps(), order.step())) {
    return Forbid(v1::ERROR_REASON_ALREADY_DONE,
                  "got one that is done, want an open one", "record_step.step");
  }
  if (step->evidence() && order.evidence().empty()) {
    return Forbid(v1::ERROR_REASON_EVIDENCE_REQUIRED,
                  "got none, want an attachment for this step",
                  "record_step.evidence");
  }
  Events events(1);
  v1::StepRecorded& recorded = *events[0].mutable_step_recorded();
  recorded.set_step(order.step());
  *recorded.mutable_evidence() = order.evidence();
  return events;
}

}  // namespace workledger
