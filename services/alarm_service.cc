#include "services/alarm_service.h"

#include "services/alarm_reactor.h"
#include "services/unary.h"

namespace workledger {

grpc::ServerReadReactor<grpc::ByteBuffer>* AlarmService::ReportAlarms(
    grpc::CallbackServerContext* context, grpc::ByteBuffer* response) {
  auto* const reactor = new AlarmReactor(engine_, calls_, *context, *response);
  reactor->Start();
  return reactor;
}

grpc::ServerUnaryReactor* AlarmService::ListAlarmPrecision(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListAlarmPrecision,
                    {*context, *request, *response});
}

}  // namespace workledger
