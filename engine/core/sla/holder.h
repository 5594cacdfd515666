#ifndef WORKLEDGER_CORE_SLA_HOLDER_H_
#define WORKLEDGER_CORE_SLA_HOLDER_H_

// Who has a ticket: each of its open minutes belongs to exactly one of
// requester, desk, contractor, approver, third party and force majeure. Read
// from its spans alone, so that the parts add up to its whole open time.

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns who holds a ticket while a span of it lasts; UNSPECIFIED in a
// terminal state.
v1::Holder HolderOf(const v1::TicketSpan& span);

// [start, end).
struct HolderPart {
  absl::Time start;
  absl::Time end;
  v1::Holder holder;
  // For contractors.
  std::string party;
  v1::TicketState state;
  v1::HoldReason hold_reason;
};

// Returns the parts of the ticket's open time up to `now`, in order and without
// overlap; equal neighbours stay apart where state or hold differ.
std::vector<HolderPart> HolderParts(const v1::Ticket& ticket, absl::Time now);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_HOLDER_H_
