#ifndef WORKLEDGER_LEDGER_TIME_ADVANCE_H_
#define WORKLEDGER_LEDGER_TIME_ADVANCE_H_

// Moves the clock of a ledger with a DRIVEN clock: before an AdvanceTime order
// is decided, every timer on the way fires at the time it is due. One
// submission after the other; other commands go past it to the committer and
// are decided at the time that has been reached. Nothing comes between the
// commands of an atomic batch: timers on the way to its first AdvanceTime fire
// before it, those beyond with the next submission.
//
// A step counts from where it began. Timers move the clock on its way, so if
// any is due there, the log first records that time, under a request id that
// follows from the order's: whoever gives the order again, after a deadline or
// a restart, goes on to the same time.

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/ledger/batch.h"

namespace workledger {

class Ledger;

// Whether any of the commands moves the clock.
bool AdvancesTime(const Submission& submission);

// Thread-safe.
class TimeAdvance {
 public:
  // `ledger` has a DRIVEN clock and outlives it.
  explicit TimeAdvance(Ledger& ledger) : ledger_(ledger) {}

  // Queues a submission that advances time; `done` is called as the
  // committer's is. A command whose deadline passes on the way gets
  // DEADLINE_EXCEEDED (DEADLINE_PASSED): time has come as far as the last timer
  // that fired, and the same command sent again goes on from there. Should
  // others have moved the clock beyond its end by then, it changes nothing.
  //
  //   RESOURCE_EXHAUSTED  QUEUE_FULL: kAdvancesMax wait.
  absl::Status Submit(Submission submission);

 private:
  // A submission on its way.
  struct Way {
    Submission submission;
    Outcomes outcomes;  // of its first commands
  };
  // Commands that are decided together, by their places.
  struct Part {
    size_t first;
    size_t end;
  };

  void Begin();
  void Next();
  Part NextPart() const;
  // The place of the part's first order to advance; its end if it has none.
  size_t FirstAdvance(const Part& part) const;
  // Goes on with an order to advance that the log does not know yet.
  void Advance(const Part& part, size_t index);
  // Returns where the log says that the step began, if it does.
  //
  //   INVALID_ARGUMENT  REQUEST_ID_REUSED: it was another order's step.
  absl::StatusOr<std::optional<absl::Time>> FindStep(size_t index) const;
  // Records where the step begins if timers are due on its way.
  void BeginStep(const Part& part, size_t index, absl::Time target);
  void RecordStep(const Part& part, size_t index);
  // Fires the timers up to `target`, which the order names from then on.
  void Fire(const Part& part, size_t index, absl::Time target);
  void Commit(const Part& part);
  void AddOutcomes(const Outcomes& outcomes);
  void AddError(const Part& part, const absl::Status& status);
  void Finish();

  Ledger& ledger_;

  std::mutex mutex_;
  // Guarded by mutex_.
  std::deque<Submission> queue_;
  bool running_ = false;

  // Used by the one submission that is on its way.
  Way way_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_TIME_ADVANCE_H_
