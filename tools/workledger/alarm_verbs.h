#ifndef WORKLEDGER_TOOLS_WORKLEDGER_ALARM_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_ALARM_VERBS_H_

// `workledger alarm report|precision`.

#include <cstdint>
#include <istream>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/session.h"

namespace workledger {

struct ReportAlarmsFlags {
  // One signal a line, as JSON; "-" is standard input.
  std::string file;
  // Of it only who reports is used.
  CommandFlags command;
};

struct PrecisionFlags {
  bool by_algorithm = false;
  uint64_t min_position = 0;
};

// Sends the signals in order. After a failure the same file can be reported
// again: what was kept is not kept twice.
absl::Status RunAlarmReport(const ReportAlarmsFlags& flags,
                            const Session& session);
// The same of an open stream, which errors call `name`.
absl::Status ReportAlarms(std::istream& lines, const std::string& name,
                          const ReportAlarmsFlags& flags,
                          const Session& session);
absl::Status RunAlarmPrecision(const PrecisionFlags& flags,
                               const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_ALARM_VERBS_H_
