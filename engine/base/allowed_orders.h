#ifndef WORKLEDGER_BASE_ALLOWED_ORDERS_H_
#define WORKLEDGER_BASE_ALLOWED_ORDERS_H_

// What a refusal says beside its reason: what would be taken instead. ErrorOf
// (workledger/error.h) reads it.

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace workledger {

// Returns `status`, which is not OK, with the orders that the state takes
// instead of the one that it forbids, by their names in v1::Command.
absl::Status WithAllowedOrders(const absl::Status& status,
                               const std::vector<std::string>& orders);

}  // namespace workledger

#endif  // WORKLEDGER_BASE_ALLOWED_ORDERS_H_
