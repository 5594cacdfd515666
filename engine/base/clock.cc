#include "workledger/clock.h"

#include "absl/time/clock.h"

namespace workledger {

absl::Time SystemClock::Now() const { return absl::Now(); }

}  // namespace workledger
