#ifndef WORKLEDGER_TESTS_E2E_HOLDER_SUMS_H_
#define WORKLEDGER_TESTS_E2E_HOLDER_SUMS_H_

// The responsibility ledger of a whole history: whether each open minute of a
// ticket belongs to exactly one holder.

#include "absl/time/time.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Expects that the holders' parts up to `now` lie apart, that only contractors
// have a party, and that they add up to the ticket's open time on the wall,
// which is worked out here in another way: instant by instant, by the last
// word on each. Returns that time.
absl::Duration ExpectHoldersAddUp(const v1::Ticket& ticket, absl::Time now);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_E2E_HOLDER_SUMS_H_
