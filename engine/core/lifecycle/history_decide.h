#ifndef WORKLEDGER_CORE_LIFECYCLE_HISTORY_DECIDE_H_
#define WORKLEDGER_CORE_LIFECYCLE_HISTORY_DECIDE_H_

// Another system's history as native events. An update is compared with the
// fold; what the lifecycle would not have allowed is recorded all the same,
// with a finding. docs/events.md tells the rules to users.

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {

// Decides `record_history`.
//
//   INVALID_ARGUMENT     TIME_AHEAD: `report_time` is too far ahead.
//   FAILED_PRECONDITION  SOURCE_DIFFERS: the ticket was born here, or came from
//                        another source. DETAILS_MISSING: the first update of
//                        a ticket without `report`. STATE_FORBIDS: a later one
//                        with it. LIMIT_REACHED: more than kFactsMax facts.
absl::StatusOr<Events> DecideHistory(const TicketCase& ticket_case);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_HISTORY_DECIDE_H_
