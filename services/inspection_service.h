#ifndef WORKLEDGER_SERVICES_INSPECTION_SERVICE_H_
#define WORKLEDGER_SERVICES_INSPECTION_SERVICE_H_

// workledger.v1.InspectionService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/inspection_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class InspectionService final
    : public v1::InspectionService::WithRawCallbackMethod_GetInspection<
          v1::InspectionService::WithRawCallbackMethod_ListInspections<
              v1::InspectionService::Service>> {
 public:
  // Both outlive the service.
  InspectionService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* GetInspection(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListInspections(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_INSPECTION_SERVICE_H_
