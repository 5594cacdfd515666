#ifndef WORKLEDGER_CORE_DECIDE_H_
#define WORKLEDGER_CORE_DECIDE_H_

// The functional core's way in: which folds a command reads, and which events
// follow from it. Pure; holds every rule of the domain.
//
//   Folds folds = {.ledger = &ledger, .catalogue = &catalogue};
//   for (auto names = Reads(command, folds, context); !names.empty();
//        names = Reads(command, folds, context)) {
//     for (const StreamName& name : names) folds.streams[name] = Load(name);
//   }
//   WL_ASSIGN_OR_RETURN(const auto events, Decide(command, folds, context));

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Refuses a command whose shape alone is wrong: a field that is missing, too
// long, not UTF-8, unknown to this schema, or an enum value that is none.
// INVALID_ARGUMENT with the path of the field (for example "report.location").
absl::Status ValidateCommand(const v1::Command& command);

// Returns the streams that Decide needs and `known` does not hold yet. Ask
// again when they are there; empty means that Decide can run with the same
// `context`. What follows tells which accounts are needed, so that an order
// under a contract with penalties is decided here, too.
std::vector<StreamName> Reads(const v1::Command& command, const Folds& known,
                              const Context& context);

// Returns the events that follow from `command`, or why it is refused. An
// empty vector means that it is accepted and changes nothing. `command` is
// valid, its request id is new, and `folds` holds what Reads named.
//
// The caller records the events at `context.now`, but for TimeAdvanced: its
// `now_time` is the ledger's now from there on, and its record_time already.
//
// Checked in this order: the ticket exists, expected_version, occur_time, the
// actor's roles, the state, a hold, the assigned party, the order's own guards.
// docs/events.md lists who may give which order, and the reasons of refusals:
//
//   INVALID_ARGUMENT     TIME_AHEAD, FIELD_INVALID.
//   NOT_FOUND            TICKET_NOT_FOUND.
//   ALREADY_EXISTS       TICKET_EXISTS.
//   PERMISSION_DENIED    ROLE_REQUIRED, PARTY_REQUIRED.
//   FAILED_PRECONDITION  what the state, the hold or a guard forbids.
absl::StatusOr<std::vector<StreamEvents>> Decide(const v1::Command& command,
                                                 const Folds& folds,
                                                 const Context& context);

// Returns the time that the order leads to from `now`.
//
//   INVALID_ARGUMENT  FIELD_INVALID: out of the years 1 to 9999.
absl::StatusOr<absl::Time> AdvanceTarget(const v1::AdvanceTime& order,
                                         absl::Time now);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_DECIDE_H_
