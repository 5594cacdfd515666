#include "services/plan_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* PlanService::ListPlans(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListPlans,
                    {*context, *request, *response});
}

}  // namespace workledger
