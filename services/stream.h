#ifndef WORKLEDGER_SERVICES_STREAM_H_
#define WORKLEDGER_SERVICES_STREAM_H_

// What the server streams have in common.

#include "absl/status/status.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"

namespace workledger {

// A server stream of encoded messages, counted as a call under way. It owns
// itself: gRPC's last call to it destroys it, so nothing touches one after it
// is finished.
class Stream : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  // `calls` outlives the stream.
  explicit Stream(CallCount& calls) : calls_(calls) { calls_.Begin(); }

  void OnDone() final { delete this; }

 protected:
  ~Stream() override { calls_.End(); }

 private:
  CallCount& calls_;
};

// Returns a stream that ends at once with `status`, which is not OK.
Stream* RefusedStream(CallCount& calls, const absl::Status& status);

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_STREAM_H_
