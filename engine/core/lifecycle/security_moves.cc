// The lifecycle of security tickets 安保事件.

#include <span>

#include "engine/core/lifecycle/moves.h"

namespace workledger {

std::span<const Move> SecurityMoves() { return {}; }

}  // namespace workledger
