#ifndef WORKLEDGER_CORE_CLEANING_SHAPE_H_
#define WORKLEDGER_CORE_CLEANING_SHAPE_H_

// What the fields of orders to cleaning and to inspections say of each other.
// Each refuses with INVALID_ARGUMENT and the path of the field.

#include "absl/status/status.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

absl::Status CheckPlanTask(const v1::Command& command);
absl::Status CheckRaiseRepair(const v1::Command& command);
absl::Status CheckInspect(const v1::Command& command);
absl::Status CheckRecheck(const v1::Command& command);
absl::Status CheckOpenRound(const v1::Command& command);
absl::Status CheckRaiseFinding(const v1::Command& command);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CLEANING_SHAPE_H_
