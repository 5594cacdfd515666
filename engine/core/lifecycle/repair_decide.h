#ifndef WORKLEDGER_CORE_LIFECYCLE_REPAIR_DECIDE_H_
#define WORKLEDGER_CORE_LIFECYCLE_REPAIR_DECIDE_H_

// What a repair ticket's orders lead to. decide.cc has checked that the ticket
// exists, its version and the time; `MoveOf` says the rest that all orders
// share; the guards of single orders are in intake_, work_ and after_decide.cc.

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/error.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// What an order is decided from. Refers to what the caller owns.
struct RepairCase {
  const v1::Command& command;
  const v1::Ticket& ticket;
  const Folds& folds;
};

using Events = std::vector<v1::Event>;

// Returns the fold of `ticket`, which Reads has named.
const v1::Ticket& FoldOf(const Folds& folds, std::string_view ticket);

// Decides an order that has a row in the table of moves.
//
//   PERMISSION_DENIED    ROLE_REQUIRED, PARTY_REQUIRED.
//   FAILED_PRECONDITION  STATE_FORBIDS, TICKET_HELD, or what a guard says.
absl::StatusOr<Events> DecideRepair(const RepairCase& repair);

// Returns the event that opens a ticket with `report`.
v1::Event ReportedEvent(const v1::Command& command, const v1::Report& report,
                        const v1::LedgerState& ledger);

// Returns the status of a state that forbids an order.
absl::Status Forbid(v1::ErrorReason reason, std::string_view message,
                    std::string_view field = "");

// Before work: accepting, turning down, duplicates, dispatching.
absl::StatusOr<Events> DecideAccept(const RepairCase& repair);
absl::StatusOr<Events> DecideReject(const RepairCase& repair);
absl::StatusOr<Events> DecideWithdraw(const RepairCase& repair);
absl::StatusOr<Events> DecideLinkDuplicate(const RepairCase& repair);
absl::StatusOr<Events> DecideUnlinkDuplicate(const RepairCase& repair);
absl::StatusOr<Events> DecideAppeal(const RepairCase& repair);
absl::StatusOr<Events> DecideDispatch(const RepairCase& repair);
absl::StatusOr<Events> DecideForceDispatch(const RepairCase& repair);
absl::StatusOr<Events> DecideOfferToPool(const RepairCase& repair);
absl::StatusOr<Events> DecideClaim(const RepairCase& repair);

// Work.
absl::StatusOr<Events> DecideReturn(const RepairCase& repair);
absl::StatusOr<Events> DecideReassign(const RepairCase& repair);
absl::StatusOr<Events> DecideAcknowledge(const RepairCase& repair);
absl::StatusOr<Events> DecideAppoint(const RepairCase& repair);
absl::StatusOr<Events> DecideRecordArrival(const RepairCase& repair);
absl::StatusOr<Events> DecideStartWork(const RepairCase& repair);
absl::StatusOr<Events> DecideReportNoAccess(const RepairCase& repair);
absl::StatusOr<Events> DecideHold(const RepairCase& repair);
absl::StatusOr<Events> DecideResume(const RepairCase& repair);
absl::StatusOr<Events> DecideComplete(const RepairCase& repair);

// After work: inspection, callbacks, closing, reopening.
absl::StatusOr<Events> DecideAcceptWork(const RepairCase& repair);
absl::StatusOr<Events> DecideRejectWork(const RepairCase& repair);
absl::StatusOr<Events> DecideRecordCallback(const RepairCase& repair);
absl::StatusOr<Events> DecideRateService(const RepairCase& repair);
absl::StatusOr<Events> DecideClose(const RepairCase& repair);
absl::StatusOr<Events> DecideReopen(const RepairCase& repair);
absl::StatusOr<Events> DecideScheduleLookBack(const RepairCase& repair);
absl::StatusOr<Events> DecideConvertToProject(const RepairCase& repair);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_REPAIR_DECIDE_H_
