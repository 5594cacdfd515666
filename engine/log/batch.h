#ifndef WORKLEDGER_LOG_BATCH_H_
#define WORKLEDGER_LOG_BATCH_H_

// What every log checks of a batch before it looks at its own state.

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/log/event_log.h"

namespace workledger {

// A batch that is sound in itself: sizes are in their limits, the requests of
// each transaction share out its records, no request id comes twice, and the
// versions of a stream follow each other.
struct BatchShape {
  size_t record_count = 0;
  size_t record_bytes = 0;
  // The first record of each stream. The log must hold the version before it
  // and not its own. Point into the batch.
  std::vector<const NewRecord*> stream_starts;
};

// Returns the shape of `batch`.
//
//   INVALID_ARGUMENT    FIELD_REQUIRED, FIELD_INVALID, FIELD_TOO_LONG.
//   RESOURCE_EXHAUSTED  BATCH_TOO_LARGE.
absl::StatusOr<BatchShape> CheckBatch(std::span<const Transaction> batch);

// ABORTED, HEAD_MOVED: the head is not what the writer expected.
absl::Status HeadMoved(const Head& head, const Head& expected);

// ABORTED, HEAD_MOVED of the guards: the head is right, but what the writer
// appends shows that it does not know the log up to there.
absl::Status VersionTaken(const NewRecord& start);
absl::Status VersionSkipped(const NewRecord& start);
absl::Status RequestTaken(std::string_view request_id);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_BATCH_H_
