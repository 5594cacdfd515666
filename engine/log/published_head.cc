#include "engine/log/published_head.h"

#include <algorithm>
#include <chrono>

namespace workledger {
namespace {

// Keeps the sum of now and a timeout within the clock's range.
constexpr absl::Duration kTimeoutMax = absl::Hours(24 * 365);

}  // namespace

Head PublishedHead::Get() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

void PublishedHead::Publish(const Head& head) {
  {
    const std::lock_guard lock(mutex_);
    head_ = head;
  }
  moved_.notify_all();
}

Head PublishedHead::WaitBeyond(uint64_t position,
                               absl::Duration timeout) const {
  const auto deadline = std::chrono::steady_clock::now() +
                        absl::ToChronoNanoseconds(std::clamp(
                            timeout, absl::ZeroDuration(), kTimeoutMax));
  std::unique_lock lock(mutex_);
  moved_.wait_until(lock, deadline, [&] { return head_.position > position; });
  return head_;
}

}  // namespace workledger
