#ifndef WORKLEDGER_CORE_SLA_CLOCK_ANCHOR_H_
#define WORKLEDGER_CORE_SLA_CLOCK_ANCHOR_H_

// Which clock a rule of a policy is about as a ticket stands, and what instant
// it runs from.

#include <optional>

#include "absl/time/time.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

struct Anchor {
  v1::ClockKey key;
  absl::Time start;
};

// Returns the clock and its start; nothing while what it starts at has not
// happened. A contractor has one for each dispatch, and none once the work has
// gone back. A verification of work starts at its completion and a
// rectification at its order, whatever the rule says: there is nothing to be
// done before. In a later cycle only the resolution is promised again, and all
// of an incident that turned out to be no false alarm; they start when it was
// reopened.
std::optional<Anchor> AnchorOf(const v1::PolicyRule& rule,
                               const v1::Ticket& ticket);

// Returns what the rule's clock starts at, where the rule does not say it.
v1::ClockStart StartOf(const v1::PolicyRule& rule);

// Returns when the ticket's present cycle began.
absl::Time CycleStart(const v1::Ticket& ticket);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_ANCHOR_H_
