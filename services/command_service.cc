#include "services/command_service.h"

#include "services/unary.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// A missing actor stays missing, so that the engine names it.
void MarkAsserted(v1::Command& command) {
  if (!command.has_actor()) return;
  command.mutable_actor()->set_assurance(v1::ASSURANCE_ASSERTED);
}

}  // namespace

grpc::ServerUnaryReactor* CommandService::Execute(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::Execute,
                    {*context, *request, *response},
                    [](v1::ExecuteRequest& order) {
                      if (!order.has_command()) return;
                      MarkAsserted(*order.mutable_command());
                    });
}

grpc::ServerUnaryReactor* CommandService::BatchExecute(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::BatchExecute,
                    {*context, *request, *response, kBatchExecuteBytesMax},
                    [](v1::BatchExecuteRequest& batch) {
                      for (v1::Command& command : *batch.mutable_commands()) {
                        MarkAsserted(command);
                      }
                    });
}

}  // namespace workledger
