#include "services/report_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* ReportService::ReportWork(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ReportWork,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* ReportService::ReportTallies(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ReportTallies,
                    {*context, *request, *response});
}

}  // namespace workledger
