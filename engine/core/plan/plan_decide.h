#ifndef WORKLEDGER_CORE_PLAN_PLAN_DECIDE_H_
#define WORKLEDGER_CORE_PLAN_PLAN_DECIDE_H_

// What happens to the occurrences of plans: they are scheduled when a plan is
// put, become tickets when they are due or brought forward, and end with their
// tickets. All of it is in the plan's own stream, so that no occurrence is made
// twice, whoever makes it.

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// What the engine itself is called where it acts.
inline constexpr std::string_view kEnginePrincipal = "workledger";

// Returns the streams that PlanFollowUps needs for this order: those of the
// plans that it touches (plan_touched.h).
std::vector<StreamName> PlanFollowUpReads(const v1::ChangeCatalogue& order,
                                          const Folds& known);

// Returns what follows for plans from `changes`, events of the catalogue that
// come in the same transaction: new, changed, paused and retired plans
// re-schedule the occurrence to come and nothing that was made.
std::vector<StreamEvents> PlanFollowUps(const Folds& folds,
                                        const Context& context,
                                        const Events& changes);

// Makes the next occurrence a ticket now. Only a supervisor or the desk.
//
//   CATALOGUE_UNKNOWN  no plan of that code is in use.
//   PLAN_EXHAUSTED     the plan has no occurrence to come.
std::vector<StreamName> ReadsBringForward(const v1::Command& command,
                                          const Folds& known);
absl::StatusOr<std::vector<StreamEvents>> DecideBringForward(
    const v1::Command& command, const Folds& folds, const Context& context);

// Makes the occurrence that is due a ticket, and schedules the next.
std::vector<StreamName> ReadsOccurrence(const v1::FireTimer& order,
                                        const Folds& known);
absl::StatusOr<std::vector<StreamEvents>> FireOccurrence(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

// Returns what follows for the plan when `events` end `ticket`, which stands
// for an occurrence; its plan's stream has been read. Nothing for any other.
std::vector<StreamEvents> OccurrenceFollowUps(const v1::Ticket& ticket,
                                              const Events& events,
                                              const Folds& folds,
                                              const Context& context);

// The same of an order to a round that a plan opened: what follows when the
// round is closed. The plan's stream must be known then.
std::vector<StreamEvents> RoundFollowUps(const v1::Inspection& round,
                                         const Events& events,
                                         const Folds& folds,
                                         const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PLAN_PLAN_DECIDE_H_
