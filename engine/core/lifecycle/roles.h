#ifndef WORKLEDGER_CORE_LIFECYCLE_ROLES_H_
#define WORKLEDGER_CORE_LIFECYCLE_ROLES_H_

// Who may give an order that stands in no table of moves.

#include "absl/status/status.h"
#include "engine/core/lifecycle/moves.h"
#include "workledger/v1/actor.pb.h"

namespace workledger {

// Whoever scores work and inspects places.
inline constexpr RoleSet kInspectors = {v1::ROLE_INSPECTOR,
                                        v1::ROLE_SUPERVISOR};

// Refuses an actor who holds none of `roles`: PERMISSION_DENIED,
// ROLE_REQUIRED. A system acts for the desk.
absl::Status CheckRoles(RoleSet roles, const v1::Actor& actor);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_ROLES_H_
