#ifndef WORKLEDGER_SERVICES_CALL_COUNT_H_
#define WORKLEDGER_SERVICES_CALL_COUNT_H_

// Counts calls under way, so that a stopping server knows when all are
// answered. gRPC itself waits for clients to hang up, which takes an idle one
// up to five seconds.

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"

namespace workledger {

// Thread-safe.
class CallCount {
 public:
  void Begin() { ++count_; }
  // Comes before the call is finished, because the count may be gone then.
  void End();

  // Waits until no call is under way, at most until `deadline`. Returns whether
  // that is so.
  bool AwaitNone(absl::Time deadline);

 private:
  std::atomic<int> count_ = 0;
  std::mutex mutex_;
  std::condition_variable none_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_CALL_COUNT_H_
