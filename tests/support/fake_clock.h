#ifndef WORKLEDGER_TESTS_SUPPORT_FAKE_CLOCK_H_
#define WORKLEDGER_TESTS_SUPPORT_FAKE_CLOCK_H_

// A clock that stands still until it is told otherwise.

#include <atomic>

#include "absl/time/time.h"
#include "workledger/clock.h"

namespace workledger {

// Thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time now) : millis_(absl::ToUnixMillis(now)) {}

  absl::Time Now() const override { return absl::FromUnixMillis(millis_); }
  void Set(absl::Time now) { millis_ = absl::ToUnixMillis(now); }

 private:
  std::atomic<int64_t> millis_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SUPPORT_FAKE_CLOCK_H_
