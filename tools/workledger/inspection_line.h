#ifndef WORKLEDGER_TOOLS_WORKLEDGER_INSPECTION_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_INSPECTION_LINE_H_

// The command line of `workledger inspection`.

#include <map>
#include <string>

#include "tools/workledger/inspection_verbs.h"
#include "tools/workledger/ticket_verbs.h"
#include "tools/workledger/verb_line.h"

namespace workledger {

// What can be typed after `inspection`.
struct InspectionLine {
  std::string shown;
  AsOfFlags as_of;  // of `show`
  InspectionListFlags list;
  // By verb; CLI11 keeps references into it.
  std::map<std::string, OrderArguments> orders;
};

// Both outlive `app`.
void AddInspectionVerbs(CLI::App& app, InspectionLine& line, Run& chosen);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_INSPECTION_LINE_H_
