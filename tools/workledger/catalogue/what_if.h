#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_WHAT_IF_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_WHAT_IF_H_

// What the policies of a catalogue file would do to running tickets.

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/catalogue/catalogue_plan.h"
#include "tools/workledger/client.h"

namespace workledger {

// Asks the server about each policy of the plan that takes tickets over, prints
// a line for it, and writes the answer into the policy, which must carry it.
// What a file says of it itself is replaced: it was of an earlier ledger.
absl::Status AskWhatIf(CataloguePlan& plan, const std::string& ledger,
                       Client& client, std::ostream& out);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_WHAT_IF_H_
