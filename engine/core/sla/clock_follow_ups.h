#ifndef WORKLEDGER_CORE_SLA_CLOCK_FOLLOW_UPS_H_
#define WORKLEDGER_CORE_SLA_CLOCK_FOLLOW_UPS_H_

// What a ticket's clocks make of its events: a policy is pinned, clocks start,
// deadlines move, clocks no longer count. Lifecycle rules know nothing of
// clocks; this looks at a ticket before and after.

#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/actor.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the events of clocks that go behind `events`, which have been decided
// for `before`, in the same transaction: ClocksStarted, DeadlineMoved,
// ClocksCancelled, BreachRescinded. Nothing where no policy fits the ticket.
// Reads the catalogue's calendars and policies only.
Events ClockFollowUps(const v1::Ticket& before, const Events& events,
                      const v1::Actor& actor, const Folds& folds,
                      const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_FOLLOW_UPS_H_
