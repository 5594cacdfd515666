#include "services/clock_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* ClockService::ExplainClocks(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ExplainClocks,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* ClockService::PreviewMigration(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::PreviewMigration,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* ClockService::GetPenaltyMonth(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::GetPenaltyMonth,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* ClockService::ListPenaltyMonths(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListPenaltyMonths,
                    {*context, *request, *response});
}

}  // namespace workledger
