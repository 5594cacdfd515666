#ifndef WORKLEDGER_TOOLS_WORKLEDGER_EXECUTE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_EXECUTE_H_

// Sends one command and prints its outcome.

#include "absl/status/status.h"
#include "tools/workledger/session.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

absl::Status ExecuteAndPrint(const v1::Command& command,
                             const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_EXECUTE_H_
