#ifndef WORKLEDGER_CORE_SLA_CLOCK_FOLLOW_UPS_H_
#define WORKLEDGER_CORE_SLA_CLOCK_FOLLOW_UPS_H_

// What a ticket's clocks make of its events: a policy is pinned, clocks start,
// deadlines move, clocks no longer count, breaches fall. Lifecycle rules know
// nothing of clocks; this looks at a ticket before and after each event. Decide
// calls it once for all that it has decided.

#include <cstdint>
#include <vector>

#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns `events`, which have been decided for `before` and whose first will
// stand at `position`, each followed by the events of clocks that it leads to:
// ClocksStarted, DeadlineMoved, ClocksCancelled, BreachRescinded,
// BreachExcused; before one that could move a deadline behind a breach that
// nobody has noticed, SlaBreached. They stand among them and not behind, so
// that a clock that starts with the first of them is stopped by the second. As
// they came where no policy fits the ticket. Reads the catalogue's calendars,
// policies, locations and contracts.
Events WithClocks(const v1::Ticket& before, Events events, uint64_t position,
                  const v1::Command& command, const Folds& folds,
                  const Context& context);

// Does so with the events of every ticket in `streams`, which follow from
// `command`; the master of a duplicate may take over its start.
std::vector<StreamEvents> AddClockEvents(std::vector<StreamEvents> streams,
                                         const v1::Command& command,
                                         const Folds& folds,
                                         const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_FOLLOW_UPS_H_
