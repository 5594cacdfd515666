#ifndef WORKLEDGER_BASE_EXECUTOR_H_
#define WORKLEDGER_BASE_EXECUTOR_H_

// Where work runs. The engine starts no thread anywhere else, so that a
// simulation can put its own executor here.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"

namespace workledger {

// Thread-safe.
class Executor {
 public:
  virtual ~Executor() = default;

  // Runs `task` soon, on some thread of the executor, never in this call.
  virtual void Post(std::function<void()> task) = 0;

  // Runs `task` once `delay` has passed, by a clock that never jumps.
  virtual void PostAfter(absl::Duration delay, std::function<void()> task) = 0;
};

// A fixed number of threads, and one that waits for timers so that a worker is
// woken only when there is work. The destructor runs what was posted, drops
// what waits for its time, and joins the threads.
class ThreadPool final : public Executor {
 public:
  explicit ThreadPool(int thread_count);
  ~ThreadPool() override;

  void Post(std::function<void()> task) override;
  void PostAfter(absl::Duration delay, std::function<void()> task) override;

 private:
  using Instant = std::chrono::steady_clock::time_point;

  void Work();
  void WatchTimers();

  std::mutex mutex_;
  std::condition_variable wake_worker_;
  std::condition_variable wake_watcher_;
  // Guarded by mutex_.
  std::deque<std::function<void()>> ready_;
  std::multimap<Instant, std::function<void()>> timers_;
  bool stopping_ = false;
  // Set once by the constructor.
  std::vector<std::thread> threads_;
};

}  // namespace workledger

#endif  // WORKLEDGER_BASE_EXECUTOR_H_
