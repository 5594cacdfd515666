#ifndef WORKLEDGER_CORE_LIFECYCLE_CLEANING_DECIDE_H_
#define WORKLEDGER_CORE_LIFECYCLE_CLEANING_DECIDE_H_

// What the orders of cleaning lead to. `FindMove` says what all orders have in
// common; the guards of single ones are in task_decide.cc (until the task is
// done) and scoring_decide.cc (from there on).

#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {

// Opens a ticket.
absl::StatusOr<Events> DecidePlanTask(const TicketCase& ticket_case);

// Returns the event that gives a planned task to its assignee, under
// `contract`, which may be null.
v1::Event ReleasedEvent(const v1::Ticket& ticket, const Catalogue& catalogue,
                        const v1::CatalogueEntry* contract);

// Until the task is done.
absl::StatusOr<Events> DecideRelease(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideSkip(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideStartTask(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideFinish(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRaiseRepair(const TicketCase& ticket_case);
std::vector<StreamEvents> RaisedRepair(const TicketCase& ticket_case,
                                       const Events& own);

// From there on.
absl::StatusOr<Events> DecideInspect(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideContest(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideContestDecision(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideOrderRectification(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideSubmitRectification(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRecheck(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideCloseTask(const TicketCase& ticket_case);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_CLEANING_DECIDE_H_
