#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_SIMULATE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_SIMULATE_H_

// `workledger simulate --profile bureau-year`.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

struct SimulateFlags {
  std::string profile;
  uint64_t seed = 1;
  // Multiplies every figure of the year.
  uint64_t scale = 1;
};

// Creates the ledger that the session names, or "bureau-year", with a driven
// clock, and tells it a year.
//
//   FAILED_PRECONDITION  LEDGER_EXISTS: the ledger has events already.
absl::Status RunSimulate(const SimulateFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_SIMULATE_H_
