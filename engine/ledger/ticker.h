#ifndef WORKLEDGER_LEDGER_TICKER_H_
#define WORKLEDGER_LEDGER_TICKER_H_

// Fires the timers of a ledger with a WALL clock. It sleeps until the earliest
// is due, looks again at least once a second while one is set (the wall clock
// may jump), and is woken when the views have moved. What is refused or fails
// stays due and is tried again a second later.

#include <cstdint>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

class Ledger;

// Thread-safe.
class Ticker {
 public:
  // A first signal of alarms that waited when the engine stopped waits its
  // whole grouping window again from `start_time` on, so that what inhibits it
  // can be heard first. `ledger` outlives it.
  Ticker(Ledger& ledger, absl::Time start_time);

  // Looks at the views: they have moved.
  void Wake();

 private:
  bool Waits(const v1::Timer& timer, absl::Time now) const;
  // Sees to a tick at or before `delay` from now.
  void Schedule(absl::Duration delay);
  void Tick(uint64_t id);
  void Finish(const absl::Status& status, bool left);

  Ledger& ledger_;
  const absl::Time start_time_;

  std::mutex mutex_;
  // Guarded by mutex_.
  bool running_ = false;
  std::optional<absl::Time> tick_time_;  // of the tick to come
  uint64_t tick_id_ = 0;                 // the last that was asked for
  absl::Time pause_end_ = absl::InfinitePast();
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_TICKER_H_
