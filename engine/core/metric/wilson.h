#ifndef WORKLEDGER_CORE_METRIC_WILSON_H_
#define WORKLEDGER_CORE_METRIC_WILSON_H_

// How far a share of few can be trusted: the score interval of E. B. Wilson
// (JASA 22, 1927), in integers.
//
//   WilsonInterval(9, 10)  // {595, 983}: between 59.5 % and 98.3 %

#include <cstdint>

namespace workledger {

// In thousandths.
struct ShareBounds {
  uint32_t low;
  uint32_t high;
};

// Returns the bounds at 95 % (z = 1.96) for `count` of `total`, rounded
// outward. 0 <= count <= total, 1 <= total <= 10^9.
ShareBounds WilsonInterval(int64_t count, int64_t total);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_WILSON_H_
