#include "engine/core/lifecycle/security_evolve.h"

namespace workledger {

void EvolveSecurity(v1::Ticket&, const v1::Record&, const v1::Event&) {}

}  // namespace workledger
