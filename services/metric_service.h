#ifndef WORKLEDGER_SERVICES_METRIC_SERVICE_H_
#define WORKLEDGER_SERVICES_METRIC_SERVICE_H_

// workledger.v1.MetricService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/metric_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class MetricService final
    : public v1::MetricService::WithRawCallbackMethod_QueryMetrics<
          v1::MetricService::WithRawCallbackMethod_ListMetricTickets<
              v1::MetricService::Service>> {
 public:
  // Both outlive the service.
  MetricService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* QueryMetrics(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListMetricTickets(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_METRIC_SERVICE_H_
