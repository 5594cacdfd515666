#ifndef WORKLEDGER_LEDGER_LEDGER_H_
#define WORKLEDGER_LEDGER_LEDGER_H_

// One open ledger: its log, its views, its committer, and who waits for them.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/base/executor.h"
#include "engine/ledger/committer.h"
#include "engine/ledger/ledger_fold.h"
#include "engine/ledger/position_waiters.h"
#include "engine/ledger/subscriber_list.h"
#include "engine/ledger/ticker.h"
#include "engine/ledger/time_advance.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "workledger/clock.h"
#include "workledger/observer.h"
#include "workledger/v1/ledger_service.pb.h"

namespace workledger {

// What all ledgers of an engine share; outlives them.
struct LedgerDeps {
  const Clock& clock;
  ViewStore& view_store;
  Executor& commit_executor;  // decides, writes, projects
  Executor& query_executor;   // answers
  std::function<size_t()> fold_bytes_max;
  std::function<void(absl::Status)> on_failed;
  EngineObserver* observer = nullptr;
};

// Thread-safe. Destroyed after the executors have stopped.
class Ledger {
 public:
  // Opens `name`; its views catch up in the background. `log` is not empty and
  // outlives the ledger.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(std::string name,
                                                      EventLog& log,
                                                      const LedgerDeps& deps);

  const std::string& name() const { return name_; }
  const EventLog& log() const { return log_; }
  const LedgerView& view() const { return *view_; }
  // The time that the next command would be decided at.
  absl::Time Now() const { return committer_->Now(); }
  Committer& committer() { return *committer_; }

  // Queues commands: for the committer, or for the clock that some of them
  // move. `done` is called as the committer's is. RESOURCE_EXHAUSTED,
  // QUEUE_FULL.
  absl::Status Submit(Submission submission);

  // Runs `task` on the commit executor once `delay` has passed; not once the
  // ledger closes, which it then returns.
  absl::Status Post(absl::Duration delay, std::function<void()> task);

  // Whoever waits for the log's head.
  PositionWaiters& head_waiters() { return head_waiters_; }

  SubscriberList& subscribers() { return subscribers_; }

  // Calls `done` with OK when the views have reached `position`, and whatever
  // the log held when it was opened; with DEADLINE_EXCEEDED (VIEW_BEHIND) after
  // `deadline`; or with what keeps the views from going on.
  void WhenViewReaches(uint64_t position, absl::Time deadline,
                       std::function<void(absl::Status)> done);

  // Describes the ledger as it is now.
  v1::Ledger Describe() const;

  // Says how far its parts have come; all but the verification.
  LedgerStatus GetStatus() const;

  // Ends all waiting and every subscription with `status`, which is not OK.
  void Close(const absl::Status& status);

  // OK, or what Close was told first.
  absl::Status Closing() const;

 private:
  Ledger(std::string name, EventLog& log, const LedgerDeps& deps,
         std::unique_ptr<LedgerView> view, LedgerFold fold);

  void OnDurable(uint64_t position);
  // Sees to it that the views go on: soon, or at once if someone waits for
  // them. There is one such task at a time.
  void ScheduleProjection(bool at_once);
  void ProjectAfter(absl::Duration delay);
  void Project();

  const std::string name_;
  EventLog& log_;
  const uint64_t head_at_open_;
  const LedgerDeps deps_;
  const std::unique_ptr<LedgerView> view_;
  const v1::LedgerState first_state_;  // name, clock and creation never change
  PositionWaiters head_waiters_;
  PositionWaiters view_waiters_;
  SubscriberList subscribers_;
  std::unique_ptr<Committer> committer_;
  // Either by the ledger's clock.
  std::optional<Ticker> ticker_;
  std::optional<TimeAdvance> time_advance_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  absl::Status closing_;
  enum class Projection { kIdle, kDelayed, kRunning };
  Projection projection_ = Projection::kIdle;
  bool project_again_ = false;
  // Since when a durable event waits for the views, if one does.
  std::optional<std::chrono::steady_clock::time_point> behind_since_;
  absl::Status view_failure_;  // of the last step
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_LEDGER_H_
