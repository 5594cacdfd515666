#ifndef WORKLEDGER_TESTS_SERVICES_RAW_CLIENT_H_
#define WORKLEDGER_TESTS_SERVICES_RAW_CLIENT_H_

// A client that sends and receives plain bytes: what generated stubs cannot
// send, and services whose stubs are not installed.

#include <memory>
#include <optional>
#include <string>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace workledger {

struct RawAnswer {
  grpc::Status status;
  std::string bytes;
};

// Calls `method`, such as "/workledger.v1.CommandService/Execute".
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                  const std::string& method, const std::string& request,
                  grpc_compression_algorithm compression = GRPC_COMPRESS_NONE);

// A stream with one request.
class RawStream {
 public:
  RawStream(const std::shared_ptr<grpc::Channel>& channel,
            const std::string& method, const std::string& request);
  ~RawStream();

  // Waits for the next message; nothing at the end of the stream.
  std::optional<std::string> Read();
  grpc::Status Finish();
  void Cancel() { context_.TryCancel(); }

 private:
  bool Await();

  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SERVICES_RAW_CLIENT_H_
