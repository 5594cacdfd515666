#ifndef WORKLEDGER_SERVICES_ALARM_SERVICE_H_
#define WORKLEDGER_SERVICES_ALARM_SERVICE_H_

// workledger.v1.AlarmService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/alarm_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class AlarmService final
    : public v1::AlarmService::WithRawCallbackMethod_ReportAlarms<
          v1::AlarmService::WithRawCallbackMethod_ListAlarmPrecision<
              v1::AlarmService::Service>> {
 public:
  // Both outlive the service.
  AlarmService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerReadReactor<grpc::ByteBuffer>* ReportAlarms(
      grpc::CallbackServerContext* context,
      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListAlarmPrecision(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_ALARM_SERVICE_H_
