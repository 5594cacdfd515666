#ifndef WORKLEDGER_TOOLS_WORKLEDGER_INTERRUPT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_INTERRUPT_H_

// Ctrl-C as a call on a thread, where a signal handler could do next to
// nothing.
//
//   InterruptBlock block;  // Before any other thread starts.
//   ...
//   InterruptWatch watch([&] { context.TryCancel(); });

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace workledger {

// Keeps SIGINT and SIGTERM from ending the process while it lives, in this
// thread and those that start from it.
class InterruptBlock {
 public:
  InterruptBlock();
  ~InterruptBlock();
  InterruptBlock(const InterruptBlock&) = delete;
  InterruptBlock& operator=(const InterruptBlock&) = delete;

 private:
  sigset_t previous_;
};

// Calls `interrupted` once, on its own thread, at the first SIGINT or SIGTERM.
// Needs an InterruptBlock that outlives it.
class InterruptWatch {
 public:
  explicit InterruptWatch(std::function<void()> interrupted);
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  bool interrupted() const { return interrupted_; }

 private:
  std::atomic<bool> interrupted_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_INTERRUPT_H_
