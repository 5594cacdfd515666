#ifndef WORKLEDGER_LOG_ROCKSDB_LOG_H_
#define WORKLEDGER_LOG_ROCKSDB_LOG_H_

// One ledger in a RocksDB store.

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/log/batch.h"
#include "engine/log/event_log.h"
#include "engine/log/published_head.h"
#include "engine/log/rocksdb_db.h"
#include "engine/log/rocksdb_keys.h"
#include "engine/log/stream_ends.h"
#include "rocksdb/write_batch.h"

namespace workledger {

// What Open checks: seconds of work at most, and more than a torn write spans.
inline constexpr uint64_t kTailRecordsMax = 10000;

class RocksdbLog final : public EventLog {
 public:
  // Makes the rows of a new ledger durable. `ledger` is not taken, nor is the
  // number of `row`.
  static absl::Status Create(RocksdbDb& db, std::string_view ledger,
                             const LedgerRow& row);

  // Opens a ledger and checks its end: the last record is the one that the
  // head names, and the records before it, up to kTailRecordsMax, are all
  // there and chained. `db` outlives the log.
  //
  //   DATA_LOSS  RECORD_CORRUPT or CHAIN_BROKEN.
  static absl::StatusOr<std::unique_ptr<RocksdbLog>> Open(RocksdbDb& db,
                                                          const LedgerRow& row);

  const std::string& Uid() const override { return row_.uid; }
  absl::StatusOr<Head> Append(const Head& expected,
                              std::span<const Transaction> batch) override;
  absl::Status Read(uint64_t from, const RecordVisitor& visit) const override;
  absl::Status ReadStream(const StreamId& stream, uint64_t from_version,
                          const RecordVisitor& visit) const override;
  absl::StatusOr<std::optional<RequestOutcome>> FindRequest(
      std::string_view request_id) const override;
  Head GetHead() const override { return head_.Get(); }
  Head WaitForHead(uint64_t position, absl::Duration timeout) const override {
    return head_.WaitBeyond(position, timeout);
  }

 private:
  RocksdbLog(RocksdbDb& db, const LedgerRow& row, const Head& head)
      : db_(db), row_(row), head_(head) {}

  // Refuses what the log holds already. Holds append_mutex_.
  absl::Status CheckUnique(std::span<const Transaction> batch,
                           const BatchShape& shape) const;

  // Adds the rows of `transaction` to `rows` and moves `head` to its end.
  void AddRows(const Transaction& transaction, Head& head,
               rocksdb::WriteBatch& rows) const;

  // Refuses a version that is taken, or that leaves a gap before it.
  absl::Status CheckStart(const NewRecord& start) const;

  absl::StatusOr<bool> HasVersion(const StreamId& stream,
                                  uint64_t version) const;

  // Whether the stream has no such version and none behind it, by two lookups,
  // which cost a fraction of an iterator: mostly there is nothing behind a
  // snapshot.
  absl::StatusOr<bool> EndsBefore(const StreamId& stream,
                                  uint64_t version) const;

  // Visits one record, and returns what the visitor said.
  absl::StatusOr<bool> VisitOne(uint64_t position,
                                const RecordVisitor& visit) const;

  absl::Status CheckTail() const;
  absl::Status CheckNothingBeyondHead() const;
  absl::Status Missing(std::string_view what, uint64_t number) const;

  RocksdbDb& db_;
  const LedgerRow row_;
  PublishedHead head_;
  // Held through an append, so that the next one finds the head published.
  std::mutex append_mutex_;
  // Guarded by append_mutex_. True because nobody else writes to the store.
  StreamEnds ends_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_ROCKSDB_LOG_H_
