#ifndef WORKLEDGER_TOOLS_WORKLEDGER_VERIFY_VERB_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_VERIFY_VERB_H_

// `workledger verify`: a ledger on the server, or an export by itself.

#include <string>

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

// Lets the server check the ledger and prints what it found.
//
//   FAILED_PRECONDITION  there are violations.
absl::Status RunVerify(const Session& session);

// Checks an export file; needs no server.
absl::Status RunVerifyExport(const std::string& file, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_VERIFY_VERB_H_
