#ifndef WORKLEDGER_CORE_SLA_CLOCK_MOVES_H_
#define WORKLEDGER_CORE_SLA_CLOCK_MOVES_H_

// What a change of a ticket does to its clocks: some start, deadlines move,
// some no longer count (DOMAIN 2.5).

#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/clock_event.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// A change that is applied to the ticket already. Refers to what the caller
// owns.
struct ClockChange {
  const v1::Event& event;
  const v1::Ticket& ticket;
  const v1::Policy& policy;
  const Catalogue& catalogue;
  absl::Time occur_time;
  absl::Time now;
  // Why clocks start, and why deadlines move.
  v1::ClockCause start_cause = v1::CLOCK_CAUSE_UNSPECIFIED;
  v1::ClockCause move_cause = v1::CLOCK_CAUSE_UNSPECIFIED;
  v1::Priority previous_priority = v1::PRIORITY_UNSPECIFIED;
  // The clocks of history tell nobody.
  bool silent = false;
  // The ticket before the event, if only those that run again since then move.
  const v1::Ticket* revived_since = nullptr;
};

// Whether the clock runs, and had ended in the ticket as it was `before`.
bool RunsAgain(const v1::Clock& clock, const v1::Ticket& before);

// Returns ClocksCancelled, then DeadlineMoved, of the clocks that run, after a
// change for `move_cause`. A correction moves the start of those that have
// stopped, too; all else that they ran by stays, as it does where the start
// follows that of a duplicate.
Events MovesOf(const ClockChange& change);

// Returns ClocksStarted with the clocks that start now. One with the policy
// even if none does, for a ticket that was just reported.
Events StartsOf(const ClockChange& change);

// Returns the event that gives a clock new terms.
v1::Event MovedEvent(const v1::Clock& clock, const v1::Ticket& ticket,
                     const v1::ClockTerms& terms, v1::ClockCause cause,
                     const Catalogue& catalogue, absl::Time now);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_MOVES_H_
