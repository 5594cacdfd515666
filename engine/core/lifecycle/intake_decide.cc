#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/contract.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/procedure.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/work_guards.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

absl::Status DetailMissing(std::string_view field) {
  return Forbid(v1::ERROR_REASON_DETAILS_MISSING,
                "got none, want one from here or from the report", field);
}

// After too many returns the supervisor has the last word.
absl::Status CheckReturns(const v1::Ticket& ticket) {
  const uint32_t returns = ticket.tallies().returns();
  if (returns < kReturnCountMax) return absl::OkStatus();
  return Forbid(v1::ERROR_REASON_RETURN_CAP_REACHED,
                absl::StrCat("returns: got ", returns,
                             ", want force_dispatch by a supervisor"));
}

// Whoever withdrew the ticket may think again for as long as a closed one may
// be reopened.
absl::Status CheckAppealWindow(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  if (ticket.state() != v1::TICKET_STATE_WITHDRAWN) return absl::OkStatus();
  const auto due =
      DueAfter(ticket_case, FromTimestamp(ticket.milestones().close_time()),
               kReopenWorkingDays);
  if (!due || ticket_case.context.occur_time <= due->time) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_REOPEN_WINDOW_OVER,
                "appeal: got it after the window, want a new ticket");
}

// `how` names who is sent; `field` is where the order names them.
absl::StatusOr<Events> Dispatched(const TicketCase& ticket_case,
                                  const v1::WorkDispatched& how,
                                  std::string_view field) {
  Events events(1);
  v1::WorkDispatched& dispatched = *events[0].mutable_work_dispatched();
  dispatched = how;
  dispatched.set_segment(ticket_case.ticket.tallies().segments() + 1);
  WL_RETURN_IF_ERROR(SetContract(ticket_case, field, dispatched));
  // It may not be returned at all.
  if (dispatched.forced()) dispatched.clear_return_end_time();
  return events;
}

}  // namespace

absl::StatusOr<Events> DecideAccept(const TicketCase& ticket_case) {
  const v1::Accept& order = ticket_case.command.accept();
  const v1::Ticket& ticket = ticket_case.ticket;
  Events events(1);
  v1::TicketAccepted& accepted = *events[0].mutable_ticket_accepted();
  accepted.set_category(order.category().empty() ? ticket.category()
                                                 : order.category());
  accepted.set_priority(order.priority() == v1::PRIORITY_UNSPECIFIED
                            ? ticket.priority()
                            : order.priority());
  accepted.set_location(order.location().empty() ? ticket.location()
                                                 : order.location());
  if (accepted.category().empty()) return DetailMissing("accept.category");
  if (accepted.priority() == v1::PRIORITY_UNSPECIFIED) {
    return DetailMissing("accept.priority");
  }
  if (accepted.location().empty()) return DetailMissing("accept.location");
  const Catalogue& catalogue = *ticket_case.folds.catalogue;
  WL_RETURN_IF_ERROR(CheckCategory(catalogue, accepted.category(),
                                   ticket.kind(), "accept.category"));
  WL_RETURN_IF_ERROR(
      CheckLocation(catalogue, accepted.location(), "accept.location"));
  accepted.set_size_class(SizeClassOf(catalogue, accepted.category()));
  PinProcedure(catalogue, accepted.category(), accepted);
  accepted.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
  return events;
}

absl::StatusOr<Events> DecideReject(const TicketCase& ticket_case) {
  Events events(1);
  v1::TicketRejected& rejected = *events[0].mutable_ticket_rejected();
  rejected.set_reason(ticket_case.command.reject().reason());
  rejected.set_closure_code(ticket_case.command.reject().closure_code());
  return events;
}

absl::StatusOr<Events> DecideWithdraw(const TicketCase& ticket_case) {
  Events events(1);
  events[0].mutable_ticket_withdrawn()->set_reason(
      ticket_case.command.withdraw().reason());
  return events;
}

absl::StatusOr<Events> DecideLinkDuplicate(const TicketCase& ticket_case) {
  constexpr std::string_view kField = "link_duplicate.master";
  const std::string& master = ticket_case.command.link_duplicate().master();
  if (master == ticket_case.ticket.ticket()) {
    return Forbid(v1::ERROR_REASON_DUPLICATE_CYCLE,
                  "got the ticket itself, want another", kField);
  }
  const v1::Ticket& fold = TicketOf(ticket_case.folds, master);
  if (fold.version() == 0) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_TICKET_NOT_FOUND,
                     absl::StrCat("link_duplicate.master: got ", master,
                                  ", want a ticket of the ledger"),
                     kField);
  }
  // Each kind has duties of its own, which another kind's ticket does not bear.
  if (fold.kind() != ticket_case.ticket.kind()) {
    return Forbid(v1::ERROR_REASON_KIND_FORBIDS,
                  "got one of another kind, want one of the same", kField);
  }
  // Nobody looks again at what no inspection found.
  if (fold.kind() == v1::TICKET_KIND_REPAIR &&
      !ticket_case.ticket.inspection().empty() && fold.inspection().empty()) {
    return Forbid(v1::ERROR_REASON_RECHECK_REQUIRED,
                  "got one that no inspection found, want what was found as "
                  "the master",
                  kField);
  }
  // A duplicate is not open, so cycles cannot arise.
  if (IsTerminal(fold.state())) {
    return Forbid(v1::ERROR_REASON_MASTER_NOT_OPEN,
                  absl::StrCat("got one that is ", StateName(fold.state()),
                               ", want an open one"),
                  kField);
  }
  Events events(1);
  events[0].mutable_duplicate_linked()->set_master(master);
  return events;
}

absl::StatusOr<Events> DecideUnlinkDuplicate(const TicketCase& ticket_case) {
  Events events(1);
  v1::DuplicateUnlinked& unlinked = *events[0].mutable_duplicate_unlinked();
  unlinked.set_reason(ticket_case.command.unlink_duplicate().reason());
  unlinked.set_state(StateBeforeDuplicate(ticket_case.ticket));
  return events;
}

absl::StatusOr<Events> DecideAppeal(const TicketCase& ticket_case) {
  if (ticket_case.ticket.appealed()) {
    return Forbid(v1::ERROR_REASON_ALREADY_APPEALED,
                  "appeal: got a second one, want one at most");
  }
  WL_RETURN_IF_ERROR(CheckAppealWindow(ticket_case));
  Events events(1);
  events[0].mutable_ticket_appealed()->set_reason(
      ticket_case.command.appeal().reason());
  return events;
}

absl::StatusOr<Events> DecideDispatch(const TicketCase& ticket_case) {
  WL_RETURN_IF_ERROR(CheckReturns(ticket_case.ticket));
  const v1::Dispatch& order = ticket_case.command.dispatch();
  v1::WorkDispatched how;
  how.mutable_assignee()->set_party(order.party());
  how.mutable_assignee()->set_person(order.person());
  how.set_mode(order.mode() == v1::DISPATCH_MODE_UNSPECIFIED
                   ? v1::DISPATCH_MODE_ASSIGNED
                   : order.mode());
  return Dispatched(ticket_case, how, "dispatch.party");
}

absl::StatusOr<Events> DecideForceDispatch(const TicketCase& ticket_case) {
  const v1::ForceDispatch& order = ticket_case.command.force_dispatch();
  v1::WorkDispatched how;
  how.mutable_assignee()->set_party(order.party());
  how.mutable_assignee()->set_person(order.person());
  how.set_mode(v1::DISPATCH_MODE_ASSIGNED);
  how.set_forced(true);
  how.set_reason(order.reason());
  return Dispatched(ticket_case, how, "force_dispatch.party");
}

absl::StatusOr<Events> DecideOfferToPool(const TicketCase& ticket_case) {
  // An offer that nobody may claim would only mislead.
  WL_RETURN_IF_ERROR(CheckReturns(ticket_case.ticket));
  if (ticket_case.ticket.offered()) {
    return Forbid(v1::ERROR_REASON_ALREADY_OFFERED,
                  "offer: got a second one, want one at a time");
  }
  Events events(1);
  events[0].mutable_work_offered();
  return events;
}

absl::StatusOr<Events> DecideClaim(const TicketCase& ticket_case) {
  const v1::Claim& order = ticket_case.command.claim();
  if (ticket_case.command.actor().party() != order.party()) {
    return MakeError(
        absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PARTY_REQUIRED,
        "claim.party: got another, want the actor's own", "claim.party");
  }
  WL_RETURN_IF_ERROR(CheckReturns(ticket_case.ticket));
  if (!ticket_case.ticket.offered()) {
    return Forbid(v1::ERROR_REASON_NOT_OFFERED,
                  "offer: got none, want an open one");
  }
  v1::WorkDispatched how;
  how.mutable_assignee()->set_party(order.party());
  how.mutable_assignee()->set_person(order.person());
  how.set_mode(v1::DISPATCH_MODE_CLAIMED);
  return Dispatched(ticket_case, how, "claim.party");
}

}  // namespace workledger
