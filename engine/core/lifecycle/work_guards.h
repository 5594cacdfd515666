#ifndef WORKLEDGER_CORE_LIFECYCLE_WORK_GUARDS_H_
#define WORKLEDGER_CORE_LIFECYCLE_WORK_GUARDS_H_

// What work must have before it goes on: leave, evidence, steps done, children
// ended. All are FAILED_PRECONDITION. What the category demands is asked of the
// catalogue; a ledger without one demands nothing.

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/catalogue.pb.h"
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

// EVIDENCE_REQUIRED if the category demands more of an arrival.
absl::Status CheckArrival(const TicketCase& ticket_case,
                          v1::EvidenceLevel level, std::string_view field);

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

// HOLD_CAP_REACHED if the ticket was held too often or too long already, or
// would be by `until`, and nobody granted more.
absl::Status CheckHoldCaps(const TicketCase& ticket_case,
                           std::optional<absl::Time> until);

// CATALOGUE_UNKNOWN if the reason holds only inside a window of its kind, and
// the catalogue, which keeps windows, has none that covers place and time.
absl::Status CheckHoldWindow(const TicketCase& ticket_case,
                             v1::HoldReason reason);

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
                                      int working_days);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_WORK_GUARDS_H_
