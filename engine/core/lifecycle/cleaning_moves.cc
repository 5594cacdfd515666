// The lifecycle of cleaning tickets 保洁.

#include <span>

#include "engine/core/lifecycle/moves.h"

namespace workledger {

std::span<const Move> CleaningMoves() { return {}; }

}  // namespace workledger
