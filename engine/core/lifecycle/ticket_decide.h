#ifndef WORKLEDGER_CORE_LIFECYCLE_TICKET_DECIDE_H_
#define WORKLEDGER_CORE_LIFECYCLE_TICKET_DECIDE_H_

// Orders to tickets: what all of them have in common, then the table of moves
// of the ticket's kind.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Returns the id of the ticket that `command` is about: its own, or derived
// from the request id for an order that may open one without naming it.
std::string TicketIdOf(const v1::Command& command);

// Returns the id that is derived from a request id.
std::string DerivedTicketId(std::string_view request_id);

// Returns the streams that the order reads, as far as `known` tells.
std::vector<StreamName> ReadsTicket(const v1::Command& command,
                                    const Folds& known);

// Decides an order to a ticket. Checked in this order: the ticket exists,
// expected_version, occur_time, whether its kind takes the order, the actor's
// roles, the state, a hold, the assigned party, the order's own guards.
absl::StatusOr<std::vector<StreamEvents>> DecideTicket(
    const v1::Command& command, const Folds& folds, const Context& context);

// Refuses a command that says it happened too far ahead of the ledger's clock.
absl::Status CheckOccurTime(const Context& context);

// Refuses what opens a ticket or holds one if it is typed in long after it
// happened: that moves deadlines that people have already reckoned with (DOMAIN
// 2.1), so that a supervisor answers for it.
absl::Status CheckBackdate(const v1::Command& command, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_TICKET_DECIDE_H_
