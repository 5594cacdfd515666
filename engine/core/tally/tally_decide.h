#ifndef WORKLEDGER_CORE_TALLY_TALLY_DECIDE_H_
#define WORKLEDGER_CORE_TALLY_TALLY_DECIDE_H_

// The order that counts many small things at once, without a ticket each.

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// What the shape of the order must be beyond what the schema says.
absl::Status CheckRecordTally(const v1::Command& command);

// Names the stream of tallies.
std::vector<StreamName> ReadsTallies(const v1::Command& command,
                                     const Folds& known);

// Decides a `record_tally`. Checked in this order: occur_time, who may, the
// times, location and party.
//
//   INVALID_ARGUMENT     TIME_AHEAD.
//   PERMISSION_DENIED    ROLE_REQUIRED.
//   FAILED_PRECONDITION  CATALOGUE_UNKNOWN.
absl::StatusOr<std::vector<StreamEvents>> DecideTally(
    const v1::Command& command, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_TALLY_TALLY_DECIDE_H_
