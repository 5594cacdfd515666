#ifndef WORKLEDGER_CORE_SLA_TOP_UP_H_
#define WORKLEDGER_CORE_SLA_TOP_UP_H_

// How much time there is once a ticket has been opened again.

#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Sets what was used of the target before the start of a clock. Only that of
// the resolution in a later cycle, which goes on as the policy says, has used
// any. What is left of it is what the cycle before left, but at least a quarter
// of the target, and 2 hours (a day of the target's kind where it is in days);
// so that it neither starts free nor is due at once. Returns false if it is not
// to start at all.
bool SetUsed(const v1::Ticket& ticket, v1::ReopenMode mode,
             const Catalogue& catalogue, v1::ClockTerms& terms);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_TOP_UP_H_
