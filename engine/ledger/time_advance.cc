#include "engine/ledger/time_advance.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "engine/core/timer_decide.h"
#include "engine/core/upcast.h"
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

// The request id by which the log knows where an order's step began.
std::string StepRequestId(std::string_view request_id) {
  return absl::StrCat(ToAbsl(kStepRequestPrefix),
                      ToHex(AsBytes(Sha256({request_id}))))
      .substr(0, kRequestIdBytesMax);
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
    const size_t index = FirstAdvance(part);
    if (index == part.end) return Commit(part);
    const v1::Command& command = way_.submission.commands[index];
    const absl::StatusOr<std::optional<RequestOutcome>> known =
        ledger_.log().FindRequest(command.request_id());
    if (!known.ok()) return AddError(part, known.status());
    if (known->has_value()) return Commit(part);
    Advance(part, index);
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
      commands.begin() + static_cast<ptrdiff_t>(first), commands.end(),
      [](const v1::Command& command) { return command.has_advance_time(); });
  return {first, static_cast<size_t>(end - commands.begin())};
}

size_t TimeAdvance::FirstAdvance(const Part& part) const {
  const std::vector<v1::Command>& commands = way_.submission.commands;
  const auto first = std::find_if(
      commands.begin() + static_cast<ptrdiff_t>(part.first),
      commands.begin() + static_cast<ptrdiff_t>(part.end),
      [](const v1::Command& command) { return command.has_advance_time(); });
  return static_cast<size_t>(first - commands.begin());
}

void TimeAdvance::Advance(const Part& part, size_t index) {
  const v1::Command& command = way_.submission.commands[index];
  const v1::AdvanceTime& order = command.advance_time();
  const absl::Time now = ledger_.committer().Now();
  const absl::StatusOr<std::optional<absl::Time>> begun = FindStep(index);
  if (!begun.ok()) return AddError(part, begun.status());
  const absl::StatusOr<absl::Time> target =
      AdvanceTarget(order, begun->value_or(now));
  if (begun->has_value() && target.ok()) {
    return Fire(part, index, std::max(now, *target));
  }
  // No timer fires for what will be refused.
  if (!target.ok() || !WouldAccept(command, now).ok()) return Commit(part);
  if (order.has_now_time()) return Fire(part, index, *target);
  BeginStep(part, index, *target);
}

absl::StatusOr<std::optional<absl::Time>> TimeAdvance::FindStep(
    size_t index) const {
  const std::string request_id = way_.submission.commands[index].request_id();
  WL_ASSIGN_OR_RETURN(const std::optional<RequestOutcome> outcome,
                      ledger_.log().FindRequest(StepRequestId(request_id)));
  if (!outcome.has_value()) return std::nullopt;
  if (outcome->payload_hash != way_.submission.payload_hashes[index]) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_REQUEST_ID_REUSED,
                     absl::StrCat("request_id: ", request_id,
                                  " was used with another command"),
                     "request_id");
  }
  absl::Status broken;
  v1::Record record;
  WL_RETURN_IF_ERROR(ledger_.log().Read(
      outcome->first_position, [&](const RecordView& stored) {
        broken = ParseRecord(stored.bytes, record);
        return false;
      }));
  WL_RETURN_IF_ERROR(broken);
  return FromTimestamp(record.record_time());
}

void TimeAdvance::BeginStep(const Part& part, size_t index, absl::Time target) {
  const absl::Time deadline = way_.submission.deadline;
  ledger_.WhenViewReaches(
      ledger_.log().GetHead().position, deadline,
      [this, part, index, target](const absl::Status& reached) {
        if (!reached.ok()) return AddError(part, OnTheWay(reached));
        const absl::StatusOr<std::vector<DueTimer>> timers =
            ledger_.view().DueTimers(target, 1);
        if (!timers.ok()) return AddError(part, timers.status());
        // Then the clock makes the step at once, or not at all.
        if (timers->empty()) return Commit(part);
        RecordStep(part, index);
      });
}

void TimeAdvance::RecordStep(const Part& part, size_t index) {
  const v1::Command& order = way_.submission.commands[index];
  Submission submission;
  v1::Command& command = submission.commands.emplace_back();
  command.set_request_id(StepRequestId(order.request_id()));
  *command.mutable_actor() = order.actor();
  command.mutable_advance_time()->mutable_step();
  submission.bytes = command.ByteSizeLong();
  submission.payload_hashes = {way_.submission.payload_hashes[index]};
  submission.trace_parent = way_.submission.trace_parent;
  submission.deadline = way_.submission.deadline;
  submission.done = [this, part](const Outcomes& outcomes) {
    const absl::Status& status = outcomes.front().status();
    if (!status.ok()) return AddError(part, OnTheWay(status));
    // Comes to the same order, and finds where it begins.
    Next();
  };
  const absl::Status taken = ledger_.committer().Submit(std::move(submission));
  if (!taken.ok()) AddError(part, taken);
}

void TimeAdvance::Fire(const Part& part, size_t index, absl::Time target) {
  // Timers move the clock meanwhile, and a step would count from there. The
  // payload's hash stays that of the command as it was given.
  *way_.submission.commands[index].mutable_advance_time()->mutable_now_time() =
      ToTimestamp(target);
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
  const auto first = static_cast<ptrdiff_t>(part.first);
  const auto end = static_cast<ptrdiff_t>(part.end);
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
