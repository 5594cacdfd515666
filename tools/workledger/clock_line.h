#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_LINE_H_

// `workledger clock` on the command line.

#include <CLI/CLI.hpp>

#include "tools/workledger/clock_verbs.h"
#include "tools/workledger/verb_line.h"

namespace workledger {

// What is typed for it; outlives the parser.
struct ClockLine {
  ExplainFlags explain;
};

// Adds `clock` and its verbs; `chosen` is set to the one that was typed.
void AddClockVerbs(CLI::App& app, ClockLine& line, Run& chosen);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_LINE_H_
