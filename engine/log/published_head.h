#ifndef WORKLEDGER_LOG_PUBLISHED_HEAD_H_
#define WORKLEDGER_LOG_PUBLISHED_HEAD_H_

// The durable head of a ledger as readers see it. Thread-safe.

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "absl/time/time.h"
#include "engine/log/event_log.h"

namespace workledger {

class PublishedHead {
 public:
  explicit PublishedHead(const Head& head) : head_(head) {}

  Head Get() const;

  // Shows `head` to readers and wakes those who wait.
  void Publish(const Head& head);

  // Waits until the head is beyond `position` or `timeout` has passed, and
  // returns the head.
  Head WaitBeyond(uint64_t position, absl::Duration timeout) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable moved_;
  // Guarded by mutex_.
  Head head_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_PUBLISHED_HEAD_H_
