#ifndef WORKLEDGER_SERVICES_UNARY_H_
#define WORKLEDGER_SERVICES_UNARY_H_

// How every unary method is served: read the request, hand it to the engine,
// and finish the call in the engine's callback.
//
//   return ServeUnary(engine_, calls_, &Engine::GetTicket,
//                     {*context, *request, *response});

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "services/call_options.h"
#include "services/codec.h"
#include "services/status.h"
#include "workledger/engine.h"
#include "workledger/limits.h"

namespace workledger {

// What gRPC hands to a raw unary method. All of it lives until the call is
// finished.
struct UnaryCall {
  grpc::CallbackServerContext& context;
  const grpc::ByteBuffer& request;
  grpc::ByteBuffer& response;
  size_t request_bytes_max = kExecuteBytesMax;
};

template <typename Request, typename Response>
using EngineMethod = void (Engine::*)(Request, CallOptions, Callback<Response>);

// Serves `call` by `method`, after `prepare(request)`.
template <typename Request, typename Response, typename Prepare>
grpc::ServerUnaryReactor* ServeUnary(Engine& engine, CallCount& calls,
                                     EngineMethod<Request, Response> method,
                                     UnaryCall call, Prepare prepare) {
  grpc::ServerUnaryReactor* const reactor = call.context.DefaultReactor();
  Request request;
  const absl::Status decoded =
      Decode(call.request, call.request_bytes_max, request);
  if (!decoded.ok()) {
    reactor->Finish(ToGrpcStatus(decoded));
    return reactor;
  }
  prepare(request);
  calls.Begin();
  (engine.*method)(std::move(request), OptionsOf(call.context),
                   [reactor, &calls,
                    &bytes = call.response](absl::StatusOr<Response> response) {
                     if (response.ok()) Encode(*response, bytes);
                     calls.End();
                     reactor->Finish(ToGrpcStatus(response.status()));
                   });
  return reactor;
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* ServeUnary(Engine& engine, CallCount& calls,
                                     EngineMethod<Request, Response> method,
                                     UnaryCall call) {
  return ServeUnary(engine, calls, method, call, [](Request&) {});
}

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_UNARY_H_
