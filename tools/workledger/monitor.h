#ifndef WORKLEDGER_TOOLS_WORKLEDGER_MONITOR_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_MONITOR_H_

// `workledger verify --monitor FILE`: remembers the last checkpoint that it
// saw, and sees to it that every later one goes on from there.

#include <string>

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

struct MonitorFlags {
  // File with the ledger's verifier key.
  std::string key_file;
  // The last checkpoint; made by the first run.
  std::string file;
  // Span between looks, for example "30s"; one look only if empty.
  std::string interval;
};

// Looks once, or until it is interrupted or finds a fork. Of a fork, the other
// checkpoint is kept as FILE.fork, and FILE stays: both are signed, and
// together they prove it.
//
//   DATA_LOSS  HISTORY_FORKED: what was signed earlier is no beginning of what
//              the server has now. SIGNATURE_INVALID: signed by another key.
absl::Status RunMonitor(const MonitorFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_MONITOR_H_
