#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_BACKOFF_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_BACKOFF_H_

// Waits between the attempts of a call that may be tried again.
//
//   Backoff backoff(patience);
//   for (;;) {
//     status = Call();
//     if (!Retryable(status) || !backoff.Wait()) return status;
//   }

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "workledger/clock.h"

namespace workledger {

// The first wait; each further one is twice as long, up to the longest.
inline constexpr absl::Duration kRetryWaitMin = absl::Milliseconds(50);
inline constexpr absl::Duration kRetryWaitMax = absl::Seconds(2);
// Time without progress after which there is no further attempt: long enough
// for a server to restart.
inline constexpr absl::Duration kNoProgressMax = absl::Seconds(30);

// How time passes. Neither is null.
struct Patience {
  const Clock* clock = nullptr;
  std::function<void(absl::Duration)> sleep;
};

// Whether the same call, sent again, may succeed: the server is away, is too
// busy, did not answer in time, or does not know the outcome itself. So it is
// after SHUTTING_DOWN and ENGINE_FAILED, for whoever runs the server starts it
// again.
bool Retryable(const absl::Status& status);

// Used by one thread at a time.
class Backoff {
 public:
  // `patience` outlives the backoff.
  explicit Backoff(const Patience& patience);

  // Waits before the next attempt; false, at once, if kNoProgressMax has passed
  // since the last progress.
  bool Wait();

  // Starts over: the last attempt achieved something.
  void Progress();

 private:
  const Patience& patience_;
  absl::Time progress_time_;
  absl::Duration wait_ = kRetryWaitMin;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_BACKOFF_H_
