#ifndef WORKLEDGER_CORE_LIFECYCLE_SECURITY_CHECK_H_
#define WORKLEDGER_CORE_LIFECYCLE_SECURITY_CHECK_H_

// What the fields of orders to security incidents must be beyond what the
// schema says. INVALID_ARGUMENT, FIELD_INVALID.

#include "absl/status/status.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// The result is one that work on an incident can have.
absl::Status CheckResolve(const v1::Command& command);

// The loss is not negative.
absl::Status CheckSubmitReport(const v1::Command& command);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_SECURITY_CHECK_H_
