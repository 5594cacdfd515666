#ifndef WORKLEDGER_CORE_SLA_WHAT_IF_H_
#define WORKLEDGER_CORE_SLA_WHAT_IF_H_

// What a policy's migration would do to a ticket: the events that it would have
// are decided and counted, and nothing else becomes of them.

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Adds one ticket. `catalogue` has the policy as it is to be, brought by the
// event at `position`; `ledger` is as of now. Nothing is added for a ticket
// that the policy does not take over.
absl::Status AddWhatIf(const v1::Ticket& ticket, const Catalogue& catalogue,
                       uint64_t position, const v1::LedgerState& ledger,
                       absl::Time now, v1::WhatIf& what_if);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_WHAT_IF_H_
