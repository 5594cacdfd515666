#include "services/stream.h"

#include "services/status.h"

namespace workledger {

Stream* RefusedStream(const absl::Status& status) {
  class Refused final : public Stream {};
  auto* const stream = new Refused;
  stream->Finish(ToGrpcStatus(status));
  return stream;
}

}  // namespace workledger
