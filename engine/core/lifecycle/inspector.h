#ifndef WORKLEDGER_CORE_LIFECYCLE_INSPECTOR_H_
#define WORKLEDGER_CORE_LIFECYCLE_INSPECTOR_H_

// Who may judge finished work for an inspection.

#include "absl/status/status.h"
#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {

// Refuses whoever did the work, and others of the party that has it:
// FAILED_PRECONDITION, PERFORMER_INSPECTS.
absl::Status CheckInspector(const TicketCase& ticket_case);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_INSPECTOR_H_
