#include "engine/ledger/time_advance.h"

#include <algorithm>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "engine/ledger/ledger.h"
#include "engine/ledger/timer_run.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// What a caller is told whose deadline came before the end of the way.
absl::Status OnTheWay(const absl::Status& status) {
  if (!absl::IsDeadlineExceeded(status)) return status;
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_PASSED,
                   "deadline passed on the way; the same command goes on");
}

// Whether the order would be accepted at `now`.
absl::Status WouldAccept(const v1::Command& command, absl::Time now) {
  v1::LedgerState state;
  state.set_clock(v1::LEDGER_CLOCK_DRIVEN);
  const absl::Time occur_time =
      command.has_occur_time() ? FromTimestamp(command.occur_time()) : now;
  return Decide(command, {.ledger = &state},
                {.now = now, .occur_time = occur_time})
      .status();
}

}  // namespace

bool AdvancesTime(const Submission& submission) {
  return std::ranges::any_of(submission.commands,
                             &v1::Command::has_advance_time);
}

absl::Status TimeAdvance::Submit(Submission submission) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kAdvancesMax) {
      return MakeError(
          absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_QUEUE_FULL,
          "too many calls wait to move the clock; try again later");
    }
    queue_.push_back(std::move(submission));
    if (running_) return absl::OkStatus();
    running_ = true;
  }
  Begin();
  return absl::OkStatus();
}

void TimeAdvance::Begin() {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) {
      running_ = false;
      return;
    }
    way_ = {.submission = std::move(queue_.front()), .outcomes = {}};
    queue_.pop_front();
  }
  Next();
}

void TimeAdvance::Next() {
  // Through the executor: parts may be answered in the call that submits them.
  const absl::Status posted = ledger_.Post(absl::ZeroDuration(), [this] {
    const Part part = NextPart();
    if (part.first == part.end) return Finish();
    const absl::StatusOr<std::optional<absl::Time>> target = Prepare(part);
    if (!target.ok()) return AddError(part, target.status());
    if (!target->has_value()) return Commit(part);
    Fire(part, **target);
  });
  if (posted.ok()) return;
  way_.outcomes.resize(way_.submission.commands.size(), posted);
  Finish();
}

TimeAdvance::Part TimeAdvance::NextPart() const {
  const std::vector<v1::Command>& commands = way_.submission.commands;
  const size_t first = way_.outcomes.size();
  if (way_.submission.atomic || first == commands.size()) {
    return {first, commands.size()};
  }
  if (commands[first].has_advance_time()) return {first, first + 1};
  const auto end = std::find_if(
      commands.begin() + static_cast<long>(first), commands.end(),
      [](const v1::Command& command) { return command.has_advance_time(); });
  return {first, static_cast<size_t>(end - commands.begin())};
}

absl::StatusOr<std::optional<absl::Time>> TimeAdvance::Prepare(
    const Part& part) {
  std::vector<v1::Command>& commands = way_.submission.commands;
  const auto first = std::find_if(
      commands.begin() + static_cast<long>(part.first),
      commands.begin() + static_cast<long>(part.end),
      [](const v1::Command& command) { return command.has_advance_time(); });
  const auto index = static_cast<size_t>(first - commands.begin());
  if (index == part.end) return std::nullopt;
  WL_ASSIGN_OR_RETURN(const std::optional<RequestOutcome> known,
                      ledger_.log().FindRequest(first->request_id()));
  const absl::Time now = ledger_.committer().Now();
  if (known || !WouldAccept(*first, now).ok()) return std::nullopt;
  WL_ASSIGN_OR_RETURN(absl::Time target,
                      AdvanceTarget(first->advance_time(), now));
  if (interrupted_ && interrupted_->request_id == first->request_id() &&
      interrupted_->payload_hash == way_.submission.payload_hashes[index]) {
    target = std::max(now, interrupted_->target);
  }
  // Should this way not come to its end, the same command goes on to there.
  interrupted_ = {.request_id = first->request_id(),
                  .payload_hash = way_.submission.payload_hashes[index],
                  .target = target};
  // Timers move the clock meanwhile, and a step would count from there. The
  // payload's hash stays that of the command as it was given.
  *first->mutable_advance_time()->mutable_now_time() = ToTimestamp(target);
  return target;
}

void TimeAdvance::Fire(const Part& part, absl::Time target) {
  TimerRun::Start(ledger_,
                  {.through = target,
                   .deadline = way_.submission.deadline,
                   .by_instant = true,
                   .done = [this, part](const absl::Status& status, bool) {
                     if (status.ok()) return Commit(part);
                     AddError(part, OnTheWay(status));
                   }});
}

void TimeAdvance::Commit(const Part& part) {
  const Submission& whole = way_.submission;
  const auto first = static_cast<long>(part.first);
  const auto end = static_cast<long>(part.end);
  Submission submission;
  submission.commands.assign(whole.commands.begin() + first,
                             whole.commands.begin() + end);
  submission.payload_hashes.assign(whole.payload_hashes.begin() + first,
                                   whole.payload_hashes.begin() + end);
  submission.atomic = whole.atomic;
  // Bounds the queue's memory; a part is no more than the whole.
  submission.bytes = whole.bytes;
  submission.trace_parent = whole.trace_parent;
  submission.deadline = whole.deadline;
  submission.done = [this](const Outcomes& outcomes) { AddOutcomes(outcomes); };
  const absl::Status taken = ledger_.committer().Submit(std::move(submission));
  if (!taken.ok()) AddError(part, taken);
}

void TimeAdvance::AddOutcomes(const Outcomes& outcomes) {
  way_.outcomes.insert(way_.outcomes.end(), outcomes.begin(), outcomes.end());
  Next();
}

void TimeAdvance::AddError(const Part& part, const absl::Status& status) {
  AddOutcomes(Outcomes(part.end - part.first, status));
}

void TimeAdvance::Finish() {
  const auto done = std::move(way_.submission.done);
  Outcomes outcomes = std::move(way_.outcomes);
  done(std::move(outcomes));
  Begin();
}

}  // namespace workledger
