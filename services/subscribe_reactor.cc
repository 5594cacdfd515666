#include "services/subscribe_reactor.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/codec.h"
#include "services/status.h"

namespace workledger {

SubscribeReactor::SubscribeReactor(Engine& engine, CallCount& calls,
                                   Executor& executor,
                                   grpc::CallbackServerContext& context,
                                   absl::Duration stall_max)
    : Stream(calls),
      engine_(engine),
      executor_(executor),
      watch_(executor, context.c_call(), stall_max) {}

void SubscribeReactor::Start(v1::SubscribeRequest request) {
  executor_.Post([this, request = std::move(request)] { Open(request); });
}

void SubscribeReactor::Open(const v1::SubscribeRequest& request) {
  auto subscription = engine_.Subscribe(request);
  if (!subscription.ok()) return Finish(ToGrpcStatus(subscription.status()));
  subscription_ = *std::move(subscription);
  Wait();
}

void SubscribeReactor::Wait() {
  {
    // Held while the subscription is asked, so that OnCancel cannot finish the
    // call, and with it destroy the subscription, in the middle of that.
    const std::lock_guard lock(mutex_);
    if (!cancelled_) {
      waiting_ = true;
      subscription_->NotifyWhenReady([this] { Advance(); });
      return;
    }
  }
  Finish(grpc::Status::CANCELLED);
}

void SubscribeReactor::Advance() {
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_) return;
    waiting_ = false;
  }
  const absl::StatusOr<std::optional<v1::SubscribeResponse>> frame =
      subscription_->Poll();
  if (!frame.ok()) return Finish(ToGrpcStatus(frame.status()));
  if (!frame->has_value()) return Wait();
  Send(**frame);
}

void SubscribeReactor::Send(const v1::SubscribeResponse& frame) {
  Encode(frame, frame_);
  watch_.WriteBegins();
  if (frame.has_closing()) {
    StartWriteAndFinish(&frame_, grpc::WriteOptions(), grpc::Status::OK);
  } else {
    StartWrite(&frame_);
  }
}

void SubscribeReactor::OnWriteDone(bool ok) {
  watch_.WriteEnds();
  frame_.Clear();
  if (!ok) return Finish(grpc::Status::CANCELLED);
  Wait();
}

void SubscribeReactor::OnCancel() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    if (!waiting_) return;
    waiting_ = false;
  }
  Finish(grpc::Status::CANCELLED);
}

}  // namespace workledger
