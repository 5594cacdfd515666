#ifndef WORKLEDGER_CORE_LIFECYCLE_SECURITY_DECIDE_H_
#define WORKLEDGER_CORE_LIFECYCLE_SECURITY_DECIDE_H_

// What the orders of security incidents 安保事件 lead to. `FindMove` says what
// all orders have in common; docs/events.md tells the rules to users.

#include "absl/status/statusor.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/repair_event.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Whether it is true.
absl::StatusOr<Events> DecideVerify(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideConfirm(const TicketCase& ticket_case);
// SECOND_PERSON_REQUIRED: where lives could depend on it, the one who proposed
// to dismiss it cannot dismiss it, too.
absl::StatusOr<Events> DecideDismissFalse(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideReclassify(const TicketCase& ticket_case);

// The response. DispatchGuards: what CheckFit refuses. SceneArrival:
// EVIDENCE_REQUIRED, as the category demands.
absl::StatusOr<Events> DecideDispatchGuards(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideRequestReinforcement(
    const TicketCase& ticket_case);
absl::StatusOr<Events> DecideSceneArrival(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideContain(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideHandOver(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideResolve(const TicketCase& ticket_case);

// What is said of it afterwards. ReportUp: ALREADY_DONE for a second first
// report.
absl::StatusOr<Events> DecideReportUp(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideSubmitReport(const TicketCase& ticket_case);
// ROLE_REQUIRED: levels I and II are closed by a leader. CHILDREN_OPEN.
// ALARM_ACTIVE: a condition that opened it still holds.
absl::StatusOr<Events> DecideCloseIncident(const TicketCase& ticket_case);
// REOPEN_WINDOW_OVER. INCIDENT_SUPERSEDED: its alarm has a later one.
absl::StatusOr<Events> DecideReopenIncident(const TicketCase& ticket_case);

// Adds what the alarm rule of the incident's class says to a report of one:
// whether lives could depend on it, and when who is called.
void ApplyAlarmRule(const Catalogue& catalogue, const Context& context,
                    v1::TicketReported& reported);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_SECURITY_DECIDE_H_
