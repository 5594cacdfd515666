#include "services/metric_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* MetricService::QueryMetrics(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::QueryMetrics,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* MetricService::ListMetricTickets(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListMetricTickets,
                    {*context, *request, *response});
}

}  // namespace workledger
