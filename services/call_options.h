#ifndef WORKLEDGER_SERVICES_CALL_OPTIONS_H_
#define WORKLEDGER_SERVICES_CALL_OPTIONS_H_

// What a call's context says to the engine.

#include <chrono>

#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "workledger/engine.h"

namespace workledger {

// Returns when a call that began at `now` must be answered: kDeadlineDefault
// later if `deadline` is none (the largest time_point); else at its deadline,
// at most kDeadlineMax later, less a twentieth, so that the answer is in time.
absl::Time CutDeadline(std::chrono::system_clock::time_point deadline,
                       absl::Time now);

// The deadline of `context`, cut, and its `traceparent` metadata.
CallOptions OptionsOf(const grpc::CallbackServerContext& context);

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_CALL_OPTIONS_H_
