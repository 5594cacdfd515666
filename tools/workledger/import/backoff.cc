#include "tools/workledger/import/backoff.h"

#include <algorithm>

#include "workledger/error.h"
#include "workledger/v1/error.pb.h"

namespace workledger {

bool Retryable(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         ReasonOf(status) == v1::ERROR_REASON_QUEUE_FULL;
}

Backoff::Backoff(const Patience& patience)
    : patience_(patience), progress_time_(patience.clock->Now()) {}

bool Backoff::Wait() {
  if (patience_.clock->Now() - progress_time_ >= kNoProgressMax) return false;
  patience_.sleep(wait_);
  wait_ = std::min(wait_ * 2, kRetryWaitMax);
  return true;
}

void Backoff::Progress() {
  progress_time_ = patience_.clock->Now();
  wait_ = kRetryWaitMin;
}

}  // namespace workledger
