#include "services/call_count.h"

namespace workledger {

void CallCount::End() {
  if (--count_ > 0) return;
  const std::lock_guard lock(mutex_);
  none_.notify_all();
}

bool CallCount::AwaitNone(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  return none_.wait_until(lock, absl::ToChronoTime(deadline),
                          [this] { return count_ == 0; });
}

}  // namespace workledger
