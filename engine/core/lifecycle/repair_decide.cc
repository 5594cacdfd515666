#include "engine/core/lifecycle/repair_decide.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/lifecycle/moves.h"
#include "workledger/error.h"

namespace workledger {
namespace {

bool HoldsRole(const v1::Actor& actor, RoleSet roles) {
  // A system acts for the desk, for example a timer or an alarm centre.
  if (actor.kind() == v1::ACTOR_KIND_SYSTEM && roles.Contains(v1::ROLE_DESK)) {
    return true;
  }
  return std::any_of(actor.roles().begin(), actor.roles().end(), [&](int role) {
    return roles.Contains(static_cast<v1::Role>(role));
  });
}

absl::Status CheckRole(const Move& move, const v1::Actor& actor) {
  if (move.by_party || move.roles.empty() || HoldsRole(actor, move.roles)) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
      "actor.roles: got none that may give this order", "actor.roles");
}

// After the state: without a dispatch there is no party to belong to.
absl::Status CheckParty(const Move& move, const RepairCase& repair) {
  const v1::Actor& actor = repair.command.actor();
  const std::string& party = repair.ticket.assignee().party();
  if (!move.by_party || HoldsRole(actor, move.roles) ||
      (!party.empty() && actor.party() == party)) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PARTY_REQUIRED,
      "actor.party: got another, want the assigned one", "actor.party");
}

absl::Status CheckState(const Move& move, const v1::Ticket& ticket) {
  if (!move.from.Contains(ticket.state())) {
    return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                  absl::StrCat("state: got ", StateName(ticket.state()),
                               ", want ", StateNames(move.from)));
  }
  if (ticket.has_hold() && !move.while_held) {
    return Forbid(v1::ERROR_REASON_TICKET_HELD,
                  "hold: got one, want it lifted before");
  }
  return absl::OkStatus();
}

// One row an order, so longer than a function should be.
absl::StatusOr<Events> DecideOrder(const RepairCase& repair) {
  switch (repair.command.order_case()) {
    case v1::Command::kAccept:
      return DecideAccept(repair);
    case v1::Command::kReject:
      return DecideReject(repair);
    case v1::Command::kWithdraw:
      return DecideWithdraw(repair);
    case v1::Command::kLinkDuplicate:
      return DecideLinkDuplicate(repair);
    case v1::Command::kUnlinkDuplicate:
      return DecideUnlinkDuplicate(repair);
    case v1::Command::kAppeal:
      return DecideAppeal(repair);
    case v1::Command::kDispatch:
      return DecideDispatch(repair);
    case v1::Command::kForceDispatch:
      return DecideForceDispatch(repair);
    case v1::Command::kOfferToPool:
      return DecideOfferToPool(repair);
    case v1::Command::kClaim:
      return DecideClaim(repair);
    case v1::Command::kReturn:
      return DecideReturn(repair);
    case v1::Command::kReassign:
      return DecideReassign(repair);
    case v1::Command::kAcknowledge:
      return DecideAcknowledge(repair);
    case v1::Command::kAppoint:
      return DecideAppoint(repair);
    case v1::Command::kRecordArrival:
      return DecideRecordArrival(repair);
    case v1::Command::kStartWork:
      return DecideStartWork(repair);
    case v1::Command::kReportNoAccess:
      return DecideReportNoAccess(repair);
    case v1::Command::kHold:
      return DecideHold(repair);
    case v1::Command::kResume:
      return DecideResume(repair);
    case v1::Command::kComplete:
      return DecideComplete(repair);
    case v1::Command::kAcceptWork:
      return DecideAcceptWork(repair);
    case v1::Command::kRejectWork:
      return DecideRejectWork(repair);
    case v1::Command::kRecordCallback:
      return DecideRecordCallback(repair);
    case v1::Command::kRateService:
      return DecideRateService(repair);
    case v1::Command::kClose:
      return DecideClose(repair);
    case v1::Command::kReopen:
      return DecideReopen(repair);
    case v1::Command::kScheduleLookBack:
      return DecideScheduleLookBack(repair);
    case v1::Command::kConvertToProject:
      return DecideConvertToProject(repair);
    case v1::Command::kReport:
    case v1::Command::kRecordHistory:
    case v1::Command::kAdvanceTime:
    case v1::Command::ORDER_NOT_SET:
      break;
  }
  // MoveOf knows no other order.
  WL_CHECK(false);
}

}  // namespace

const v1::Ticket& FoldOf(const Folds& folds, std::string_view ticket) {
  const auto fold = folds.tickets.find(ticket);
  WL_CHECK(fold != folds.tickets.end());
  return *fold->second;
}

absl::Status Forbid(v1::ErrorReason reason, std::string_view message,
                    std::string_view field) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, reason,
      absl::StrCat(ToAbsl(field), field.empty() ? "" : ": ", ToAbsl(message)),
      field);
}

v1::Event ReportedEvent(const v1::Command& command, const v1::Report& report,
                        const v1::LedgerState& ledger) {
  v1::Event event;
  v1::TicketReported& reported = *event.mutable_ticket_reported();
  reported.set_kind(v1::TICKET_KIND_REPAIR);
  reported.set_number(ledger.last_number() + 1);
  reported.set_channel(report.channel());
  if (report.has_requester())
    *reported.mutable_requester() = report.requester();
  if (report.has_reporter()) *reported.mutable_reporter() = report.reporter();
  reported.set_first_owner(report.first_owner().empty()
                               ? command.actor().principal()
                               : report.first_owner());
  reported.set_location(report.location());
  reported.set_category(report.category());
  reported.set_asset(report.asset());
  reported.set_priority(report.priority());
  if (report.has_text()) *reported.mutable_text() = report.text();
  *reported.mutable_attachments() = report.attachments();
  return event;
}

absl::StatusOr<Events> DecideRepair(const RepairCase& repair) {
  const Move& move = MoveOf(repair.command.order_case());
  WL_RETURN_IF_ERROR(CheckRole(move, repair.command.actor()));
  WL_RETURN_IF_ERROR(CheckState(move, repair.ticket));
  WL_RETURN_IF_ERROR(CheckParty(move, repair));
  return DecideOrder(repair);
}

}  // namespace workledger
