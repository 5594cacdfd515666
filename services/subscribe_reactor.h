#ifndef WORKLEDGER_SERVICES_SUBSCRIBE_REACTOR_H_
#define WORKLEDGER_SERVICES_SUBSCRIBE_REACTOR_H_

// One call of LogService.Subscribe.

#include <memory>
#include <mutex>

#include "absl/time/time.h"
#include "engine/base/executor.h"
#include "grpcpp/server_context.h"
#include "services/stall_watch.h"
#include "services/stream.h"
#include "workledger/engine.h"
#include "workledger/subscription.h"

namespace workledger {

// A loop: a notification of the subscription leads to a poll, a frame to a
// write, the end of the write to the next notification. At most one of them is
// under way, so a subscriber costs one frame of memory at most. Polls read the
// log, hence they run on the engine's thread and never on gRPC's.
class SubscribeReactor final : public Stream {
 public:
  // All references but `context` outlive the call.
  SubscribeReactor(Engine& engine, CallCount& calls, Executor& executor,
                   grpc::CallbackServerContext& context,
                   absl::Duration stall_max);

  // Opens the subscription on the executor, because that reads the log.
  void Start(v1::SubscribeRequest request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;

 private:
  void Open(const v1::SubscribeRequest& request);
  // Asks to be notified, or finishes a call that was cancelled.
  void Wait();
  // Sends the next frame. Runs on a thread of the engine.
  void Advance();
  void Send(const v1::SubscribeResponse& frame);

  Engine& engine_;
  Executor& executor_;
  StallWatch watch_;
  // The frame being written.
  grpc::ByteBuffer frame_;

  std::mutex mutex_;
  // Guarded by mutex_. True while a notification is outstanding; whoever makes
  // it false carries the call on.
  bool waiting_ = false;
  bool cancelled_ = false;

  // Used by whoever carries the call on. Destroyed first: that waits for an
  // Advance that has just finished the call.
  std::unique_ptr<Subscription> subscription_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_SUBSCRIBE_REACTOR_H_
