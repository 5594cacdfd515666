#include "engine/core/metric/wilson.h"

#include <algorithm>

namespace workledger {
namespace {

// The bounds are
//
//   (2k + z² ± z √(z² + 4k(n-k)/n)) / 2(n + z²)
//
// All terms are scaled by kScale, by which z² = 1.96² is a whole number.
constexpr int64_t kScale = 10'000;
constexpr int64_t kSquare = 38'416;

// Returns the greatest number whose square is not more. `value` < 2^62.
int64_t FloorRoot(int64_t value) {
  int64_t root = 0;
  for (int64_t bit = int64_t{1} << 30; bit > 0; bit >>= 1) {
    const int64_t next = root + bit;
    if (next * next <= value) root = next;
  }
  return root;
}

}  // namespace

ShareBounds WilsonInterval(int64_t count, int64_t total) {
  const int64_t rest = total - count;
  const int64_t whole = kScale * count / total * rest;
  const int64_t part = kScale * count % total * rest;
  // k(n-k)/n, rounded up; at most a quarter of `total`, and so all below is far
  // from 2^62.
  const int64_t spread = whole + (part + total - 1) / total;
  const int64_t square = kSquare * kSquare + 4 * kSquare * spread;
  const int64_t floor = FloorRoot(square);
  const int64_t root = floor * floor == square ? floor : floor + 1;
  const int64_t middle = 2 * count * kScale + kSquare;
  const int64_t divisor = 2 * (total * kScale + kSquare);
  const int64_t low = std::max<int64_t>(0, middle - root) * 1000 / divisor;
  const int64_t high = ((middle + root) * 1000 + divisor - 1) / divisor;
  return {.low = static_cast<uint32_t>(low),
          .high = static_cast<uint32_t>(std::min<int64_t>(1000, high))};
}

}  // namespace workledger
