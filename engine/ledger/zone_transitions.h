#ifndef WORKLEDGER_LEDGER_ZONE_TRANSITIONS_H_
#define WORKLEDGER_LEDGER_ZONE_TRANSITIONS_H_

// Time zones as data. The core knows no zone; a calendar brings along when its
// zone's offset changes, which is looked up here, once, when the calendar is
// published.

#include "absl/status/status.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Fills in the transitions of every calendar that `command` puts into the
// catalogue, from 1970 to the end of 2100; those that it has are replaced.
// Changes nothing of other commands.
//
//   INVALID_ARGUMENT  FIELD_INVALID: a zone that this machine does not know;
//                     the field is the path of the zone.
absl::Status ResolveZones(v1::Command& command);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_ZONE_TRANSITIONS_H_
