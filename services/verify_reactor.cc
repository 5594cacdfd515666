#include "services/verify_reactor.h"

#include <utility>

#include "services/codec.h"
#include "services/status.h"

namespace workledger {
namespace {

// Often enough for a progress bar.
constexpr std::chrono::milliseconds kVerifyProgressInterval(250);

}  // namespace

void VerifyReactor::Start(Engine& engine, v1::VerifyLedgerRequest request) {
  engine.VerifyLedger(
      std::move(request),
      [this](const v1::VerifyLedgerResponse& progress) {
        return Report(progress);
      },
      [this](absl::StatusOr<v1::VerifyLedgerResponse> result) {
        Complete(std::move(result));
      });
}

bool VerifyReactor::Report(const v1::VerifyLedgerResponse& progress) {
  const auto now = std::chrono::steady_clock::now();
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return false;
    if (writing_) return true;
    if (last_report_ && now - *last_report_ < kVerifyProgressInterval) {
      return true;
    }
    last_report_ = now;
    writing_ = true;
  }
  Encode(progress, message_);
  StartWrite(&message_);
  return true;
}

void VerifyReactor::Complete(absl::StatusOr<v1::VerifyLedgerResponse> result) {
  {
    const std::lock_guard lock(mutex_);
    result_ = std::move(result);
    if (writing_) return;
  }
  FinishWithResult();
}

void VerifyReactor::OnWriteDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) cancelled_ = true;
    if (!result_) return;
  }
  FinishWithResult();
}

void VerifyReactor::OnCancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
}

void VerifyReactor::FinishWithResult() {
  if (!result_->ok()) return Finish(ToGrpcStatus(result_->status()));
  Encode(**result_, message_);
  StartWriteAndFinish(&message_, grpc::WriteOptions(), grpc::Status::OK);
}

}  // namespace workledger
