#ifndef WORKLEDGER_LEDGER_INTAKE_H_
#define WORKLEDGER_LEDGER_INTAKE_H_

// From requests to submissions: every command is checked and hashed on the
// caller's thread, so that the committer only decides.

#include "absl/status/statusor.h"
#include "engine/ledger/batch.h"
#include "workledger/engine.h"
#include "workledger/v1/command_service.pb.h"

namespace workledger {

// Moves the commands out of `request` into a submission without `done`.
//
//   INVALID_ARGUMENT    a command's shape is wrong; the field begins with
//                       "command" or "commands[i]". No commands.
//   RESOURCE_EXHAUSTED  MESSAGE_TOO_LARGE or BATCH_TOO_LARGE.
absl::StatusOr<Submission> TakeIn(v1::ExecuteRequest& request,
                                  CallOptions options);
absl::StatusOr<Submission> TakeIn(v1::BatchExecuteRequest& request,
                                  CallOptions options);

// The answer to a batch. Of an atomic one the first error is that of all.
absl::StatusOr<v1::BatchExecuteResponse> ToBatchResponse(bool atomic,
                                                         Outcomes outcomes);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_INTAKE_H_
