#ifndef WORKLEDGER_SERVICES_LOG_SERVICE_H_
#define WORKLEDGER_SERVICES_LOG_SERVICE_H_

// workledger.v1.LogService over an engine.

#include "absl/time/time.h"
#include "engine/base/executor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/log_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class LogService final
    : public v1::LogService::WithRawCallbackMethod_ReadEvents<
          v1::LogService::WithRawCallbackMethod_Subscribe<
              v1::LogService::Service>> {
 public:
  // Subscriptions are opened and watched on `executor`; a subscriber that takes
  // nothing for `stall_max` is ended. All references outlive the service.
  LogService(Engine& engine, CallCount& calls, Executor& executor,
             absl::Duration stall_max)
      : engine_(engine),
        calls_(calls),
        executor_(executor),
        stall_max_(stall_max) {}

  grpc::ServerUnaryReactor* ReadEvents(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Subscribe(
      grpc::CallbackServerContext* context,
      const grpc::ByteBuffer* request) override;

 private:
  Engine& engine_;
  CallCount& calls_;
  Executor& executor_;
  const absl::Duration stall_max_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_LOG_SERVICE_H_
