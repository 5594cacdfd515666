#ifndef WORKLEDGER_TESTS_SERVICES_FAKE_FEED_H_
#define WORKLEDGER_TESTS_SERVICES_FAKE_FEED_H_

// A log of frames that keeps the contract of workledger::Subscription.

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/executor.h"
#include "workledger/subscription.h"

namespace workledger {

// Thread-safe. Outlives its subscriptions.
class FakeFeed {
 public:
  // `executor` runs the notifications.
  explicit FakeFeed(Executor& executor) : executor_(executor) {}

  void Add(v1::SubscribeResponse frame);
  // Every poll fails from now on.
  void Fail(const absl::Status& status);
  // Subscriptions end with a closing frame after what they have polled.
  void Close();

  std::unique_ptr<Subscription> Open();

  // Waits until `count` subscriptions are open and wait for a notification.
  void AwaitIdle(size_t count);
  // Waits until `count` subscriptions are open and each has polled a frame.
  void AwaitPolled(size_t count);
  // Waits until no subscription is open.
  void AwaitNone();

 private:
  class Cursor;

  // Waits until `count` subscriptions are open and `holds` does for each.
  void Await(size_t count, bool (Cursor::*holds)() const);
  // Rings those who wait. Holds `mutex_`.
  void RingAll();

  Executor& executor_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::vector<v1::SubscribeResponse> frames_;
  absl::Status failure_;
  bool closed_ = false;
  std::set<Cursor*> cursors_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SERVICES_FAKE_FEED_H_
