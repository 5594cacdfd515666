#include "services/clock_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* ClockService::ExplainClocks(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ExplainClocks,
                    {*context, *request, *response});
}

}  // namespace workledger
