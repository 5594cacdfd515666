#include "tests/services/raw_client.h"

#include <future>
#include <utility>

#include "grpcpp/support/slice.h"

namespace workledger {
namespace {

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return std::string(reinterpret_cast<const char*>(slice.begin()),
                     slice.size());
}

}  // namespace

RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                  const std::string& method, const std::string& request,
                  grpc_compression_algorithm compression) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_compression_algorithm(compression);
  const grpc::ByteBuffer sent = ToBuffer(request);
  grpc::ByteBuffer received;
  std::promise<grpc::Status> done;
  stub.UnaryCall(
      &context, method, grpc::StubOptions(), &sent, &received,
      [&done](grpc::Status status) { done.set_value(std::move(status)); });
  grpc::Status status = done.get_future().get();
  return {std::move(status), ToString(received)};
}

RawStream::RawStream(const std::shared_ptr<grpc::Channel>& channel,
                     const std::string& method, const std::string& request)
    : stub_(channel), stream_(stub_.PrepareCall(&context_, method, &queue_)) {
  stream_->StartCall(nullptr);
  if (!Await()) return;
  stream_->WriteLast(ToBuffer(request), grpc::WriteOptions(), nullptr);
  Await();
}

RawStream::~RawStream() {
  queue_.Shutdown();
  while (Await()) {
  }
}

std::optional<std::string> RawStream::Read() {
  grpc::ByteBuffer buffer;
  stream_->Read(&buffer, nullptr);
  if (!Await()) return std::nullopt;
  return ToString(buffer);
}

grpc::Status RawStream::Finish() {
  grpc::Status status;
  stream_->Finish(&status, nullptr);
  Await();
  return status;
}

bool RawStream::Await() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

}  // namespace workledger
