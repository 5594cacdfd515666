#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PLAN_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PLAN_LINE_H_

// The command line of `workledger plan`.

#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/plan_verbs.h"
#include "tools/workledger/verb_line.h"

namespace workledger {

// What can be typed after `plan`.
struct PlanLine {
  AsOfFlags as_of;
  BringForwardFlags bring_forward;
};

// Both outlive `app`.
void AddPlanVerbs(CLI::App& app, PlanLine& line, Run& chosen);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PLAN_LINE_H_
