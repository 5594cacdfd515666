#ifndef WORKLEDGER_CORE_LIFECYCLE_WORK_GUARDS_H_
#define WORKLEDGER_CORE_LIFECYCLE_WORK_GUARDS_H_

// What work must have before it goes on: leave, evidence, steps done, children
// ended. All are FAILED_PRECONDITION. What the category demands is asked of the
// catalogue; a ledger without one demands nothing.

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/repair_event.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {

// Returns the ticket's approval of this subject, or null if nobody asked.
const v1::Approval* FindApproval(const v1::Ticket& ticket,
                                 v1::ApprovalSubject subject);

// Whether it was granted.
bool Granted(const v1::Ticket& ticket, v1::ApprovalSubject subject);

// APPROVAL_REQUIRED unless a cost above the category's limit was granted, and
// every permit that the category demands.
absl::Status CheckApprovals(const TicketCase& ticket_case,
                            int64_t estimate_fen);

// Returns what the category demands of an arrival at least, UNSPECIFIED for
// nothing; EVIDENCE_REQUIRED if `level` is less.
absl::StatusOr<v1::EvidenceLevel> CheckArrival(const TicketCase& ticket_case,
                                               v1::EvidenceLevel level,
                                               std::string_view field);

// STEPS_OPEN, with the mandatory steps that are not done.
absl::Status CheckSteps(const v1::Ticket& ticket);

// EVIDENCE_REQUIRED if the category wants pictures of before and after, and
// there are less than two.
absl::Status CheckPictures(
    const TicketCase& ticket_case,
    const google::protobuf::RepeatedPtrField<v1::Attachment>& evidence,
    std::string_view field);

// CHILDREN_OPEN, with those that have not ended. Reads names them all for the
// orders that ask this.
absl::Status CheckChildren(const TicketCase& ticket_case);

// Returns when a hold ends that begins when the order happened: `until`, or
// where the order sets no end the moment at which the ticket will have been
// held for as long as it may; nothing if HOLD was granted, which lifts the cap.
// HOLD_CAP_REACHED if the ticket was held too often or too long already, or
// would be by `until`, and nobody granted more.
absl::StatusOr<std::optional<absl::Time>> HoldEnd(
    const TicketCase& ticket_case, std::optional<absl::Time> until);

// Returns the window that the reason holds in; null if it needs none, or the
// catalogue keeps no windows. CATALOGUE_UNKNOWN if the catalogue keeps windows
// and none of the reason's kind covers place and time.
absl::StatusOr<const v1::CatalogueEntry*> FindHoldWindow(
    const TicketCase& ticket_case, v1::HoldReason reason);

// INVALID_ARGUMENT, FIELD_INVALID unless `time` is later than now.
absl::Status CheckLater(const TicketCase& ticket_case, absl::Time time,
                        std::string_view field);

// The close of business some working days after the order, and the calendar
// that says when.
struct WorkingDayDue {
  absl::Time time;
  const v1::CatalogueEntry* calendar;
};

// Returns nothing where no calendar is kept for the ticket's location, or it is
// not worked often enough.
std::optional<WorkingDayDue> DueAfter(const TicketCase& ticket_case,
                                      absl::Time time, int working_days);

// Writes until when the ticket may be reopened, where a calendar says so.
void SetReopenEnd(const TicketCase& ticket_case, v1::TicketClosed& closed);

// REOPEN_WINDOW_OVER after that; a ticket without an end is never too old.
absl::Status CheckReopenWindow(const TicketCase& ticket_case);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_WORK_GUARDS_H_
