#include "services/call_options.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// The part of a call's time that is kept for the answer's way back; without it
// the client's own deadline hides why there was no answer. gRPC rounds timeouts
// up by about a hundredth on the way here.
constexpr double kAnswerShare = 0.05;

}  // namespace

absl::Time CutDeadline(std::chrono::system_clock::time_point deadline,
                       absl::Time now) {
  if (deadline == std::chrono::system_clock::time_point::max()) {
    return now + kDeadlineDefault;
  }
  const absl::Time cut =
      std::min(absl::FromChrono(deadline), now + kDeadlineMax);
  return cut - std::max(cut - now, absl::ZeroDuration()) * kAnswerShare;
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
