// The lifecycle of service tickets 服务.

#include <span>

#include "engine/core/lifecycle/moves.h"

namespace workledger {

std::span<const Move> ServiceMoves() { return {}; }

}  // namespace workledger
