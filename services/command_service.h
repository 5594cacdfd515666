#ifndef WORKLEDGER_SERVICES_COMMAND_SERVICE_H_
#define WORKLEDGER_SERVICES_COMMAND_SERVICE_H_

// workledger.v1.CommandService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/command_service.grpc.pb.h"

namespace workledger {

// Marks the actor of every command as asserted: nothing here proves who calls.
// Thread-safe.
class CommandService final
    : public v1::CommandService::WithRawCallbackMethod_Execute<
          v1::CommandService::WithRawCallbackMethod_BatchExecute<
              v1::CommandService::Service>> {
 public:
  // Both outlive the service.
  CommandService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* Execute(grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* request,
                                    grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* BatchExecute(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_COMMAND_SERVICE_H_
