#ifndef WORKLEDGER_CORE_LIFECYCLE_SHARED_DECIDE_H_
#define WORKLEDGER_CORE_LIFECYCLE_SHARED_DECIDE_H_

// What the orders that tickets of every kind take lead to.

#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {

// What is said of a ticket.
absl::StatusOr<Events> DecideSetPriority(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideAddNote(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideAttach(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideUrge(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideSupervise(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRecordLookBack(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRecordStep(const TicketCase& ticket_case);

// Requests and their answers.
absl::StatusOr<Events> DecideRequestExtension(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideGrantExtension(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRefuseExtension(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRequestApproval(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideGrantApproval(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRefuseApproval(const TicketCase& ticket_case);

// Parents and children, and what AddChild brings to the
// child's stream.
absl::StatusOr<Events> DecideAddChild(const TicketCase& ticket_case);
std::vector<StreamEvents> AddChildElsewhere(const TicketCase& ticket_case,
                                            const Events& own);

// The time line.
absl::StatusOr<Events> DecideCorrectTimeline(const TicketCase& ticket_case);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_SHARED_DECIDE_H_
