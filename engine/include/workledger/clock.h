#ifndef WORKLEDGER_CLOCK_H_
#define WORKLEDGER_CLOCK_H_

// Where the engine takes its time from. Tests and simulations pass their own.

#include "absl/time/time.h"

namespace workledger {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // Returns the wall time. It may jump; the engine never records a time before
  // one that it recorded already.
  virtual absl::Time Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
};

}  // namespace workledger

#endif  // WORKLEDGER_CLOCK_H_
