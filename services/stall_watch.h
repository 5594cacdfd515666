#ifndef WORKLEDGER_SERVICES_STALL_WATCH_H_
#define WORKLEDGER_SERVICES_STALL_WATCH_H_

// Ends a stream whose consumer takes nothing, so that it cannot hold the
// server's memory for ever.

#include <atomic>
#include <chrono>
#include <memory>

#include "absl/time/time.h"
#include "engine/base/executor.h"
#include "grpc/grpc.h"

namespace workledger {

// Watches the writes of one call, one at a time. Thread-safe.
class StallWatch {
 public:
  // Ends `call` with RESOURCE_EXHAUSTED once a write has taken `stall_max`. A
  // closing frame would wait behind that write, and a status does not.
  // `executor` outlives the watch.
  StallWatch(Executor& executor, grpc_call* call, absl::Duration stall_max);

  void WriteBegins();
  void WriteEnds();

 private:
  using Instant = std::chrono::steady_clock::time_point;

  struct State {
    Executor& executor;
    const std::unique_ptr<grpc_call, void (*)(grpc_call*)> call;
    const absl::Duration stall_max;
    // When the write under way began; no time if there is none.
    std::atomic<Instant> write_start = Instant::max();
  };

  // Looks at the write again after `delay`, if the watch is still there.
  static void CheckAfter(absl::Duration delay,
                         const std::shared_ptr<State>& state);
  static void Check(const std::shared_ptr<State>& state);

  // Shared with a check under way, which may outlive the call's reactor.
  const std::shared_ptr<State> state_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_STALL_WATCH_H_
