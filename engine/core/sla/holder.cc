#include "engine/core/sla/holder.h"

#include <algorithm>

#include "engine/core/lifecycle/moves.h"
#include "engine/core/sla/spans.h"

namespace workledger {
namespace {

// The states in which the bureau has a ticket, whoever it was given to: nobody
// is sent yet, or the work waits to be judged.
constexpr StateSet kDeskHas = {
    v1::TICKET_STATE_REPORTED,  v1::TICKET_STATE_ACCEPTED,
    v1::TICKET_STATE_PLANNED,   v1::TICKET_STATE_COMPLETED,
    v1::TICKET_STATE_VERIFIED,  v1::TICKET_STATE_DONE,
    v1::TICKET_STATE_PASSED,    v1::TICKET_STATE_FAILED,
    v1::TICKET_STATE_RECHECK,   v1::TICKET_STATE_ALARMED,
    v1::TICKET_STATE_VERIFYING, v1::TICKET_STATE_CONFIRMED,
    v1::TICKET_STATE_RESOLVED,  v1::TICKET_STATE_REVIEW};

// Who has it, if nothing holds it up.
v1::Holder WorkerOf(const v1::TicketSpan& span) {
  // The police, the fire brigade.
  if (span.state() == v1::TICKET_STATE_HANDED_OVER) {
    return v1::HOLDER_THIRD_PARTY;
  }
  return span.party().empty() || kDeskHas.Contains(span.state())
             ? v1::HOLDER_DESK
             : v1::HOLDER_CONTRACTOR;
}

}  // namespace

v1::Holder HolderOf(const v1::TicketSpan& span) {
  if (kTerminalStates.Contains(span.state())) return v1::HOLDER_UNSPECIFIED;
  switch (span.hold_reason()) {
    case v1::HOLD_REASON_AWAIT_REQUESTER:
    case v1::HOLD_REASON_AWAIT_ACCESS:
    case v1::HOLD_REASON_AREA_OCCUPIED:
      return v1::HOLDER_REQUESTER;
    case v1::HOLD_REASON_AWAIT_APPROVAL:
      return v1::HOLDER_APPROVER;
    case v1::HOLD_REASON_THIRD_PARTY:
      return v1::HOLDER_THIRD_PARTY;
    // A major event is imposed on everyone, as a typhoon is.
    case v1::HOLD_REASON_FORCE_MAJEURE:
    case v1::HOLD_REASON_MAJOR_EVENT:
      return v1::HOLDER_FORCE_MAJEURE;
    // Whoever works on it finds the parts, and makes the place safe.
    case v1::HOLD_REASON_AWAIT_PARTS:
    case v1::HOLD_REASON_HAZARD:
    case v1::HOLD_REASON_OTHER:
    case v1::HOLD_REASON_UNSPECIFIED:
    case v1::HoldReason_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::HoldReason_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return WorkerOf(span);
}

std::vector<HolderPart> HolderParts(const v1::Ticket& ticket, absl::Time now) {
  std::vector<HolderPart> parts;
  for (const SpanPart& part : PartsOf(ticket)) {
    const v1::Holder holder = HolderOf(*part.span);
    const absl::Time end = std::min(part.end, now);
    if (holder == v1::HOLDER_UNSPECIFIED || part.start >= end) continue;
    parts.push_back({.start = part.start,
                     .end = end,
                     .holder = holder,
                     .party = holder == v1::HOLDER_CONTRACTOR
                                  ? part.span->party()
                                  : std::string(),
                     .state = part.span->state(),
                     .hold_reason = part.span->hold_reason()});
  }
  return parts;
}

}  // namespace workledger
