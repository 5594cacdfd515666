#ifndef WORKLEDGER_CORE_SLA_CLOCK_ORDERS_H_
#define WORKLEDGER_CORE_SLA_CLOCK_ORDERS_H_

// Orders about clocks. Tickets of every kind take them.

#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {

// FAILED_PRECONDITION  BREACH_NOT_FOUND: the clock has no breach that stands.
absl::StatusOr<Events> DecideExcuseBreach(const TicketCase& ticket_case);

// Moves the ticket to the newest revision of a policy; no events if it is there
// already. What that means for its clocks follows as for any event.
//
//   FAILED_PRECONDITION  CATALOGUE_UNKNOWN: no such policy is in use.
absl::StatusOr<Events> DecideMigratePolicy(const TicketCase& ticket_case);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_ORDERS_H_
