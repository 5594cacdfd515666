#ifndef WORKLEDGER_SERVICES_LEDGER_SERVICE_H_
#define WORKLEDGER_SERVICES_LEDGER_SERVICE_H_

// workledger.v1.LedgerService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/ledger_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class LedgerService final
    : public v1::LedgerService::WithRawCallbackMethod_CreateLedger<
          v1::LedgerService::WithRawCallbackMethod_GetLedger<
              v1::LedgerService::WithRawCallbackMethod_ListLedgers<
                  v1::LedgerService::WithRawCallbackMethod_VerifyLedger<
                      v1::LedgerService::Service>>>> {
 public:
  // Both outlive the service.
  LedgerService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* CreateLedger(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetLedger(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListLedgers(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* VerifyLedger(
      grpc::CallbackServerContext* context,
      const grpc::ByteBuffer* request) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_LEDGER_SERVICE_H_
