#ifndef WORKLEDGER_CORE_LIFECYCLE_RAISED_TICKET_H_
#define WORKLEDGER_CORE_LIFECYCLE_RAISED_TICKET_H_

// Tickets that an order to another stream opens: a repair that a cleaner
// raises, the work that an inspection finds.

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/repair_event.pb.h"

namespace workledger {

// Returns the id of the ticket that the command raises: the one that it gives,
// or derived from the request id. Empty if it raises none.
std::string RaisedTicketId(const v1::Command& command);

// Refuses an id that is taken: ALREADY_EXISTS, TICKET_EXISTS. Reads has named
// the ticket.
absl::Status CheckRaised(const v1::Command& command, const Folds& folds,
                         std::string_view field);

// Returns the event that opens the ticket, with what the ledger and the
// catalogue add to `reported`: its number, first owner, size class and major
// event.
v1::Event RaisedEvent(const v1::Command& command, const Folds& folds,
                      const Context& context, v1::TicketReported reported);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_RAISED_TICKET_H_
