#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PLAN_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PLAN_VERBS_H_

// `workledger plan list|bring-forward`.

#include <string>

#include "absl/status/status.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/session.h"

namespace workledger {

struct BringForwardFlags {
  CommandFlags command;
  // Code of the plan.
  std::string plan;
  std::string reason;
};

// Prints all plans.
absl::Status RunPlanList(const AsOfFlags& as_of, const Session& session);
absl::Status RunPlanBringForward(const BringForwardFlags& flags,
                                 const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PLAN_VERBS_H_
