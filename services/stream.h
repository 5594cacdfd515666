#ifndef WORKLEDGER_SERVICES_STREAM_H_
#define WORKLEDGER_SERVICES_STREAM_H_

// What the server streams have in common.

#include "absl/status/status.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace workledger {

// A server stream of encoded messages. It owns itself: gRPC's last call to it
// destroys it, so nothing touches one after it is finished.
class Stream : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  void OnDone() final { delete this; }

 protected:
  ~Stream() override = default;
};

// Returns a stream that ends at once with `status`, which is not OK.
Stream* RefusedStream(const absl::Status& status);

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_STREAM_H_
