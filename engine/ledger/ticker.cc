#include "engine/ledger/ticker.h"

#include <algorithm>
#include <vector>

#include "absl/time/clock.h"
#include "engine/base/time.h"
#include "engine/ledger/ledger.h"
#include "engine/ledger/timer_run.h"

namespace workledger {
namespace {

// How long it sleeps at most while a timer is set, and how long it rests after
// a run that left something due.
constexpr absl::Duration kTickMax = absl::Seconds(1);

// 9999-12-31T23:59:59.999Z: every timer is due by then.
constexpr absl::Time kEver = absl::FromUnixMillis(253402300799999);

}  // namespace

Ticker::Ticker(Ledger& ledger, absl::Time start_time)
    : ledger_(ledger), start_time_(start_time) {}

// One that was set since the start is due late enough by itself.
bool Ticker::Waits(const v1::Timer& timer, absl::Time now) const {
  if (timer.kind() != v1::TIMER_KIND_GROUP_WAIT) return false;
  const absl::Duration wait = absl::Seconds(timer.wait().seconds()) +
                              absl::Nanoseconds(timer.wait().nanos());
  return FromTimestamp(timer.due_time()) - wait < start_time_ &&
         now < start_time_ + wait;
}

void Ticker::Wake() {
  {
    const std::lock_guard lock(mutex_);
    // When it ends, it looks again.
    if (running_) return;
  }
  const absl::StatusOr<std::vector<DueTimer>> first =
      ledger_.view().DueTimers(kEver, 1);
  if (!first.ok()) return Schedule(kTickMax);
  if (first->empty()) return;
  const absl::Time due = FromTimestamp(first->front().timer.due_time());
  Schedule(std::clamp(due - ledger_.committer().Now(), absl::ZeroDuration(),
                      kTickMax));
}

void Ticker::Schedule(absl::Duration delay) {
  const absl::Time now = absl::Now();
  uint64_t id;
  {
    const std::lock_guard lock(mutex_);
    if (running_) return;
    // Never longer than a tick, for the wall clock may have gone back.
    delay = std::min(std::max(delay, pause_end_ - now), kTickMax);
    const absl::Time time = now + delay;
    if (tick_time_ && *tick_time_ <= time && *tick_time_ >= now - kTickMax) {
      return;
    }
    tick_time_ = time;
    id = ++tick_id_;
  }
  // A ledger that closes needs no ticks.
  ledger_.Post(delay, [this, id] { Tick(id); }).IgnoreError();
}

void Ticker::Tick(uint64_t id) {
  {
    const std::lock_guard lock(mutex_);
    // One that was asked for later comes earlier.
    if (id != tick_id_) return;
    tick_time_.reset();
    running_ = true;
  }
  const absl::Time now = ledger_.committer().Now();
  TimerRun::Start(
      ledger_,
      {.through = now,
       .waits = [this,
                 now](const v1::Timer& timer) { return Waits(timer, now); },
       .done = [this](const absl::Status& status,
                      bool left) { Finish(status, left); }});
}

void Ticker::Finish(const absl::Status& status, bool left) {
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    if (!status.ok() || left) pause_end_ = absl::Now() + kTickMax;
  }
  if (ledger_.Closing().ok()) Wake();
}

}  // namespace workledger
