#ifndef WORKLEDGER_CORE_LIFECYCLE_MOVES_H_
#define WORKLEDGER_CORE_LIFECYCLE_MOVES_H_

// The lifecycles as tables, one for each kind of ticket: for every order from
// which states it comes, where it leads, who may give it, whether a hold stops
// it, and what decides the rest. Decide refuses by them, and history is judged
// by them. docs/events.md shows them to users.

#include <span>
#include <string>
#include <vector>

#include "engine/core/enum_set.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/actor.pb.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

using StateSet = EnumSet<v1::TicketState>;
using RoleSet = EnumSet<v1::Role>;

struct Move {
  v1::Command::OrderCase order;
  StateSet from;
  // UNSPECIFIED where the ticket stays where it is.
  v1::TicketState to;
  // Any one of them is enough. None means anyone, unless `by_party`.
  RoleSet roles;
  // What else the order needs, and its events.
  DecideOrder decide;
  // Whether whoever belongs to the assigned party may give it, too.
  bool by_party = false;
  bool while_held = false;
  // Null where the order concerns the ticket alone.
  DecideElsewhere elsewhere = nullptr;
};

// The rows of one kind, and those that all kinds share.
std::span<const Move> RepairMoves();
std::span<const Move> CleaningMoves();
std::span<const Move> SecurityMoves();
std::span<const Move> ServiceMoves();
std::span<const Move> SharedMoves();

// Returns the row of `order` for tickets of `kind`; null if they know no such
// order.
const Move* FindMove(v1::TicketKind kind, v1::Command::OrderCase order);

// Who gives orders.
inline constexpr RoleSet kAnyone = {};
inline constexpr RoleSet kPartyOnly = {};
inline constexpr RoleSet kRequester = {v1::ROLE_REQUESTER};
inline constexpr RoleSet kDesk = {v1::ROLE_DESK};
inline constexpr RoleSet kSupervisor = {v1::ROLE_SUPERVISOR};
inline constexpr RoleSet kBureau = {v1::ROLE_DESK, v1::ROLE_SUPERVISOR};
inline constexpr RoleSet kRequesterOrDesk = {v1::ROLE_REQUESTER, v1::ROLE_DESK};
inline constexpr RoleSet kRequesterOrBureau = {
    v1::ROLE_REQUESTER, v1::ROLE_DESK, v1::ROLE_SUPERVISOR};

inline constexpr v1::TicketState kStays = v1::TICKET_STATE_UNSPECIFIED;

// The states of a repair before work is completed; it can wait in these only.
inline constexpr StateSet kWorkingStates =
    StateSet::Range(v1::TICKET_STATE_REPORTED, v1::TICKET_STATE_IN_PROGRESS);

// The states in which nothing more is to be done.
inline constexpr StateSet kTerminalStates = {
    v1::TICKET_STATE_CLOSED,     v1::TICKET_STATE_REJECTED,
    v1::TICKET_STATE_WITHDRAWN,  v1::TICKET_STATE_DUPLICATE,
    v1::TICKET_STATE_MISSED,     v1::TICKET_STATE_SKIPPED,
    v1::TICKET_STATE_FALSE_ALARM};

inline constexpr StateSet kAllStates =
    StateSet::Range(v1::TICKET_STATE_REPORTED, v1::TICKET_STATE_FALSE_ALARM);

// All others.
inline constexpr StateSet kOpenStates = kAllStates.Without(kTerminalStates);

// Whether some order leads the repair `ticket` from its state to `to`, another
// one, with `closure_code` where `to` is terminal.
bool MoveAllowed(const v1::Ticket& ticket, v1::TicketState to,
                 v1::ClosureCode closure_code = v1::CLOSURE_CODE_UNSPECIFIED);

// Returns the name of an order in the schema, for example "start_work".
const std::string& OrderName(v1::Command::OrderCase order);

// Returns the names of the orders that the ticket takes as it is, held or not,
// in the order of their numbers. Who may give them, and what else they need, is
// not asked.
std::vector<std::string> AllowedOrders(const v1::Ticket& ticket);

// Returns where UnlinkDuplicate leads `ticket`: the state before, or REPORTED
// where history brought no open one.
v1::TicketState StateBeforeDuplicate(const v1::Ticket& ticket);

// Returns the state's name without its prefix, for example "ON_SITE".
std::string StateName(v1::TicketState state);

// Returns the names of `states`, joined by " or ".
std::string StateNames(StateSet states);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_MOVES_H_
