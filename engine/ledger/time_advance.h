#ifndef WORKLEDGER_LEDGER_TIME_ADVANCE_H_
#define WORKLEDGER_LEDGER_TIME_ADVANCE_H_

// Moves the clock of a ledger with a DRIVEN clock: before an AdvanceTime order
// is decided, every timer on the way fires at the time it is due. One
// submission after the other; other commands go past it to the committer and
// are decided at the time that has been reached. Nothing comes between the
// commands of an atomic batch: timers on the way to its first AdvanceTime fire
// before it, those beyond with the next submission.

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/base/digest.h"
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
  // that fired, and the same command sent again goes on from there.
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
  // Returns the time that the part's first order to advance leads to, which it
  // names from then on; nothing if no timer fires for it: there is none, or it
  // is known already, or will be refused.
  absl::StatusOr<std::optional<absl::Time>> Prepare(const Part& part);
  void Fire(const Part& part, absl::Time target);
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

  // Where an order that ran out of time was to lead: a step counts from where
  // it began.
  struct Interrupted {
    std::string request_id;
    Digest payload_hash;
    absl::Time target;
  };
  std::optional<Interrupted> interrupted_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_TIME_ADVANCE_H_
