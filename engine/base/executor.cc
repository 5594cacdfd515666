#include "engine/base/executor.h"

#include <chrono>
#include <utility>

namespace workledger {

ThreadPool::ThreadPool(int thread_count) {
  threads_.emplace_back([this] { WatchTimers(); });
  for (int i = 0; i < thread_count; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_worker_.notify_all();
  wake_watcher_.notify_one();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::Post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    ready_.push_back(std::move(task));
  }
  wake_worker_.notify_one();
}

void ThreadPool::PostAfter(absl::Duration delay, std::function<void()> task) {
  const Instant due =
      std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(delay);
  bool first;
  {
    const std::lock_guard lock(mutex_);
    first = timers_.empty() || due < timers_.begin()->first;
    timers_.emplace(due, std::move(task));
  }
  if (first) wake_watcher_.notify_one();
}

void ThreadPool::WatchTimers() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (timers_.empty()) {
      wake_watcher_.wait(lock);
      continue;
    }
    // A copy: timers that are earlier may come meanwhile.
    const Instant due = timers_.begin()->first;
    if (std::chrono::steady_clock::now() < due) {
      wake_watcher_.wait_until(lock, due);
      continue;
    }
    ready_.push_back(std::move(timers_.begin()->second));
    timers_.erase(timers_.begin());
    wake_worker_.notify_one();
  }
}

void ThreadPool::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (ready_.empty()) {
      if (stopping_) return;
      wake_worker_.wait(lock);
      continue;
    }
    std::function<void()> task = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it holds may call the pool when it goes
    lock.lock();
  }
}

}  // namespace workledger
