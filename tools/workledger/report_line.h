#ifndef WORKLEDGER_TOOLS_WORKLEDGER_REPORT_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_REPORT_LINE_H_

// `workledger report` and `workledger tally` on the command line.

#include <CLI/CLI.hpp>

#include "tools/workledger/report_verbs.h"
#include "tools/workledger/sla_verbs.h"
#include "tools/workledger/ticket_verbs.h"
#include "tools/workledger/verb_line.h"

namespace workledger {

// What is typed for them; outlives the parser.
struct ReportLine {
  SummaryFlags summary;
  TallyReportFlags tally;
  SlaFlags sla;
  SlaFlags holders;
  OrderArguments order;
};

// Adds `report` and its verbs; `chosen` is set to the one that was typed.
void AddReportVerbs(CLI::App& app, ReportLine& line, Run& chosen);

// Adds `tally` and its verb.
void AddTallyVerbs(CLI::App& app, ReportLine& line, Run& chosen);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_REPORT_LINE_H_
