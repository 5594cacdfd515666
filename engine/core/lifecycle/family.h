#ifndef WORKLEDGER_CORE_LIFECYCLE_FAMILY_H_
#define WORKLEDGER_CORE_LIFECYCLE_FAMILY_H_

// Parents and children: which of them an order has to see.

#include <string>
#include <vector>

#include "engine/core/fold.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Returns the tickets of the family of `ticket` that the order reads, as far as
// `known` tells: the new child and the ancestors for AddChild, the children for
// what ends the work.
std::vector<std::string> ReadsFamily(const v1::Command& command,
                                     const std::string& ticket,
                                     const Folds& known);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_FAMILY_H_
