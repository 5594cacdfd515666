#include "services/call_options.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "workledger/limits.h"

namespace workledger {

absl::Time CutDeadline(std::chrono::system_clock::time_point deadline,
                       absl::Time now) {
  if (deadline == std::chrono::system_clock::time_point::max()) {
    return now + kDeadlineDefault;
  }
  return std::min(absl::FromChrono(deadline), now + kDeadlineMax);
}

CallOptions OptionsOf(const grpc::CallbackServerContext& context) {
  CallOptions options;
  options.deadline = CutDeadline(context.deadline(), absl::Now());
  const auto& metadata = context.client_metadata();
  const auto trace = metadata.find("traceparent");
  if (trace != metadata.end() && trace->second.size() <= kTraceParentBytesMax) {
    options.trace_parent.assign(trace->second.data(), trace->second.size());
  }
  return options;
}

}  // namespace workledger
