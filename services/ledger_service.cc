#include "services/ledger_service.h"

#include <utility>

#include "services/codec.h"
#include "services/stream.h"
#include "services/unary.h"
#include "services/verify_reactor.h"
#include "workledger/limits.h"

namespace workledger {

grpc::ServerUnaryReactor* LedgerService::CreateLedger(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::CreateLedger,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* LedgerService::GetLedger(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::GetLedger,
                    {*context, *request, *response});
}

grpc::ServerUnaryReactor* LedgerService::ListLedgers(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ListLedgers,
                    {*context, *request, *response});
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* LedgerService::VerifyLedger(
    grpc::CallbackServerContext* /*context*/, const grpc::ByteBuffer* bytes) {
  v1::VerifyLedgerRequest request;
  const absl::Status decoded = Decode(*bytes, kExecuteBytesMax, request);
  if (!decoded.ok()) return RefusedStream(calls_, decoded);
  auto* const reactor = new VerifyReactor(calls_);
  reactor->Start(engine_, std::move(request));
  return reactor;
}

}  // namespace workledger
