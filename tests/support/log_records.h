#ifndef WORKLEDGER_TESTS_SUPPORT_LOG_RECORDS_H_
#define WORKLEDGER_TESTS_SUPPORT_LOG_RECORDS_H_

// Short ways to write to a log and to read it, for tests of the seam.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/log/event_log.h"

namespace workledger {

// A record as it was visited.
struct ReadRow {
  uint64_t position = 0;
  std::string bytes;
  std::string chain;

  friend bool operator==(const ReadRow&, const ReadRow&) = default;
};

// A record of the stream {2, `key`}.
NewRecord RecordOf(std::string_view key, uint64_t version,
                   std::string_view bytes = "bytes");

// One request with all `records`; its payload hash is that of its id.
Transaction TransactionOf(std::string_view request_id,
                          std::vector<NewRecord> records);

// Appends on the log's own head.
absl::StatusOr<Head> AppendNext(EventLog& log,
                                const std::vector<Transaction>& batch);

// Appends `count` transactions of one record each, `{prefix}-1` and so on,
// which are request id, stream key and bytes at once.
absl::StatusOr<Head> AppendMany(EventLog& log, std::string_view prefix,
                                int count);

absl::StatusOr<std::vector<ReadRow>> ReadAll(const EventLog& log,
                                             uint64_t from = 1);
absl::StatusOr<std::vector<ReadRow>> ReadAllOf(const EventLog& log,
                                               const StreamId& stream,
                                               uint64_t from_version = 1);

// Checks positions and chain from the first record to the head; returns the
// records. DATA_LOSS if they do not hold.
absl::StatusOr<std::vector<ReadRow>> ReadChecked(const EventLog& log);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SUPPORT_LOG_RECORDS_H_
