#ifndef WORKLEDGER_LEDGER_COMMITTER_H_
#define WORKLEDGER_LEDGER_COMMITTER_H_

// The one writer of a ledger. Commands wait in a bounded queue; a strand on the
// pool takes what has gathered, decides it, makes it durable in one write,
// publishes the new head and answers every caller. While a batch is being
// written the next one gathers.

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <mutex>

#include "absl/status/status.h"
#include "engine/base/executor.h"
#include "engine/ledger/batch.h"
#include "engine/ledger/fold_cache.h"
#include "engine/ledger/ledger_fold.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "workledger/clock.h"
#include "workledger/observer.h"

namespace workledger {

// What a committer needs; all of it outlives the committer.
struct CommitterDeps {
  EventLog& log;
  const LedgerView& view;
  const Clock& clock;
  Executor& commit_executor;
  Executor& answer_executor;
  // How much memory the folds may take that this ledger keeps at present.
  std::function<size_t()> fold_bytes_max;
  // Called after each durable batch, on the strand.
  std::function<void(uint64_t position)> on_durable;
  // Null if nobody wants to know.
  EngineObserver* observer = nullptr;
  // Called when a write has failed for good.
  std::function<void(absl::Status)> on_failed;
};

// Thread-safe. Whoever destroys it has seen to it that no task of its executors
// runs any more.
class Committer {
 public:
  // `ledger` is the fold at the log's head.
  Committer(CommitterDeps deps, LedgerFold ledger);

  // Queues a submission; its `done` is called with the outcomes, on a thread of
  // the executors. Refuses it, without calling `done`, when the queue is full:
  // RESOURCE_EXHAUSTED, QUEUE_FULL.
  absl::Status Submit(Submission submission);

  // The ledger's now.
  absl::Time Now() const;

  // For how long commands have waited without a batch being finished; zero if
  // none waits.
  absl::Duration Stall() const;

 private:
  using Instant = std::chrono::steady_clock::time_point;

  void Run();
  // Takes the submissions of the next batch from the queue.
  std::vector<Submission> Take();
  void Commit(std::vector<Submission> submissions);
  // Commits what is too large for one write in two: orders can bring many more
  // bytes than they have, and nobody shall be refused for others' sake.
  void CommitHalves(std::vector<Submission> submissions);
  // Decides and appends; on success `outcomes` hold.
  absl::Status Attempt(const std::vector<Submission>& submissions,
                       std::vector<Outcomes>& outcomes);
  // Tells the observer of a durable batch.
  void Report(const std::vector<Submission>& submissions, uint64_t events,
              Instant start, Instant decided) const;
  // Loads what a batch left wrong, folds and the ledger's state, or fails.
  absl::Status Reload();
  // Takes no more commands from here on; returns what they are told.
  absl::Status Fail(const absl::Status& status);
  void Answer(std::vector<Submission> submissions,
              std::vector<Outcomes> outcomes);

  const CommitterDeps deps_;
  const v1::LedgerClock clock_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::deque<Submission> queue_;
  size_t queued_commands_ = 0;
  size_t queued_bytes_ = 0;
  bool running_ = false;
  // When it began to run, or finished its last batch.
  Instant progress_time_;

  // Used on the strand only.
  FoldCache folds_;
  LedgerFold ledger_;
  Head head_;
  // What on_failed was told, or OK.
  absl::Status failed_;

  // `ledger_.state.now_time` in Unix milliseconds, for readers.
  std::atomic<int64_t> now_millis_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_COMMITTER_H_
