#ifndef WORKLEDGER_TOOLS_DEMO_DRAW_H_
#define WORKLEDGER_TOOLS_DEMO_DRAW_H_

// Random choices that are the same everywhere for a seed: only the raw output
// of the engine is used, because the standard leaves its distributions to the
// library.

#include <cstdint>
#include <random>
#include <span>

#include "absl/time/time.h"

namespace workledger {

class Draw {
 public:
  explicit Draw(uint64_t seed) : engine_(seed) {}

  // Returns a number from 0 to `count` - 1; `count` is above 0. The remainder
  // favours small numbers by less than one in 2^50.
  uint64_t Below(uint64_t count) { return engine_() % count; }

  // True in `percent` of 100 cases.
  bool Chance(uint64_t percent) { return Below(100) < percent; }

  // Returns whole seconds from `min` to `max`.
  absl::Duration Between(absl::Duration min, absl::Duration max) {
    const int64_t seconds = absl::ToInt64Seconds(max - min);
    return min + absl::Seconds(Below(static_cast<uint64_t>(seconds) + 1));
  }

  // `items` is not empty.
  template <typename Item>
  const Item& Pick(std::span<const Item> items) {
    return items[Below(items.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_DEMO_DRAW_H_
