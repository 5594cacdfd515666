#ifndef WORKLEDGER_SERVICES_PLAN_SERVICE_H_
#define WORKLEDGER_SERVICES_PLAN_SERVICE_H_

// workledger.v1.PlanService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/plan_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class PlanService final
    : public v1::PlanService::WithRawCallbackMethod_ListPlans<
          v1::PlanService::Service> {
 public:
  // Both outlive the service.
  PlanService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* ListPlans(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_PLAN_SERVICE_H_
