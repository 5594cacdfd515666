#include "engine/ledger/timer_run.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/plan/plan_decide.h"
#include "engine/core/timer_decide.h"
#include "engine/ledger/ledger.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Timers that are read at once, where more than one instant fires. Rows of
// timers that fired lie before the others for a while, and each reading passes
// them again.
constexpr size_t kTimersMax = 16384;

// Which alarm of which clock, for its timer's name. The level may hold
// anything, but not more than it says.
std::string AlarmName(const v1::Timer& timer) {
  if (!timer.has_clock()) return "";
  const v1::ClockKey& clock = timer.clock();
  return absl::StrCat(clock.metric(), ".", clock.party(), ".", clock.cycle(),
                      ".", clock.segment(), "|", timer.repeat(), "|",
                      timer.level().size(), ":", timer.level(), "|");
}

// The same timer in words, all that tells it from others; the key comes last,
// because it may hold anything.
std::string TimerName(const DueTimer& due) {
  const absl::Time time = FromTimestamp(due.timer.due_time());
  return absl::StrCat(due.stream.first, "|", due.timer.kind(), "|",
                      absl::ToUnixMillis(time), "|", due.timer.position(), "|",
                      AlarmName(due.timer), due.stream.second);
}

// How many of the timers, which are in the order of their due times, fire
// before any that one of them sets.
size_t CountInOrder(const std::vector<DueTimer>& timers) {
  absl::Time end = absl::InfiniteFuture();
  size_t count = 0;
  for (const DueTimer& due : timers) {
    if (FromTimestamp(due.timer.due_time()) > end) break;
    end = std::min(end, due.following);
    ++count;
  }
  return count;
}

// Whether the same command may be taken a moment later.
bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsAborted(status);
}

Submission SubmissionOf(std::span<const DueTimer> timers) {
  Submission submission;
  submission.deadline = absl::InfiniteFuture();
  for (const DueTimer& due : timers) {
    v1::Command command = FireCommand(due);
    const std::string bytes = command.SerializeAsString();
    submission.bytes += bytes.size();
    submission.payload_hashes.push_back(Sha256({bytes}));
    submission.commands.push_back(std::move(command));
  }
  return submission;
}

}  // namespace

v1::Command FireCommand(const DueTimer& due) {
  v1::Command command;
  const std::string digest = ToHex(AsBytes(Sha256({TimerName(due)})));
  command.set_request_id(absl::StrCat(ToAbsl(kTimerRequestPrefix), digest)
                             .substr(0, kRequestIdBytesMax));
  command.mutable_actor()->set_principal(std::string(kEnginePrincipal));
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
  v1::FireTimer& order = *command.mutable_fire_timer();
  order.mutable_stream()->set_kind(due.stream.first);
  order.mutable_stream()->set_key(due.stream.second);
  *order.mutable_timer() = due.timer;
  return command;
}

void TimerRun::Start(Ledger& ledger, Job job) {
  // Shared by the callbacks that it waits for.
  const std::shared_ptr<TimerRun> run(new TimerRun(ledger, std::move(job)));
  run->AwaitView();
}

TimerRun::TimerRun(Ledger& ledger, Job job)
    : ledger_(ledger), job_(std::move(job)) {}

void TimerRun::AwaitView() {
  ledger_.WhenViewReaches(ledger_.log().GetHead().position, job_.deadline,
                          [self = shared_from_this()](absl::Status reached) {
                            if (!reached.ok()) return self->Finish(reached);
                            self->GoOn([self] { self->FireNext(); });
                          });
}

void TimerRun::FireNext() {
  if (job_.deadline < absl::Now()) {
    return Finish(MakeError(absl::StatusCode::kDeadlineExceeded,
                            v1::ERROR_REASON_DEADLINE_PASSED,
                            "deadline passed before all timers had fired"));
  }
  absl::StatusOr<std::vector<DueTimer>> timers = TakeDue();
  if (!timers.ok()) return Finish(timers.status());
  if (timers->empty()) return Finish(absl::OkStatus());
  way_ = {.timers = *std::move(timers)};
  FireSome();
}

absl::StatusOr<std::vector<DueTimer>> TimerRun::TakeDue() {
  const size_t count_max = job_.by_instant ? kBatchCommandsMax : kTimersMax;
  while (true) {
    const size_t count = count_max + left_.size();
    WL_ASSIGN_OR_RETURN(
        std::vector<DueTimer> timers,
        ledger_.view().DueTimers(job_.through, static_cast<int>(count)));
    const bool more = timers.size() == count;
    std::erase_if(timers, [this](const DueTimer& due) {
      std::string name = TimerName(due);
      if (left_.contains(name)) return true;
      if (!job_.waits || !job_.waits(due.timer)) return false;
      left_.insert(std::move(name));
      return true;
    });
    if (timers.empty() && more) continue;
    if (timers.size() > count_max) timers.resize(count_max);
    timers.resize(CountInOrder(timers));
    if (job_.by_instant && !timers.empty()) {
      const auto first = timers.front().timer.due_time();
      std::erase_if(timers, [&](const DueTimer& due) {
        return CompareTimestamps(due.timer.due_time(), first) != 0;
      });
    }
    return timers;
  }
}

void TimerRun::FireSome() {
  const size_t count = std::min(way_.timers.size() - way_.fired, pace_.Next());
  Submission submission =
      SubmissionOf(std::span(way_.timers).subspan(way_.fired, count));
  submission.done = [self = shared_from_this(), count,
                     start = absl::Now()](Outcomes outcomes) {
    self->GoOn([self, count, time = absl::Now() - start,
                outcomes = std::move(outcomes)] {
      self->pace_.Took(count, time);
      self->Judge(outcomes);
    });
  };
  const absl::Status taken = ledger_.committer().Submit(std::move(submission));
  if (!taken.ok()) Finish(taken);
}

void TimerRun::Judge(const Outcomes& outcomes) {
  for (const absl::StatusOr<v1::ExecuteResponse>& outcome : outcomes) {
    const DueTimer& fired = way_.timers[way_.fired++];
    // One that was fired before and is still set would come for ever.
    if (outcome.ok() && outcome->first_position() > 0 && !outcome->replayed()) {
      continue;
    }
    if (!outcome.ok() && MayPass(outcome.status())) {
      return Finish(outcome.status());
    }
    left_.insert(TimerName(fired));
  }
  if (way_.fired < way_.timers.size()) return FireSome();
  AwaitView();
}

void TimerRun::GoOn(std::function<void()> task) {
  const absl::Status posted =
      ledger_.Post(absl::ZeroDuration(), std::move(task));
  if (!posted.ok()) Finish(posted);
}

void TimerRun::Finish(const absl::Status& status) {
  job_.done(status, !left_.empty());
}

}  // namespace workledger
