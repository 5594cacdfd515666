#ifndef WORKLEDGER_LEDGER_TIMER_RUN_H_
#define WORKLEDGER_LEDGER_TIMER_RUN_H_

// Fires the timers of a ledger that are due, in the order of their deadlines:
// waits until the views know them all, gives the committer the next of them as
// commands of the engine's own, and begins again until none is left. What one
// sets may be due before another that is due already: of those that the views
// name it fires no further than to the earliest such time, then looks again. It
// holds no thread while it waits, and gives the committer so many at a time
// that other commands wait little for them (see timer_pace.h).

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/ledger/batch.h"
#include "engine/ledger/timer_pace.h"
#include "engine/view/timer_index.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

class Ledger;

// Returns the command that fires a timer. Its request id follows from the
// timer, so that it is done once, whoever sends it and however often.
v1::Command FireCommand(const DueTimer& due);

class TimerRun : public std::enable_shared_from_this<TimerRun> {
 public:
  struct Job {
    // Fires what is due at or before it.
    absl::Time through;
    // Of the machine's clock.
    absl::Time deadline = absl::InfiniteFuture();
    // One due time after the other: what one sets may be due before the next.
    bool by_instant = false;
    // Says which timers are not to fire yet; none if empty.
    std::function<bool(const v1::Timer&)> waits = {};
    // Called once: OK when nothing is due any more but what waits or was
    // refused, of which `left` tells; else what kept the run from going on.
    std::function<void(absl::Status, bool left)> done;
  };

  // Starts a run. `ledger` outlives it.
  static void Start(Ledger& ledger, Job job);

 private:
  // On their way, in order, and how many of them have been fired.
  struct Way {
    std::vector<DueTimer> timers;
    size_t fired = 0;
  };

  TimerRun(Ledger& ledger, Job job);

  void AwaitView();
  void FireNext();
  // Returns the timers that fire next, or none.
  absl::StatusOr<std::vector<DueTimer>> TakeDue();
  // Fires the next few of `way_`.
  void FireSome();
  void Judge(const Outcomes& outcomes);
  // Goes on with `task` on the executor, or ends when the ledger closes.
  void GoOn(std::function<void()> task);
  void Finish(const absl::Status& status);

  Ledger& ledger_;
  const Job job_;
  Way way_;
  TimerPace pace_;
  // The names of what waits, was refused or had no effect: it stays for a later
  // run.
  std::set<std::string> left_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_TIMER_RUN_H_
