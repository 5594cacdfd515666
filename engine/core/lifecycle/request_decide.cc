// Requests for more time and for leave, and their answers.

#include <algorithm>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/progress.h"
#include "engine/core/lifecycle/shared_decide.h"
#include "engine/core/lifecycle/work_guards.h"
#include "engine/core/sla/clock_breach.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using google::protobuf::Timestamp;

// Returns when the ticket is due as far as anyone has said, or null.
const Timestamp* DueTime(const v1::Ticket& ticket) {
  if (ticket.extension().has_due_time()) return &ticket.extension().due_time();
  if (ticket.has_window_end_time()) return &ticket.window_end_time();
  if (ticket.has_supervise_due_time()) return &ticket.supervise_due_time();
  return nullptr;
}

absl::Status NothingToAnswer(std::string_view what) {
  return Forbid(v1::ERROR_REASON_NOTHING_TO_ANSWER,
                "got none that waits, want one", what);
}

absl::Status CheckExtensionWaits(const v1::Ticket& ticket) {
  return ticket.extension().has_request_time() ? absl::OkStatus()
                                               : NothingToAnswer("extension");
}

// The first extension is the desk's to grant, any further one a leader's.
absl::Status CheckGranter(const TicketCase& ticket_case) {
  const auto& roles = ticket_case.command.actor().roles();
  if (ticket_case.ticket.extension().count() == 0 ||
      std::ranges::find(roles, v1::ROLE_SUPERVISOR) != roles.end()) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kPermissionDenied,
                   v1::ERROR_REASON_ROLE_REQUIRED,
                   "actor.roles: got none that may grant a second extension, "
                   "want SUPERVISOR",
                   "actor.roles");
}

// Returns the request for approval that waits for this answer.
absl::StatusOr<const v1::Approval*> FindRequest(const TicketCase& ticket_case,
                                                v1::ApprovalSubject subject) {
  const v1::Approval* const approval =
      FindApproval(ticket_case.ticket, subject);
  if (approval == nullptr ||
      approval->state() != v1::APPROVAL_STATE_REQUESTED) {
    return NothingToAnswer("approval");
  }
  if (approval->requester() == ticket_case.command.actor().principal()) {
    return Forbid(v1::ERROR_REASON_SECOND_PERSON_REQUIRED,
                  "got whoever asked, want another person", "actor.principal");
  }
  return approval;
}

}  // namespace

absl::StatusOr<Events> DecideRequestExtension(const TicketCase& ticket_case) {
  const v1::RequestExtension& order = ticket_case.command.request_extension();
  const v1::Ticket& ticket = ticket_case.ticket;
  if (ticket.extension().has_request_time()) {
    return Forbid(v1::ERROR_REASON_ALREADY_DONE,
                  "extension: got a second request, want one at a time");
  }
  Events events(1);
  v1::ExtensionRequested& requested = *events[0].mutable_extension_requested();
  *requested.mutable_due_time() = FloorMillis(order.due_time());
  const absl::Time wanted = FromTimestamp(requested.due_time());
  WL_RETURN_IF_ERROR(
      CheckLater(ticket_case, wanted, "request_extension.due_time"));
  if (IsOverdue(ticket, *ticket_case.folds.catalogue,
                ticket_case.context.occur_time)) {
    return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                  "extension: got a request when the promised time is over, "
                  "want it before");
  }
  if (const Timestamp* const due = DueTime(ticket)) {
    if (ticket_case.context.occur_time >= FromTimestamp(*due)) {
      return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                    "extension: got a request when the time is over, want it "
                    "before");
    }
    if (wanted <= FromTimestamp(*due)) {
      return FieldError(v1::ERROR_REASON_FIELD_INVALID,
                        "request_extension.due_time",
                        "got a time that is not later than the one that "
                        "stands, want a later one");
    }
  }
  requested.set_reason(order.reason());
  return events;
}

absl::StatusOr<Events> DecideGrantExtension(const TicketCase& ticket_case) {
  const v1::Extension& extension = ticket_case.ticket.extension();
  WL_RETURN_IF_ERROR(CheckExtensionWaits(ticket_case.ticket));
  WL_RETURN_IF_ERROR(CheckGranter(ticket_case));
  Events events(1);
  v1::ExtensionGranted& granted = *events[0].mutable_extension_granted();
  *granted.mutable_due_time() = extension.request_time();
  granted.set_reason(ticket_case.command.grant_extension().reason());
  granted.set_count(extension.count() + 1);
  if (granted.count() > kExtensionCountMax) {
    const auto due =
        ProgressDue(ticket_case.ticket, *ticket_case.folds.catalogue,
                    ticket_case.context.occur_time);
    if (due) *granted.mutable_progress_due_time() = ToTimestamp(*due);
  }
  return events;
}

absl::StatusOr<Events> DecideRefuseExtension(const TicketCase& ticket_case) {
  WL_RETURN_IF_ERROR(CheckExtensionWaits(ticket_case.ticket));
  Events events(1);
  events[0].mutable_extension_refused()->set_reason(
      ticket_case.command.refuse_extension().reason());
  return events;
}

absl::StatusOr<Events> DecideRequestApproval(const TicketCase& ticket_case) {
  const v1::RequestApproval& order = ticket_case.command.request_approval();
  const v1::Approval* const approval =
      FindApproval(ticket_case.ticket, order.subject());
  if (approval != nullptr &&
      approval->state() == v1::APPROVAL_STATE_REQUESTED) {
    return Forbid(v1::ERROR_REASON_ALREADY_DONE,
                  "approval: got a second request, want one at a time");
  }
  Events events(1);
  v1::ApprovalRequested& requested = *events[0].mutable_approval_requested();
  requested.set_subject(order.subject());
  requested.set_cost_fen(order.cost_fen());
  requested.set_reason(order.reason());
  return events;
}

absl::StatusOr<Events> DecideGrantApproval(const TicketCase& ticket_case) {
  const v1::GrantApproval& order = ticket_case.command.grant_approval();
  WL_ASSIGN_OR_RETURN(const v1::Approval* const approval,
                      FindRequest(ticket_case, order.subject()));
  Events events(1);
  v1::ApprovalGranted& granted = *events[0].mutable_approval_granted();
  granted.set_subject(order.subject());
  granted.set_cost_fen(approval->cost_fen());
  granted.set_number(order.number());
  return events;
}

absl::StatusOr<Events> DecideRefuseApproval(const TicketCase& ticket_case) {
  const v1::RefuseApproval& order = ticket_case.command.refuse_approval();
  WL_RETURN_IF_ERROR(FindRequest(ticket_case, order.subject()).status());
  Events events(1);
  v1::ApprovalRefused& refused = *events[0].mutable_approval_refused();
  refused.set_subject(order.subject());
  refused.set_reason(order.reason());
  return events;
}

}  // namespace workledger
