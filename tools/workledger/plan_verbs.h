#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PLAN_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PLAN_VERBS_H_

// `workledger plan list|bring-forward`.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/session.h"

namespace workledger {

struct BringForwardFlags {
  CommandFlags command;
  // Code of the plan.
  std::string plan;
  std::string reason;
};

// Prints all plans, once the views have reached `min_position`.
absl::Status RunPlanList(uint64_t min_position, const Session& session);
absl::Status RunPlanBringForward(const BringForwardFlags& flags,
                                 const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PLAN_VERBS_H_
