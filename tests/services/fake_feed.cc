#include "tests/services/fake_feed.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"

namespace workledger {

// All of its state is guarded by the feed's mutex.
class FakeFeed::Cursor final : public Subscription {
 public:
  explicit Cursor(FakeFeed& feed) : feed_(feed) {
    const std::lock_guard lock(feed_.mutex_);
    feed_.cursors_.insert(this);
  }

  ~Cursor() override {
    std::unique_lock lock(feed_.mutex_);
    ready_ = nullptr;
    feed_.changed_.wait(lock, [this] { return posted_ == 0; });
    feed_.cursors_.erase(this);
    feed_.changed_.notify_all();
  }

  absl::StatusOr<std::optional<v1::SubscribeResponse>> Poll() override {
    const std::lock_guard lock(feed_.mutex_);
    if (!feed_.failure_.ok()) return feed_.failure_;
    if (feed_.closed_) {
      if (std::exchange(ended_, true)) return std::nullopt;
      v1::SubscribeResponse closing;
      closing.mutable_closing()->set_reason(v1::CLOSING_REASON_SHUTTING_DOWN);
      return closing;
    }
    if (next_ == feed_.frames_.size()) return std::nullopt;
    feed_.changed_.notify_all();
    return feed_.frames_[next_++];
  }

  void NotifyWhenReady(std::function<void()> ready) override {
    const std::lock_guard lock(feed_.mutex_);
    ready_ = std::move(ready);
    if (feed_.closed_ || !feed_.failure_.ok() || next_ < feed_.frames_.size()) {
      Ring();
    }
    feed_.changed_.notify_all();
  }

  // Holds the feed's mutex, as do IsIdle and HasPolled.
  void Ring() {
    ++posted_;
    feed_.executor_.Post([this] {
      std::unique_lock lock(feed_.mutex_);
      const std::function<void()> ready = std::exchange(ready_, nullptr);
      lock.unlock();
      if (ready) ready();
      lock.lock();
      --posted_;
      feed_.changed_.notify_all();
    });
  }

  bool IsIdle() const { return ready_ != nullptr && posted_ == 0; }
  bool HasPolled() const { return next_ > 0; }

 private:
  FakeFeed& feed_;
  std::function<void()> ready_;
  size_t next_ = 0;
  // Notifications that the executor has not finished.
  int posted_ = 0;
  bool ended_ = false;
};

void FakeFeed::Add(v1::SubscribeResponse frame) {
  const std::lock_guard lock(mutex_);
  frames_.push_back(std::move(frame));
  RingAll();
}

void FakeFeed::Fail(const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  failure_ = status;
  RingAll();
}

void FakeFeed::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  RingAll();
}

std::unique_ptr<Subscription> FakeFeed::Open() {
  return std::make_unique<Cursor>(*this);
}

void FakeFeed::AwaitIdle(size_t count) { Await(count, &Cursor::IsIdle); }

void FakeFeed::AwaitPolled(size_t count) { Await(count, &Cursor::HasPolled); }

void FakeFeed::AwaitNone() { Await(0, &Cursor::IsIdle); }

void FakeFeed::Await(size_t count, bool (Cursor::*holds)() const) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this, count, holds] {
    return cursors_.size() == count &&
           std::all_of(cursors_.begin(), cursors_.end(), std::mem_fn(holds));
  });
}

void FakeFeed::RingAll() {
  for (Cursor* const cursor : cursors_) cursor->Ring();
}

}  // namespace workledger
