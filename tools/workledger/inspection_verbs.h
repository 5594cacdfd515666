#ifndef WORKLEDGER_TOOLS_WORKLEDGER_INSPECTION_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_INSPECTION_VERBS_H_

// `workledger inspection show` and `inspection list`. Its orders are run as
// those of tickets are (ticket_verbs.h).

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/session.h"
#include "tools/workledger/table.h"
#include "workledger/limits.h"
#include "workledger/v1/inspection.pb.h"

namespace workledger {

struct InspectionListFlags {
  int page_size = kPageSizeDefault;
  std::string page_token;
  // Every page, instead of one.
  bool all = false;
  AsOfFlags as_of;
};

// A list of rounds: AddInspection for each, then Print.
Table InspectionTable();
void AddInspection(const v1::Inspection& round, absl::TimeZone zone,
                   Table& table);

// One round as rows of name and value; what is not set is left out.
Table InspectionDetails(const v1::Inspection& round, absl::TimeZone zone);

absl::Status RunInspectionShow(const std::string& inspection,
                               const AsOfFlags& as_of, const Session& session);
absl::Status RunInspectionList(const InspectionListFlags& flags,
                               const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_INSPECTION_VERBS_H_
