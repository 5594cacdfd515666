#ifndef WORKLEDGER_CORE_LIFECYCLE_HOLD_RULES_H_
#define WORKLEDGER_CORE_LIFECYCLE_HOLD_RULES_H_

// What a hold must show, when it may begin and how long it may last (DOMAIN
// 2.4). The policy that the ticket is judged by says it for each reason; a
// ticket without a policy is held as before.

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/repair_event.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// HOLD_BACKDATED, FAILED_PRECONDITION, if the hold would begin before the last
// event of the ticket: a pause that nobody knew of undoes nothing.
absl::Status CheckHoldStart(const TicketCase& ticket_case);

// Returns what the ticket's policy says of holds for the reason, or null.
const v1::HoldRule* FindHoldRule(const TicketCase& ticket_case,
                                 v1::HoldReason reason);

// EVIDENCE_REQUIRED, FAILED_PRECONDITION, with the field of the order that does
// not show what the rule wants. INVALID_ARGUMENT, FIELD_INVALID for attempts
// that are not in order or lie after the hold. `path` is that of the order.
absl::Status CheckHoldEvidence(const TicketCase& ticket_case,
                               const v1::HoldRule* rule,
                               const v1::WorkHeld& held, std::string_view path);

// Returns when a hold that begins when the order happened ends by the rule:
// `until`, or where the order sets no end the moment at which all holds of its
// reason in the cycle have lasted for as long as they may; nothing without
// either. HOLD_CAP_REACHED if they have already, or would have by `until`, and
// HOLD was not granted.
absl::StatusOr<std::optional<absl::Time>> RuleEnd(
    const TicketCase& ticket_case, const v1::HoldRule& rule,
    std::optional<absl::Time> until);

// Returns the calendar that the ticket's days are counted on: that of its
// location, or else of its policy; null where there is neither.
const WorkingCalendar* TicketCalendar(const v1::Ticket& ticket,
                                      const Catalogue& catalogue);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_HOLD_RULES_H_
