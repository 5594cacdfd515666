#ifndef WORKLEDGER_CORE_LIFECYCLE_REPAIR_DECIDE_H_
#define WORKLEDGER_CORE_LIFECYCLE_REPAIR_DECIDE_H_

// What the orders of repairs lead to; other kinds share many of them.
// `FindMove` says what all orders have in common; the guards of single ones are
// in intake_, work_ and after_decide.cc.

#include "absl/status/statusor.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/repair.pb.h"

namespace workledger {

// Returns the event that opens a ticket with `report`, as it was told.
v1::Event ReportedEvent(const v1::Command& command, const v1::Report& report,
                        const v1::LedgerState& ledger);

// The same, held against the catalogue and the ticket that it repeats.
absl::StatusOr<Events> DecideReport(const TicketCase& ticket_case);

// Before work: accepting, turning down, duplicates, dispatching.
absl::StatusOr<Events> DecideAccept(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideReject(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideWithdraw(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideLinkDuplicate(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideUnlinkDuplicate(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideAppeal(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideDispatch(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideForceDispatch(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideOfferToPool(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideClaim(const TicketCase& ticket_case);

// Work.
absl::StatusOr<Events> DecideReturn(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideReassign(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideAcknowledge(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideAppoint(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRecordArrival(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideStartWork(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideReportNoAccess(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideContainWork(const TicketCase& ticket_case);

// Of what an inspection found: looks at the completed work again, and whether
// somebody has before it is closed.
absl::StatusOr<Events> DecideRecheckFinding(const TicketCase& ticket_case);
absl::Status CheckRechecked(const TicketCase& ticket_case);

absl::StatusOr<Events> DecideHold(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideResume(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideComplete(const TicketCase& ticket_case);

// After work: inspection, callbacks, closing, reopening.
absl::StatusOr<Events> DecideAcceptWork(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRejectWork(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRecordCallback(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRateService(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideClose(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideReopen(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideScheduleLookBack(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideConvertToProject(const TicketCase& ticket_case);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_REPAIR_DECIDE_H_
