#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_VERBS_H_

// `workledger clock explain`.

#include <string>

#include "absl/status/status.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/session.h"

namespace workledger {

struct ExplainFlags {
  std::string ticket;
  // The ledger's now if empty, or the known time that is read as of.
  std::string at_time;
  AsOfFlags as_of;
};

absl::Status RunClockExplain(const ExplainFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_VERBS_H_
