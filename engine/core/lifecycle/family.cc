#include "engine/core/lifecycle/family.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/shared_decide.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr std::string_view kField = "add_child.child";

// Returns the parents of `ticket`, nearest first, up to the first that is not
// known, and at most one more than it may have.
std::vector<std::string> Ancestors(const std::string& ticket,
                                   const Folds& known) {
  std::vector<std::string> ancestors;
  const std::string* next = &ticket;
  while (Known(known, v1::STREAM_KIND_TICKET, *next) &&
         ancestors.size() <= kAncestorsMax) {
    const std::string& parent = TicketOf(known, *next).parent();
    if (parent.empty()) break;
    ancestors.push_back(parent);
    next = &parent;
  }
  return ancestors;
}

// Whoever is above the ticket, or is it, cannot be below it.
absl::Status CheckAncestors(const TicketCase& ticket_case,
                            const std::string& child) {
  const std::vector<std::string> ancestors =
      Ancestors(ticket_case.ticket.ticket(), ticket_case.folds);
  if (ancestors.size() > kAncestorsMax) {
    return Forbid(v1::ERROR_REASON_LIMIT_REACHED,
                  absl::StrCat("parent: got more than ", kAncestorsMax,
                               " above the ticket, want fewer"));
  }
  if (child != ticket_case.ticket.ticket() &&
      std::ranges::find(ancestors, child) == ancestors.end()) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_PARENT_CYCLE,
                "got the ticket itself or one above it, want another", kField);
}

absl::Status CheckChild(const TicketCase& ticket_case,
                        const std::string& child) {
  const v1::Ticket& fold = TicketOf(ticket_case.folds, child);
  if (fold.version() == 0) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_TICKET_NOT_FOUND,
                     absl::StrCat("add_child.child: got ", child,
                                  ", want a ticket of the ledger"),
                     kField);
  }
  if (!fold.parent().empty()) {
    return Forbid(v1::ERROR_REASON_ALREADY_DONE,
                  absl::StrCat("got one with the parent ", fold.parent(),
                               ", want one without"),
                  kField);
  }
  if (IsTerminal(fold.state())) {
    return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                  absl::StrCat("got one that is ", StateName(fold.state()),
                               ", want an open one"),
                  kField);
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> ReadsFamily(const v1::Command& command,
                                     const std::string& ticket,
                                     const Folds& known) {
  if (command.has_add_child()) {
    std::vector<std::string> names = Ancestors(ticket, known);
    names.push_back(command.add_child().child());
    return names;
  }
  const bool ends_work = command.has_complete() || command.has_finish() ||
                         command.has_recheck() || command.has_close();
  if (!ends_work || !Known(known, v1::STREAM_KIND_TICKET, ticket)) return {};
  const auto& children = TicketOf(known, ticket).children();
  return {children.begin(), children.end()};
}

absl::StatusOr<Events> DecideAddChild(const TicketCase& ticket_case) {
  const std::string& child = ticket_case.command.add_child().child();
  WL_RETURN_IF_ERROR(CheckAncestors(ticket_case, child));
  WL_RETURN_IF_ERROR(CheckChild(ticket_case, child));
  if (static_cast<size_t>(ticket_case.ticket.children_size()) >= kChildrenMax) {
    return Forbid(v1::ERROR_REASON_LIMIT_REACHED,
                  absl::StrCat("children: got one more than ", kChildrenMax,
                               ", want at most as many"));
  }
  Events events(1);
  events[0].mutable_child_added()->set_child(child);
  return events;
}

std::vector<StreamEvents> AddChildElsewhere(const TicketCase& ticket_case,
                                            const Events&) {
  Events events(1);
  events[0].mutable_parent_set()->set_parent(ticket_case.ticket.ticket());
  return InStream(v1::STREAM_KIND_TICKET,
                  ticket_case.command.add_child().child(), std::move(events));
}

}  // namespace workledger
