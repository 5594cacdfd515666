#include "services/stall_watch.h"

namespace workledger {
namespace {

grpc_call* AddReference(grpc_call* call) {
  grpc_call_ref(call);
  return call;
}

}  // namespace

StallWatch::StallWatch(Executor& executor, grpc_call* call,
                       absl::Duration stall_max)
    : state_(new State{.executor = executor,
                       .call = {AddReference(call), grpc_call_unref},
                       .stall_max = stall_max}) {
  CheckAfter(stall_max, state_);
}

void StallWatch::WriteBegins() {
  state_->write_start = std::chrono::steady_clock::now();
}

void StallWatch::WriteEnds() { state_->write_start = Instant::max(); }

void StallWatch::CheckAfter(absl::Duration delay,
                            const std::shared_ptr<State>& state) {
  state->executor.PostAfter(delay, [weak = std::weak_ptr<State>(state)] {
    if (const std::shared_ptr<State> watched = weak.lock()) Check(watched);
  });
}

void StallWatch::Check(const std::shared_ptr<State>& state) {
  const Instant start = state->write_start;
  if (start == Instant::max()) return CheckAfter(state->stall_max, state);
  const absl::Duration taken =
      absl::FromChrono(std::chrono::steady_clock::now() - start);
  if (taken < state->stall_max) {
    return CheckAfter(state->stall_max - taken, state);
  }
  grpc_call_cancel_with_status(state->call.get(),
                               GRPC_STATUS_RESOURCE_EXHAUSTED,
                               "the subscriber took nothing for too long; "
                               "resume with the last token",
                               nullptr);
}

}  // namespace workledger
