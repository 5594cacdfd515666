#ifndef WORKLEDGER_LEDGER_LEDGER_CREATION_H_
#define WORKLEDGER_LEDGER_LEDGER_CREATION_H_

// The first record of a ledger.

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/log/event_log.h"
#include "workledger/v1/ledger_service.pb.h"

namespace workledger {

//   INVALID_ARGUMENT  a name that is not [a-z0-9-]{1,63}, no clock, or a start
//                     time with a WALL clock or none with a DRIVEN one.
absl::Status ValidateCreation(const v1::CreateLedgerRequest& request);

//   ALREADY_EXISTS  LEDGER_EXISTS: `existing` has another clock or start time.
absl::Status CheckSameSettings(const v1::Ledger& existing,
                               const v1::CreateLedgerRequest& request);

// Appends LedgerCreated to the empty `log`, with EventLog::Append's errors.
absl::Status AppendCreation(EventLog& log,
                            const v1::CreateLedgerRequest& request,
                            absl::Time now);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_LEDGER_CREATION_H_
