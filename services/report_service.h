#ifndef WORKLEDGER_SERVICES_REPORT_SERVICE_H_
#define WORKLEDGER_SERVICES_REPORT_SERVICE_H_

// workledger.v1.ReportService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/report_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class ReportService final
    : public v1::ReportService::WithRawCallbackMethod_ReportWork<
          v1::ReportService::WithRawCallbackMethod_ReportTallies<
              v1::ReportService::Service>> {
 public:
  // Both outlive the service.
  ReportService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* ReportWork(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ReportTallies(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_REPORT_SERVICE_H_
