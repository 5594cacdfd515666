#include "engine/base/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <vector>

namespace workledger {
namespace {

TEST(ThreadPoolTest, RunsWhatIsPostedEvenWhenItIsDestroyed) {
  std::atomic<int> ran = 0;
  {
    ThreadPool pool(2);
    for (int i = 0; i < 1000; ++i) {
      // What a task posts while the pool ends is run, too.
      pool.Post([&] { pool.Post([&ran] { ++ran; }); });
    }
  }
  EXPECT_EQ(ran, 1000);
}

TEST(ThreadPoolTest, RunsTimersInTheOrderOfTheirTimes) {
  ThreadPool pool(1);
  std::vector<int> order;
  std::promise<void> done;
  pool.PostAfter(absl::Milliseconds(30), [&] {
    order.push_back(3);
    done.set_value();
  });
  pool.PostAfter(absl::Milliseconds(10), [&] { order.push_back(1); });
  pool.PostAfter(absl::Milliseconds(20), [&] { order.push_back(2); });
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(ThreadPoolTest, RunsATimerWhileAWorkerIsBusy) {
  ThreadPool pool(2);
  std::promise<void> fired;
  std::promise<void> ended;
  pool.Post([&] {
    // Ends only when the timer has come on another thread.
    fired.get_future().wait();
    ended.set_value();
  });
  pool.PostAfter(absl::Milliseconds(1), [&] { fired.set_value(); });
  ended.get_future().wait();
}

TEST(ThreadPoolTest, DropsTimersThatAreNotDueAtItsEnd) {
  std::atomic<bool> ran = false;
  {
    ThreadPool(1).PostAfter(absl::Hours(1), [&ran] { ran = true; });
  }
  EXPECT_FALSE(ran);
}

TEST(ThreadPoolTest, FreesATaskOutsideOfItsLock) {
  ThreadPool pool(1);
  std::promise<void> posted;
  // Posts when it is destroyed, which would deadlock under the lock.
  const auto poster = [&](void*) { pool.Post([&] { posted.set_value(); }); };
  pool.Post([held = std::shared_ptr<void>(&pool, poster)] {});
  posted.get_future().wait();
}

}  // namespace
}  // namespace workledger
