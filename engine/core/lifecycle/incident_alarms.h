#ifndef WORKLEDGER_CORE_LIFECYCLE_INCIDENT_ALARMS_H_
#define WORKLEDGER_CORE_LIFECYCLE_INCIDENT_ALARMS_H_

// How incidents and the keys of alarms bind each other: an incident ends no
// sooner than the conditions that opened it and its duplicates, and a key has
// one open incident at most.

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Returns the streams that the order to an incident reads besides its own, as
// far as `known` tells: to close it those of its alarms and children, to open
// it again or to unlink it that of its alarm, to unlink it those of its
// masters.
std::vector<StreamName> ReadsIncident(const v1::Command& command,
                                      const Folds& known);

// Refuses with ALARM_ACTIVE while a device of the incident's alarm, or of one
// that was joined to it, is without an all-clear.
absl::Status CheckAllClear(const TicketCase& ticket_case);

// Refuses with INCIDENT_SUPERSEDED what would open the incident again when its
// alarm has a later one. Whether that one has ended does not matter: signals
// belong to it, and the next would open a third beside the one asked for.
absl::Status CheckNotSuperseded(const TicketCase& ticket_case);

// As those of any ticket; and LIMIT_REACHED where the master has too many
// alarms joined to it, INCIDENT_SUPERSEDED as above.
absl::StatusOr<Events> DecideLinkIncident(const TicketCase& ticket_case);
absl::StatusOr<Events> DecideUnlinkIncident(const TicketCase& ticket_case);

// Tell the master of the alarms that it now answers for, its duplicate's own
// and those joined to that; and every master above a duplicate that is none any
// more of those that it does not.
std::vector<StreamEvents> JoinedElsewhere(const TicketCase& ticket_case,
                                          const Events& own);
std::vector<StreamEvents> PartedElsewhere(const TicketCase& ticket_case,
                                          const Events& own);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_INCIDENT_ALARMS_H_
