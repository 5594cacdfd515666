#ifndef WORKLEDGER_TOOLS_WORKLEDGER_ALARM_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_ALARM_LINE_H_

// The command line of `workledger alarm`.

#include <functional>

#include "absl/status/status.h"
#include "tools/workledger/alarm_verbs.h"
#include "tools/workledger/session.h"

namespace CLI {
class App;
}  // namespace CLI

namespace workledger {

struct AlarmArguments {
  ReportAlarmsFlags report;
  PrecisionFlags precision;
};

// Adds the noun to `app`. A verb that is typed sets `run`; both outlive `app`.
void AddAlarmVerbs(CLI::App& app, AlarmArguments& arguments,
                   std::function<absl::Status(const Session&)>& run);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_ALARM_LINE_H_
