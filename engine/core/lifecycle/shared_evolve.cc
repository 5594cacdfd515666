#include "engine/core/lifecycle/shared_evolve.h"

namespace workledger {

void EvolveShared(v1::Ticket&, const v1::Record&, const v1::Event&) {}

}  // namespace workledger
