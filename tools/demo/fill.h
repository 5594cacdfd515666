#ifndef WORKLEDGER_TOOLS_DEMO_FILL_H_
#define WORKLEDGER_TOOLS_DEMO_FILL_H_

// Puts the demo's month into a ledger.

#include <cstdint>

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

// Creates the ledger of `session` if it is missing and fills it if it is empty.
// A month that was cut off is completed; other tickets are left alone.
absl::Status FillLedger(uint64_t seed, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_DEMO_FILL_H_
