#include "services/inspection_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* InspectionService::GetInspection(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::GetInspection,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* InspectionService::ListInspections(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListInspections,
                    {*context, *request, *response});
}

}  // namespace workledger
