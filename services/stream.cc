#include "services/stream.h"

#include "services/status.h"

namespace workledger {

Stream* RefusedStream(CallCount& calls, const absl::Status& status) {
  class Refused final : public Stream {
   public:
    using Stream::Stream;
  };
  auto* const stream = new Refused(calls);
  stream->Finish(ToGrpcStatus(status));
  return stream;
}

}  // namespace workledger
