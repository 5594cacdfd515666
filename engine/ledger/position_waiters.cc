#include "engine/ledger/position_waiters.h"

#include <algorithm>
#include <vector>

namespace workledger {

PositionWaiters::Id PositionWaiters::Add(uint64_t position, Waiter waiter) {
  absl::Status end;
  Id id{position, 0};
  {
    const std::lock_guard lock(mutex_);
    end = end_;
    if (end.ok() && position > reached_) {
      id.second = next_++;
      waiters_.emplace(id, std::move(waiter));
      return id;
    }
  }
  waiter(end);
  return id;
}

PositionWaiters::Waiter PositionWaiters::Take(const Id& id) {
  const std::lock_guard lock(mutex_);
  const auto found = waiters_.find(id);
  if (found == waiters_.end()) return nullptr;
  Waiter waiter = std::move(found->second);
  waiters_.erase(found);
  return waiter;
}

bool PositionWaiters::Remove(const Id& id) { return Take(id) != nullptr; }

void PositionWaiters::Fire(const Id& id, const absl::Status& status) {
  if (const Waiter waiter = Take(id)) waiter(status);
}

bool PositionWaiters::Waiting() const {
  const std::lock_guard lock(mutex_);
  return !waiters_.empty();
}

void PositionWaiters::Reach(uint64_t position) {
  std::vector<Waiter> due;
  {
    const std::lock_guard lock(mutex_);
    reached_ = std::max(reached_, position);
    while (!waiters_.empty() && waiters_.begin()->first.first <= reached_) {
      due.push_back(std::move(waiters_.begin()->second));
      waiters_.erase(waiters_.begin());
    }
  }
  for (const Waiter& waiter : due) waiter(absl::OkStatus());
}

void PositionWaiters::FallBack() {
  const std::lock_guard lock(mutex_);
  reached_ = 0;
}

void PositionWaiters::Interrupt(const absl::Status& status) {
  std::map<Id, Waiter> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting.swap(waiters_);
  }
  for (const auto& [id, waiter] : waiting) waiter(status);
}

void PositionWaiters::End(const absl::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    end_ = status;
  }
  Interrupt(status);
}

}  // namespace workledger
