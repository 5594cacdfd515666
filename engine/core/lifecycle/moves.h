#ifndef WORKLEDGER_CORE_LIFECYCLE_MOVES_H_
#define WORKLEDGER_CORE_LIFECYCLE_MOVES_H_

// The repair lifecycle as one table: for every order from which states it
// comes, where it leads, who may give it, and whether a hold stops it. Decide
// refuses by it, and history is judged by it. docs/events.md shows it to users.

#include <string>

#include "engine/core/enum_set.h"
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
  // Whether whoever belongs to the assigned party may give it, too.
  bool by_party = false;
  bool while_held = false;
};

// The states before work is completed; a ticket can wait in these only.
inline constexpr StateSet kWorkingStates =
    StateSet::Range(v1::TICKET_STATE_REPORTED, v1::TICKET_STATE_IN_PROGRESS);

// Returns the row of `order`, which is one of a lifecycle: neither report,
// record_history nor advance_time.
const Move& MoveOf(v1::Command::OrderCase order);

// Whether some order leads `ticket` from its state to `to`, another one, with
// `closure_code` where `to` is terminal.
bool MoveAllowed(const v1::Ticket& ticket, v1::TicketState to,
                 v1::ClosureCode closure_code = v1::CLOSURE_CODE_UNSPECIFIED);

// Returns where UnlinkDuplicate leads `ticket`: the state before, or REPORTED
// where history brought no open one.
v1::TicketState StateBeforeDuplicate(const v1::Ticket& ticket);

// Returns the state's name without its prefix, for example "ON_SITE".
std::string StateName(v1::TicketState state);

// Returns the names of `states`, joined by " or ".
std::string StateNames(StateSet states);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_MOVES_H_
