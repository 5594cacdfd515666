#ifndef WORKLEDGER_TOOLS_WORKLEDGER_LOG_EXPORT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_LOG_EXPORT_H_

// `workledger log export FILE`.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

struct LogExportFlags {
  std::string file;
  uint64_t from_position = 1;
  // "frames" (docs/log_format.md; `verify --export` checks it) or "json" (one
  // decoded record a line).
  std::string format = "frames";
};

// Writes the log up to the head at the start. FILE appears, or is replaced,
// only when it is whole; until then it is FILE.partial.
absl::Status RunLogExport(const LogExportFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_LOG_EXPORT_H_
