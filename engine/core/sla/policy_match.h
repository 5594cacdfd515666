#ifndef WORKLEDGER_CORE_SLA_POLICY_MATCH_H_
#define WORKLEDGER_CORE_SLA_POLICY_MATCH_H_

// Which policy a ticket is judged by, and which of its rules sets a target.
// The first that fits counts; why the others did not can be shown.

#include <vector>

#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/clock_service.pb.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the policies that were in use before the event at `position`, in the
// order in which they are tried on the ticket, up to the first that fits.
std::vector<v1::PolicyTrial> TryPolicies(const Catalogue& catalogue,
                                         uint64_t position,
                                         const v1::Ticket& ticket);

// Returns the entry of the policy that fits a ticket as it is reported: of
// those in use whose kinds and locations hold it, the one of the lowest rank,
// ties by code; null if none does.
const v1::CatalogueEntry* MatchPolicy(const Catalogue& catalogue,
                                      const v1::Ticket& ticket);

// Returns the first rule of the metric and party that fits the ticket as it is;
// null if none does. `trials`, if not null, gets every rule of the metric and
// party that was looked at, in order.
const v1::PolicyRule* MatchRule(const v1::Policy& policy, v1::Metric metric,
                                v1::ClockParty party, const v1::Ticket& ticket,
                                std::vector<v1::RuleTrial>* trials = nullptr);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_POLICY_MATCH_H_
