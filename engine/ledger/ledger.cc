#include "engine/ledger/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/view/renewed_view.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// How long the views let events gather when nobody waits for them. A step costs
// less for each event the more of them change the same rows. People do not see
// a tenth of a second; who must read their own write says so (min_position).
constexpr absl::Duration kProjectionDelay = absl::Milliseconds(100);

// When to try again after a step that failed, for instance on a full disk.
constexpr absl::Duration kProjectionRetry = absl::Seconds(1);

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(std::string name,
                                                     EventLog& log,
                                                     const LedgerDeps& deps) {
  WL_ASSIGN_OR_RETURN(std::unique_ptr<LedgerView> view,
                      OpenRenewedView(deps.view_store, log));
  WL_ASSIGN_OR_RETURN(LedgerFold fold, LoadLedgerFold(log, *view));
  std::unique_ptr<Ledger> ledger(
      new Ledger(std::move(name), log, deps, std::move(view), std::move(fold)));
  ledger->OnDurable(log.GetHead().position);
  return ledger;
}

Ledger::Ledger(std::string name, EventLog& log, const LedgerDeps& deps,
               std::unique_ptr<LedgerView> view, LedgerFold fold)
    : name_(std::move(name)),
      log_(log),
      head_at_open_(log.GetHead().position),
      deps_(deps),
      view_(std::move(view)),
      first_state_(fold.state),
      committer_(std::make_unique<Committer>(
          CommitterDeps{
              .log = log,
              .view = *view_,
              .clock = deps.clock,
              .commit_executor = deps.commit_executor,
              .answer_executor = deps.query_executor,
              .fold_bytes_max = deps.fold_bytes_max,
              .on_durable = [this](uint64_t position) { OnDurable(position); },
              .observer = deps.observer,
              .on_failed = deps.on_failed},
          std::move(fold))) {
  if (first_state_.clock() == v1::LEDGER_CLOCK_DRIVEN) {
    time_advance_.emplace(*this);
    return;
  }
  // A ledger that was created just now lost nothing.
  const bool restarted = head_at_open_ > 1;
  ticker_.emplace(*this, restarted ? deps.clock.Now() : absl::InfinitePast());
}

absl::Status Ledger::Submit(Submission submission) {
  return time_advance_ && AdvancesTime(submission)
             ? time_advance_->Submit(std::move(submission))
             : committer_->Submit(std::move(submission));
}

absl::Status Ledger::Post(absl::Duration delay, std::function<void()> task) {
  // Under the lock: the executor goes after Close, and so after this.
  const std::lock_guard lock(mutex_);
  WL_RETURN_IF_ERROR(closing_);
  if (delay > absl::ZeroDuration()) {
    deps_.commit_executor.PostAfter(delay, std::move(task));
  } else {
    deps_.commit_executor.Post(std::move(task));
  }
  return absl::OkStatus();
}

void Ledger::OnDurable(uint64_t position) {
  head_waiters_.Reach(position);
  {
    const std::lock_guard lock(mutex_);
    if (!behind_since_) behind_since_ = std::chrono::steady_clock::now();
  }
  ScheduleProjection(false);
}

void Ledger::ScheduleProjection(bool at_once) {
  {
    const std::lock_guard lock(mutex_);
    project_again_ = true;
    const bool wait = !at_once && projection_ == Projection::kDelayed;
    if (wait || projection_ == Projection::kRunning) return;
    projection_ = at_once ? Projection::kRunning : Projection::kDelayed;
  }
  if (at_once) {
    deps_.commit_executor.Post([this] { Project(); });
    return;
  }
  ProjectAfter(kProjectionDelay);
}

void Ledger::ProjectAfter(absl::Duration delay) {
  deps_.commit_executor.PostAfter(delay, [this] {
    {
      const std::lock_guard lock(mutex_);
      // Someone who could not wait was faster.
      if (projection_ != Projection::kDelayed) return;
      projection_ = Projection::kRunning;
    }
    Project();
  });
}

void Ledger::Project() {
  const auto start = std::chrono::steady_clock::now();
  {
    const std::lock_guard lock(mutex_);
    project_again_ = false;
  }
  const absl::StatusOr<bool> more = view_->Advance();
  const bool rebuilding = view_->Rebuilding();
  const bool damaged = ReasonOf(more.status()) == v1::ERROR_REASON_VIEW_BEHIND;
  bool again;
  {
    const std::lock_guard lock(mutex_);
    view_failure_ = damaged ? absl::OkStatus() : more.status();
    projection_ = more.ok() ? Projection::kIdle : Projection::kDelayed;
    again = more.ok() && (*more || rebuilding || project_again_);
    if (!again && more.ok()) {
      behind_since_.reset();
    } else if (project_again_ && more.ok() && !*more && !rebuilding) {
      behind_since_ = start;  // what came later has not waited longer
    }
  }
  if (!more.ok()) {
    // Queries get the reason until it is gone, or wait for views that are made
    // again; the log goes on.
    if (!damaged) view_waiters_.Interrupt(more.status());
    ProjectAfter(kProjectionRetry);
    return;
  }
  if (!rebuilding) view_waiters_.Reach(view_->Position());
  if (ticker_) ticker_->Wake();
  if (again) ScheduleProjection(*more || view_waiters_.Waiting());
}

void Ledger::WhenViewReaches(uint64_t position, absl::Time deadline,
                             std::function<void(absl::Status)> done) {
  {
    std::unique_lock lock(mutex_);
    if (!view_failure_.ok()) {
      const absl::Status failure = view_failure_;
      lock.unlock();
      return done(failure);
    }
  }
  // Views that are being made anew would deny what is in the log.
  position = std::max(position, head_at_open_);
  if (view_->Rebuilding()) {
    // Where they were is not where they are; the step below reaches it anew.
    view_waiters_.FallBack();
  } else if (position <= view_->Position()) {
    return done(absl::OkStatus());
  }
  const PositionWaiters::Id id = view_waiters_.Add(position, std::move(done));
  if (id.second == 0) return;
  ScheduleProjection(true);
  if (deadline == absl::InfiniteFuture()) return;
  const absl::Duration left =
      std::max(deadline - absl::Now(), absl::ZeroDuration());
  deps_.query_executor.PostAfter(left, [this, id] {
    view_waiters_.Fire(
        id,
        MakeError(absl::StatusCode::kDeadlineExceeded,
                  v1::ERROR_REASON_VIEW_BEHIND,
                  absl::StrCat("min_position: the views are at ",
                               view_->Position(), ", not yet at ", id.first),
                  "min_position"));
  });
}

v1::Ledger Ledger::Describe() const {
  const Head head = log_.GetHead();
  v1::Ledger ledger;
  ledger.set_ledger(name_);
  ledger.set_uid(log_.Uid());
  ledger.set_clock(first_state_.clock());
  *ledger.mutable_create_time() = first_state_.create_time();
  *ledger.mutable_now_time() = ToTimestamp(committer_->Now());
  ledger.set_head_position(head.position);
  ledger.set_head_chain(head.chain.data(), head.chain.size());
  ledger.set_view_position(view_->Rebuilding() ? 0 : view_->Position());
  return ledger;
}

LedgerStatus Ledger::GetStatus() const {
  const SubscriberList::Summary subscribers = subscribers_.Summarize();
  LedgerStatus status{.ledger = name_,
                      .head_position = log_.GetHead().position,
                      .commit_stall = committer_->Stall(),
                      .subscribers = subscribers.count};
  if (!view_->Rebuilding()) status.view_position = view_->Position();
  // A cursor that moved meanwhile may be beyond the head.
  if (subscribers.count > 0 &&
      subscribers.last_position < status.head_position) {
    status.subscriber_lag = status.head_position - subscribers.last_position;
  }
  const std::lock_guard lock(mutex_);
  if (behind_since_) {
    status.view_lag =
        absl::FromChrono(std::chrono::steady_clock::now() - *behind_since_);
  }
  return status;
}

void Ledger::Close(const absl::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    if (closing_.ok()) closing_ = status;
  }
  head_waiters_.End(status);
  // The views of a failed engine still reach the end of its log.
  if (ReasonOf(status) != v1::ERROR_REASON_ENGINE_FAILED) {
    view_waiters_.End(status);
  }
}

absl::Status Ledger::Closing() const {
  const std::lock_guard lock(mutex_);
  return closing_;
}

}  // namespace workledger
