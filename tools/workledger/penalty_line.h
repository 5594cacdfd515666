#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PENALTY_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PENALTY_LINE_H_

// The command line of `workledger penalty`.

#include <map>

#include "tools/workledger/penalty_verbs.h"
#include "tools/workledger/verb_line.h"

namespace workledger {

// What can be typed after `penalty`.
struct PenaltyLine {
  PenaltyShowFlags shown;
  PenaltyListFlags list;
  // CLI11 keeps references into it.
  std::map<PenaltyVerb, PenaltyOrderFlags> orders;
};

// Both outlive `app`.
void AddPenaltyVerbs(CLI::App& app, PenaltyLine& line, Run& chosen);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PENALTY_LINE_H_
