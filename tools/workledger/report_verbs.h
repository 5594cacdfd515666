#ifndef WORKLEDGER_TOOLS_WORKLEDGER_REPORT_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_REPORT_VERBS_H_

// Figures: `ticket count`, `report summary --by category`, `report tally`, and
// `tally record`, which what is counted comes from.

#include <string>

#include "absl/status/status.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/order_flags.h"
#include "tools/workledger/session.h"
#include "tools/workledger/ticket_verbs.h"
#include "workledger/v1/report_service.pb.h"

namespace workledger {

struct CountFlags {
  std::string by;
  // Those of it that say which tickets are meant.
  ListFlags filter;
};

struct SummaryFlags {
  std::string by;
  // The category and all below it; all if empty.
  std::string under;
  std::string kind;
  // The period: from, and before. All if empty.
  std::string start_time;
  std::string end_time;
  AsOfFlags as_of;
};

struct TallyReportFlags {
  std::string period = "year";
  std::string item;
  std::string location;
  std::string party;
  bool by_location = false;
  bool by_party = false;
  std::string start_time;
  std::string end_time;
  AsOfFlags as_of;
};

// What `--by` of `ticket count` takes, for `--help`.
std::string TicketCountForm();

// Returns the verb `record` of `tally`.
OrderVerb TallyOrderVerb();

// Whether every row is the sum of its own tickets and of the rows right below
// it, parents first as a server sends them.
//
//   DATA_LOSS  it is not; the message names the row and the figure.
absl::Status CheckRollUp(const v1::ReportWorkResponse& report);

absl::Status RunTicketCount(const CountFlags& flags, const Session& session);
absl::Status RunReportWork(const SummaryFlags& flags, const Session& session);
absl::Status RunReportTally(const TallyReportFlags& flags,
                            const Session& session);
absl::Status RunTallyOrder(const OrderArguments& arguments,
                           const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_REPORT_VERBS_H_
