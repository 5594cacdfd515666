#ifndef WORKLEDGER_SERVICES_VERIFY_REACTOR_H_
#define WORKLEDGER_SERVICES_VERIFY_REACTOR_H_

// One call of LedgerService.VerifyLedger.

#include <chrono>
#include <mutex>
#include <optional>

#include "absl/status/statusor.h"
#include "services/stream.h"
#include "workledger/engine.h"

namespace workledger {

// Sends progress when the consumer is ready for it and kVerifyProgressInterval
// has passed, drops it otherwise, and always sends the result. The check stops
// when the call is cancelled.
class VerifyReactor final : public Stream {
 public:
  using Stream::Stream;

  // `engine` outlives the call.
  void Start(Engine& engine, v1::VerifyLedgerRequest request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;

 private:
  // Returns false once the call is cancelled.
  bool Report(const v1::VerifyLedgerResponse& progress);
  void Complete(absl::StatusOr<v1::VerifyLedgerResponse> result);
  // Sends `result_`. No write is under way.
  void FinishWithResult();

  // The message being written.
  grpc::ByteBuffer message_;

  std::mutex mutex_;
  // Guarded by mutex_.
  bool writing_ = false;
  bool cancelled_ = false;
  std::optional<std::chrono::steady_clock::time_point> last_report_;
  // Set once; guarded by mutex_ until then.
  std::optional<absl::StatusOr<v1::VerifyLedgerResponse>> result_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_VERIFY_REACTOR_H_
