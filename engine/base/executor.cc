#include "engine/base/executor.h"

#include <chrono>
#include <utility>

namespace workledger {

ThreadPool::ThreadPool(int thread_count) {
  for (int i = 0; i < thread_count; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::Post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    ready_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void ThreadPool::PostAfter(absl::Duration delay, std::function<void()> task) {
  const Instant due =
      std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(delay);
  {
    const std::lock_guard lock(mutex_);
    timers_.emplace(due, std::move(task));
  }
  wake_.notify_one();
}

void ThreadPool::TakeDueTimers() {
  const Instant now = std::chrono::steady_clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    ready_.push_back(std::move(timers_.begin()->second));
    timers_.erase(timers_.begin());
  }
}

void ThreadPool::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    TakeDueTimers();
    if (!ready_.empty()) {
      std::function<void()> task = std::move(ready_.front());
      ready_.pop_front();
      const bool more = !ready_.empty() || !timers_.empty();
      lock.unlock();
      // Someone else looks after what is left while this thread is busy.
      if (more) wake_.notify_one();
      task();
      task = nullptr;  // what it holds may call the pool when it goes
      lock.lock();
      continue;
    }
    if (stopping_) return;
    if (timers_.empty()) {
      wake_.wait(lock);
    } else {
      // A copy: another thread may take the timer meanwhile.
      const Instant due = timers_.begin()->first;
      wake_.wait_until(lock, due);
    }
  }
}

}  // namespace workledger
