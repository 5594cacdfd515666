#ifndef WORKLEDGER_SUBSCRIPTION_H_
#define WORKLEDGER_SUBSCRIPTION_H_

// A cursor on a ledger's log. It holds no queue: each frame is read from the
// log when it is asked for, so a slow consumer costs nothing but its own lag.
//
//   WL_ASSIGN_OR_RETURN(auto subscription, engine->Subscribe(request));
//   while (auto frame = subscription->Next(absl::Seconds(1))) ...

#include <functional>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "workledger/v1/log_service.pb.h"

namespace workledger {

// Used by one thread at a time; NotifyWhenReady's callback comes on a thread of
// the engine.
class Subscription {
 public:
  virtual ~Subscription() = default;

  // Returns the next frame, or nothing if there is none now. After a closing
  // frame there is never one again. Reads from the log, does not wait.
  //
  //   DATA_LOSS  a record cannot be read.
  virtual absl::StatusOr<std::optional<v1::SubscribeResponse>> Poll() = 0;

  // Calls `ready` once, when Poll may have a frame: at once if it has, else
  // when something is appended, when an idle progress frame is due, or when the
  // engine stops. Only one notification is outstanding at a time. Destroying
  // the subscription waits for a `ready` under way and forgets one to come.
  virtual void NotifyWhenReady(std::function<void()> ready) = 0;

  // Poll that waits up to `timeout` for a frame.
  absl::StatusOr<std::optional<v1::SubscribeResponse>> Next(
      absl::Duration timeout);
};

}  // namespace workledger

#endif  // WORKLEDGER_SUBSCRIPTION_H_
