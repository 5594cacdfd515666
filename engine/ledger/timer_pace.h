#ifndef WORKLEDGER_LEDGER_TIMER_PACE_H_
#define WORKLEDGER_LEDGER_TIMER_PACE_H_

// How many timers a run hands to the committer at once. The more, the more
// fire with each durable write, which costs the same for one as for hundreds;
// but commands of people wait for the batch that they are in. A few timers
// take as long as such a command does, mostly that of the write: now and then
// only a few are handed over, to see how long that is, and else as many as take
// no more than a bounded multiple of it. So the number follows the disk and
// whatever else the ledger has to do.
//
//   const size_t count = std::min(pace.Next(), left);
//   ...
//   pace.Took(count, time);

#include <cstddef>

#include "absl/time/time.h"

namespace workledger {

// So few are decided in less than a millisecond; and the most. A batch has room
// for twice as many.
inline constexpr size_t kFireFew = 8;
inline constexpr size_t kFireMax = 512;

// What commands wait beside timers that fire, as a multiple of what they wait
// else. It is found by going beyond it half of the time, and a command may wait
// for two batches: so it is well below the two that are promised.
inline constexpr double kFireSlowdownMax = 1.25;

class TimerPace {
 public:
  // Returns how many are to be handed over next.
  size_t Next() const;

  // Tells that so many were handed over, and how long it took until all were
  // answered. Fewer than Next() said tell nothing.
  void Took(size_t count, absl::Duration time);

 private:
  bool Probes() const;

  int turn_ = 0;
  absl::Duration few_time_ = absl::InfiniteDuration();
  double many_ = 2 * kFireFew;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_TIMER_PACE_H_
