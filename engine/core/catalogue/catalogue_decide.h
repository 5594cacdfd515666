#ifndef WORKLEDGER_CORE_CATALOGUE_CATALOGUE_DECIDE_H_
#define WORKLEDGER_CORE_CATALOGUE_CATALOGUE_DECIDE_H_

// The order that changes the catalogue.

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Refuses changes that are wrong by themselves, with the path of the field
// ("change_catalogue.changes[3].put.asset.code"): INVALID_ARGUMENT.
absl::Status CheckChangeCatalogue(const v1::Command& command);

// Returns the streams that the order reads: those of the plans it touches, and
// of the months of the contracts it changes.
std::vector<StreamName> ReadsChangeCatalogue(const v1::Command& command,
                                             const Folds& known);

// Decides `change_catalogue`: all changes or none, each against the catalogue
// and the changes before it. An item that is as it was gives no event.
//
//   PERMISSION_DENIED    ROLE_REQUIRED: neither a supervisor nor a system.
//   INVALID_ARGUMENT     TIME_AHEAD; FIELD_INVALID: the same item twice.
//   FAILED_PRECONDITION  CATALOGUE_UNKNOWN, CATALOGUE_CYCLE,
//                        CATALOGUE_IN_USE, CONTRACT_OVERLAPS,
//                        CALENDAR_NEVER_OPEN, RECURRENCE_INVALID,
//                        RULE_UNREACHABLE, MONTH_SETTLED, with the path of the
//                        field.
absl::StatusOr<std::vector<StreamEvents>> DecideChangeCatalogue(
    const v1::Command& command, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_CATALOGUE_DECIDE_H_
