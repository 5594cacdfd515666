#include "engine/core/lifecycle/cleaning_evolve.h"

namespace workledger {

void EvolveCleaning(v1::Ticket&, const v1::Record&, const v1::Event&) {}

}  // namespace workledger
