#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/contract.h"
#include "engine/core/lifecycle/hold_rules.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/work_guards.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Returns the event of an order that holds, with what the order says filled in.
// `path` is that of the order.
absl::StatusOr<Events> Held(const TicketCase& ticket_case, v1::WorkHeld held,
                            std::string_view path) {
  WL_RETURN_IF_ERROR(CheckHoldStart(ticket_case));
  std::optional<absl::Time> until;
  if (held.has_until_time()) {
    *held.mutable_until_time() = FloorMillis(held.until_time());
    until = FromTimestamp(held.until_time());
    WL_RETURN_IF_ERROR(CheckLater(ticket_case, *until,
                                  absl::StrCat(ToAbsl(path), ".until_time")));
  }
  for (auto& time : *held.mutable_contact_times()) time = FloorMillis(time);
  const v1::HoldRule* const rule = FindHoldRule(ticket_case, held.reason());
  WL_RETURN_IF_ERROR(CheckHoldEvidence(ticket_case, rule, held, path));
  WL_ASSIGN_OR_RETURN(std::optional<absl::Time> end,
                      HoldEnd(ticket_case, until));
  if (rule != nullptr) {
    WL_ASSIGN_OR_RETURN(const auto rule_end,
                        RuleEnd(ticket_case, *rule, until));
    if (rule_end && (!end || *rule_end < *end)) end = rule_end;
  }
  if (end) *held.mutable_until_time() = ToTimestamp(*end);
  held.set_approved(Granted(ticket_case.ticket, v1::APPROVAL_SUBJECT_HOLD));
  held.set_catalogue_position(ticket_case.folds.ledger->catalogue_position());
  Events events(1);
  *events[0].mutable_work_held() = std::move(held);
  return events;
}

// A repair says what was wrong and what was done about it; a meeting that took
// place has neither.
absl::Status CheckCodes(const TicketCase& ticket_case) {
  const v1::Complete& order = ticket_case.command.complete();
  if (ticket_case.ticket.kind() != v1::TICKET_KIND_REPAIR ||
      order.result() != v1::CLOSURE_CODE_FIXED) {
    return absl::OkStatus();
  }
  for (const auto& [code, field] :
       {std::pair(&order.cause_code(), "complete.cause_code"),
        std::pair(&order.action_code(), "complete.action_code")}) {
    if (!code->empty()) continue;
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, field,
                      "got nothing, want a value");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Events> DecideReturn(const TicketCase& ticket_case) {
  if (ticket_case.ticket.forced()) {
    return Forbid(v1::ERROR_REASON_RETURN_FORBIDDEN,
                  "dispatch: got a forced one, want one that can be returned");
  }
  if (ticket_case.ticket.has_return_end_time() &&
      ticket_case.context.occur_time >=
          FromTimestamp(ticket_case.ticket.return_end_time())) {
    return Forbid(v1::ERROR_REASON_RETURN_WINDOW_OVER,
                  "got a return after the time that the contract gives for it, "
                  "want one before",
                  "return");
  }
  Events events(1);
  v1::WorkReturned& returned = *events[0].mutable_work_returned();
  const v1::Return& order = ticket_case.command.return_();
  returned.set_reason(order.reason());
  returned.set_code(order.code() == v1::RETURN_CODE_UNSPECIFIED
                        ? v1::RETURN_CODE_OTHER
                        : order.code());
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
  WL_RETURN_IF_ERROR(SetContract(ticket_case, "reassign.party", reassigned));
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
  WL_ASSIGN_OR_RETURN(const v1::EvidenceLevel required,
                      CheckArrival(ticket_case, arrival.evidence_level(),
                                   "record_arrival.evidence_level"));
  arrival.set_required_level(required);
  arrival.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
  *arrival.mutable_evidence() = order.evidence();
  return events;
}

absl::StatusOr<Events> DecideStartWork(const TicketCase& ticket_case) {
  const v1::StartWork& order = ticket_case.command.start_work();
  WL_RETURN_IF_ERROR(CheckApprovals(ticket_case, order.estimate_fen()));
  Events events(1);
  v1::WorkStarted& started = *events[0].mutable_work_started();
  started.set_estimate_fen(order.estimate_fen());
  started.set_evidence_level(order.evidence_level());
  started.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
  return events;
}

absl::StatusOr<Events> DecideReportNoAccess(const TicketCase& ticket_case) {
  const v1::ReportNoAccess& order = ticket_case.command.report_no_access();
  v1::WorkHeld held;
  held.set_reason(v1::HOLD_REASON_AWAIT_ACCESS);
  held.set_label(order.label());
  if (order.has_until_time()) *held.mutable_until_time() = order.until_time();
  *held.mutable_evidence() = order.evidence();
  return Held(ticket_case, std::move(held), "report_no_access");
}

absl::StatusOr<Events> DecideHold(const TicketCase& ticket_case) {
  const v1::Command::Hold& order = ticket_case.command.hold();
  WL_ASSIGN_OR_RETURN(const v1::CatalogueEntry* const window,
                      FindHoldWindow(ticket_case, order.reason()));
  v1::WorkHeld held;
  held.set_reason(order.reason());
  held.set_label(order.label());
  if (order.has_until_time()) *held.mutable_until_time() = order.until_time();
  *held.mutable_evidence() = order.evidence();
  *held.mutable_contact_times() = order.contact_times();
  held.set_number(order.number());
  held.set_approver(order.approver());
  if (window != nullptr) {
    held.set_window(window->item().window().code());
    held.set_window_revision(window->revision());
  }
  return Held(ticket_case, std::move(held), "hold");
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

absl::StatusOr<Events> DecideContainWork(const TicketCase& ticket_case) {
  const v1::Contain& order = ticket_case.command.contain();
  Events events(1);
  v1::WorkContained& contained = *events[0].mutable_work_contained();
  if (order.has_text()) *contained.mutable_text() = order.text();
  return events;
}

absl::StatusOr<Events> DecideComplete(const TicketCase& ticket_case) {
  const v1::Complete& order = ticket_case.command.complete();
  WL_RETURN_IF_ERROR(CheckCodes(ticket_case));
  WL_RETURN_IF_ERROR(CheckSteps(ticket_case.ticket));
  WL_RETURN_IF_ERROR(
      CheckPictures(ticket_case, order.evidence(), "complete.evidence"));
  WL_RETURN_IF_ERROR(CheckChildren(ticket_case));
  Events events(1);
  v1::WorkCompleted& completed = *events[0].mutable_work_completed();
  completed.set_result(order.result());
  completed.set_cause_code(order.cause_code());
  completed.set_action_code(order.action_code());
  *completed.mutable_parts() = order.parts();
  *completed.mutable_labor() = order.labor();
  *completed.mutable_evidence() = order.evidence();
  *completed.mutable_quantities() = order.quantities();
  completed.set_headcount(order.headcount());
  completed.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
  if (const auto due = DueAfter(ticket_case, ticket_case.context.occur_time,
                                kAcceptWorkingDays)) {
    *completed.mutable_accept_due_time() = ToTimestamp(due->time);
    completed.set_calendar(due->calendar->item().calendar().code());
    completed.set_calendar_revision(due->calendar->revision());
  }
  return events;
}

}  // namespace workledger
