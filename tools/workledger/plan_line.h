#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PLAN_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PLAN_LINE_H_

// The command line of `workledger plan`.

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "tools/workledger/plan_verbs.h"
#include "tools/workledger/session.h"

namespace CLI {
class App;
}  // namespace CLI

namespace workledger {

// What can be typed after `plan`.
struct PlanLine {
  uint64_t min_position = 0;
  BringForwardFlags bring_forward;
};

// Adds the verbs; the one that is typed becomes `chosen`. `add_command_flags`
// adds what every order has. All but the function outlive `app`.
void AddPlanVerbs(CLI::App& app, PlanLine& line,
                  std::function<absl::Status(const Session&)>& chosen,
                  void (*add_command_flags)(CLI::App&, CommandFlags&));

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PLAN_LINE_H_
