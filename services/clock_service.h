#ifndef WORKLEDGER_SERVICES_CLOCK_SERVICE_H_
#define WORKLEDGER_SERVICES_CLOCK_SERVICE_H_

// workledger.v1.ClockService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/clock_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class ClockService final
    : public v1::ClockService::WithRawCallbackMethod_ExplainClocks<
          v1::ClockService::WithRawCallbackMethod_GetPenaltyMonth<
              v1::ClockService::WithRawCallbackMethod_ListPenaltyMonths<
                  v1::ClockService::WithRawCallbackMethod_PreviewMigration<
                      v1::ClockService::Service>>>> {
 public:
  // Both outlive the service.
  ClockService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* ExplainClocks(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetPenaltyMonth(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListPenaltyMonths(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* PreviewMigration(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_CLOCK_SERVICE_H_
