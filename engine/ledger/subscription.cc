#include "workledger/subscription.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/time/clock.h"

namespace workledger {

absl::StatusOr<std::optional<v1::SubscribeResponse>> Subscription::Next(
    absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (true) {
    absl::StatusOr<std::optional<v1::SubscribeResponse>> frame = Poll();
    if (!frame.ok() || frame->has_value()) return frame;
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return frame;

    // Shared with the callback, which may come after this call gave up.
    struct Signal {
      std::mutex mutex;
      std::condition_variable wake;
      bool ready = false;
    };
    const auto signal = std::make_shared<Signal>();
    NotifyWhenReady([signal] {
      const std::lock_guard lock(signal->mutex);
      signal->ready = true;
      signal->wake.notify_one();
    });
    std::unique_lock lock(signal->mutex);
    // In pieces, for an endless wait would overflow the clock.
    signal->wake.wait_for(
        lock, absl::ToChronoNanoseconds(std::min(left, absl::Hours(1))),
        [&] { return signal->ready; });
  }
}

}  // namespace workledger
