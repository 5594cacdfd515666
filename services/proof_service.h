#ifndef WORKLEDGER_SERVICES_PROOF_SERVICE_H_
#define WORKLEDGER_SERVICES_PROOF_SERVICE_H_

// workledger.v1.ProofService over an engine.

#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/proof_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class ProofService final
    : public v1::ProofService::WithRawCallbackMethod_GetCheckpoint<
          v1::ProofService::WithRawCallbackMethod_GetInclusionProof<
              v1::ProofService::WithRawCallbackMethod_GetConsistencyProof<
                  v1::ProofService::WithRawCallbackMethod_GetRangeProof<
                      v1::ProofService::Service>>>> {
 public:
  // Both outlive the service.
  ProofService(Engine& engine, CallCount& calls)
      : engine_(engine), calls_(calls) {}

  grpc::ServerUnaryReactor* GetCheckpoint(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetInclusionProof(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetConsistencyProof(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetRangeProof(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;

 private:
  Engine& engine_;
  CallCount& calls_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_PROOF_SERVICE_H_
