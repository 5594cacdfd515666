#include "services/log_service.h"

#include <utility>

#include "services/codec.h"
#include "services/stream.h"
#include "services/subscribe_reactor.h"
#include "services/unary.h"
#include "workledger/limits.h"

namespace workledger {

grpc::ServerUnaryReactor* LogService::ReadEvents(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return ServeUnary(engine_, calls_, &Engine::ReadEvents,
                    {*context, *request, *response});
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* LogService::Subscribe(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* bytes) {
  v1::SubscribeRequest request;
  const absl::Status decoded = Decode(*bytes, kExecuteBytesMax, request);
  if (!decoded.ok()) return RefusedStream(calls_, decoded);
  auto* const reactor =
      new SubscribeReactor(engine_, calls_, executor_, *context, stall_max_);
  reactor->Start(std::move(request));
  return reactor;
}

}  // namespace workledger
