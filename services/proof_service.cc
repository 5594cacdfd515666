#include "services/proof_service.h"

#include "services/unary.h"

namespace workledger {

grpc::ServerUnaryReactor* ProofService::GetCheckpoint(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::GetCheckpoint,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* ProofService::GetInclusionProof(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::GetInclusionProof,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* ProofService::GetConsistencyProof(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::GetConsistencyProof,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* ProofService::GetRangeProof(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::GetRangeProof,
                    {*context, *request, *response});
}

}  // namespace workledger
