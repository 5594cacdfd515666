#include "tools/workledger/interrupt.h"

#include <utility>

namespace workledger {
namespace {

sigset_t Interrupts() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

InterruptBlock::InterruptBlock() {
  const sigset_t signals = Interrupts();
  pthread_sigmask(SIG_BLOCK, &signals, &previous_);
}

InterruptBlock::~InterruptBlock() {
  pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
}

InterruptWatch::InterruptWatch(std::function<void()> interrupted) {
  thread_ = std::thread([this, call = std::move(interrupted)] {
    const sigset_t signals = Interrupts();
    int signal = 0;
    sigwait(&signals, &signal);
    if (stopping_) return;
    interrupted_ = true;
    call();
  });
}

InterruptWatch::~InterruptWatch() {
  stopping_ = true;
  // Wakes the thread if it still waits; a finished one has no use for it.
  if (!interrupted_) pthread_kill(thread_.native_handle(), SIGINT);
  thread_.join();
}

}  // namespace workledger
