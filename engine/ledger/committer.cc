#include "engine/ledger/committer.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"
#include "engine/ledger/submission_halves.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// How often a batch is decided anew when another writer moves the head.
constexpr int kAttemptsMax = 3;

// Batches that a busy ledger commits before others may have the thread; a
// hand-over for each would wake a thread for nothing.
constexpr int kTurnBatches = 8;

// Bytes of commands a batch; their records stay below kAppendBytesMax.
constexpr size_t kBatchBytesMax = kAppendBytesMax / 2;

absl::Status HeadMovedError() {
  return MakeError(absl::StatusCode::kAborted, v1::ERROR_REASON_HEAD_MOVED,
                   "the head moved while the ledger was being loaded");
}

absl::Status ExpiredError() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_PASSED,
                   "deadline passed before the command was decided");
}

absl::Status QueueFullError() {
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_QUEUE_FULL,
                   "the ledger's queue is full; try again later");
}

}  // namespace

Committer::Committer(CommitterDeps deps, LedgerFold ledger)
    : deps_(std::move(deps)),
      clock_(ledger.state.clock()),
      folds_(deps_.log, deps_.view),
      ledger_(std::move(ledger)),
      head_(deps_.log.GetHead()),
      now_millis_(absl::ToUnixMillis(FromTimestamp(ledger_.state.now_time()))) {
}

absl::Time Committer::Now() const {
  const absl::Time recorded = absl::FromUnixMillis(now_millis_.load());
  if (clock_ == v1::LEDGER_CLOCK_DRIVEN) return recorded;
  return std::max(recorded, FloorMillis(deps_.clock.Now()));
}

absl::Duration Committer::Stall() const {
  const std::lock_guard lock(mutex_);
  if (!running_) return absl::ZeroDuration();
  return absl::FromChrono(std::chrono::steady_clock::now() - progress_time_);
}

absl::Status Committer::Submit(Submission submission) {
  {
    const std::lock_guard lock(mutex_);
    const size_t commands = queued_commands_ + submission.commands.size();
    const size_t bytes = queued_bytes_ + submission.bytes;
    if (commands > kQueueCommandsMax) return QueueFullError();
    if (bytes > kQueueBytesMax) return QueueFullError();
    queued_commands_ = commands;
    queued_bytes_ = bytes;
    queue_.push_back(std::move(submission));
    if (running_) return absl::OkStatus();
    running_ = true;
    progress_time_ = std::chrono::steady_clock::now();
  }
  deps_.commit_executor.Post([this] { Run(); });
  return absl::OkStatus();
}

void Committer::Run() {
  for (int batch = 0; batch < kTurnBatches; ++batch) {
    // On a busy machine, lets those go first who are about to submit: a batch
    // costs less for each command the more of them it has. Else it does
    // nothing.
    std::this_thread::yield();
    Commit(Take());
    const std::lock_guard lock(mutex_);
    progress_time_ = std::chrono::steady_clock::now();
    if (queue_.empty()) {
      running_ = false;
      return;
    }
  }
  deps_.commit_executor.Post([this] { Run(); });
}

std::vector<Submission> Committer::Take() {
  std::vector<Submission> taken;
  size_t commands = 0;
  size_t bytes = 0;
  const std::lock_guard lock(mutex_);
  taken.reserve(std::min(queue_.size(), kAppendTransactionsMax));
  while (!queue_.empty()) {
    const Submission& next = queue_.front();
    commands += next.commands.size();
    bytes += next.bytes;
    const bool fits =
        commands <= kAppendTransactionsMax && bytes <= kBatchBytesMax;
    if (!fits && !taken.empty()) break;
    queued_commands_ -= next.commands.size();
    queued_bytes_ -= next.bytes;
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

void Committer::Commit(std::vector<Submission> submissions) {
  std::vector<Outcomes> outcomes;
  absl::Status status = failed_;
  for (int attempt = 0; status.ok() && attempt < kAttemptsMax; ++attempt) {
    outcomes.clear();
    status = Attempt(submissions, outcomes);
    if (status.code() != absl::StatusCode::kAborted) break;
    if (const absl::Status reloaded = Reload(); !reloaded.ok()) {
      status = reloaded;
    } else if (attempt + 1 < kAttemptsMax) {
      status = absl::OkStatus();
    }
  }
  if (ReasonOf(status) == v1::ERROR_REASON_BATCH_TOO_LARGE) {
    if (submissions.size() == 1 && Divisible(submissions.front())) {
      submissions = Halves(std::move(submissions.front()));
    }
    if (submissions.size() > 1) return CommitHalves(std::move(submissions));
  }
  if (status.code() == absl::StatusCode::kAborted) {
    status =
        MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_HEAD_MOVED,
                  "other writers keep moving the head; try again");
  }
  if (!status.ok()) {
    outcomes.clear();
    for (const Submission& submission : submissions) {
      outcomes.emplace_back(submission.commands.size(), status);
    }
  }
  folds_.Trim(deps_.fold_bytes_max());
  now_millis_ = absl::ToUnixMillis(FromTimestamp(ledger_.state.now_time()));
  Answer(std::move(submissions), std::move(outcomes));
}

void Committer::CommitHalves(std::vector<Submission> submissions) {
  const auto middle =
      submissions.begin() + static_cast<ptrdiff_t>(submissions.size() / 2);
  std::vector<Submission> rest(std::make_move_iterator(middle),
                               std::make_move_iterator(submissions.end()));
  submissions.erase(middle, submissions.end());
  Commit(std::move(submissions));
  Commit(std::move(rest));
}

absl::Status Committer::Attempt(const std::vector<Submission>& submissions,
                                std::vector<Outcomes>& outcomes) {
  // Another writer was faster than the loading of the ledger, which is not
  // what the head says.
  if (ledger_.state.position() != head_.position) return HeadMovedError();
  const Instant start = std::chrono::steady_clock::now();
  Batch batch(deps_.log, folds_, ledger_, head_, deps_.clock.Now());
  const absl::Time now = absl::Now();  // deadlines are the machine's
  for (const Submission& submission : submissions) {
    if (submission.deadline < now) {
      outcomes.emplace_back(submission.commands.size(), ExpiredError());
    } else {
      outcomes.push_back(batch.Add(submission));
    }
  }
  if (batch.transactions().empty()) return absl::OkStatus();

  const Instant decided = std::chrono::steady_clock::now();
  const absl::StatusOr<Head> head =
      deps_.log.Append(head_, batch.transactions());
  if (head.ok()) {
    Report(submissions, head->position - head_.position, start, decided);
    head_ = *head;
    deps_.on_durable(head_.position);
    return absl::OkStatus();
  }
  if (absl::IsAborted(head.status())) return head.status();
  // The batch is not there, or nobody knows: what it evolved must go.
  if (absl::IsUnavailable(head.status()) || absl::IsDataLoss(head.status())) {
    folds_.Clear();
    static_cast<void>(Fail(head.status()));
  } else {
    WL_RETURN_IF_ERROR(Reload());
  }
  return head.status();
}

void Committer::Report(const std::vector<Submission>& submissions,
                       uint64_t events, Instant start, Instant decided) const {
  if (deps_.observer == nullptr) return;
  const Instant durable = std::chrono::steady_clock::now();
  BatchReport batch{.events = events,
                    .total = absl::FromChrono(durable - start),
                    .append = absl::FromChrono(durable - decided)};
  for (const Submission& submission : submissions) {
    batch.commands += submission.commands.size();
  }
  deps_.observer->OnBatch(batch);
}

absl::Status Committer::Reload() {
  folds_.Clear();
  const Head head = deps_.log.GetHead();
  absl::StatusOr<LedgerFold> ledger = LoadLedgerFold(deps_.log, deps_.view);
  if (!ledger.ok()) return Fail(ledger.status());
  ledger_ = *std::move(ledger);
  head_ = head;
  return absl::OkStatus();
}

absl::Status Committer::Fail(const absl::Status& status) {
  failed_ =
      MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_ENGINE_FAILED,
                absl::StrCat("the engine failed: ", status.message()));
  deps_.on_failed(status);
  return failed_;
}

void Committer::Answer(std::vector<Submission> submissions,
                       std::vector<Outcomes> outcomes) {
  auto answer = [submissions = std::move(submissions),
                 outcomes = std::move(outcomes)]() mutable {
    for (size_t i = 0; i < submissions.size(); ++i) {
      submissions[i].done(std::move(outcomes[i]));
    }
  };
  // When nobody waits for the next batch, answering here saves a hand-over.
  bool waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting = !queue_.empty();
  }
  if (!waiting) {
    answer();
    return;
  }
  deps_.answer_executor.Post([shared = std::make_shared<decltype(answer)>(
                                  std::move(answer))] { (*shared)(); });
}

}  // namespace workledger
