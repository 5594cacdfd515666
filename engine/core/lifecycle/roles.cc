#include "engine/core/lifecycle/roles.h"

#include <algorithm>

#include "workledger/error.h"

namespace workledger {

absl::Status CheckRoles(RoleSet roles, const v1::Actor& actor) {
  const bool for_desk =
      actor.kind() == v1::ACTOR_KIND_SYSTEM && roles.Contains(v1::ROLE_DESK);
  if (for_desk || std::ranges::any_of(actor.roles(), [&](int role) {
        return roles.Contains(static_cast<v1::Role>(role));
      })) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
      "actor.roles: got none that may give this order", "actor.roles");
}

}  // namespace workledger
