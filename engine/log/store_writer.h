#ifndef WORKLEDGER_LOG_STORE_WRITER_H_
#define WORKLEDGER_LOG_STORE_WRITER_H_

// The writes of all ledgers of a store, one group after the other: those that
// come while a group is being written are the next, and share its sync. While
// RocksDB syncs its write-ahead log, the tail's guard syncs too.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/base/executor.h"
#include "engine/log/tail_guard.h"
#include "rocksdb/db.h"
#include "rocksdb/status.h"
#include "rocksdb/write_batch.h"

namespace workledger {

// Thread-safe.
class StoreWriter {
 public:
  // `db` outlives it, and nobody else writes to it. `on_sync`, which may be
  // empty, is told how long each group took.
  StoreWriter(rocksdb::DB& db, std::unique_ptr<TailGuard> guard,
              std::function<void(absl::Duration)> on_sync)
      : db_(db),
        guard_(std::move(guard)),
        on_sync_(std::move(on_sync)),
        guard_executor_(1) {}
  ~StoreWriter();

  // Makes `batch` durable, in RocksDB and with the guard. After an error its
  // outcome is unknown, and nothing more is to be written.
  rocksdb::Status Write(rocksdb::WriteBatch& batch);

 private:
  struct Waiting {
    rocksdb::WriteBatch* batch;
    bool done = false;
    rocksdb::Status status;
  };

  // With mutex_ held.
  void SettleSoon();
  void SettleIfIdle(uint64_t group_count);

  rocksdb::Status WriteTimed(std::span<Waiting* const> group);
  rocksdb::Status WriteGroup(std::span<Waiting* const> group);
  rocksdb::Status WriteToDb(std::span<Waiting* const> group);

  rocksdb::DB& db_;
  const std::unique_ptr<TailGuard> guard_;
  const std::function<void(absl::Duration)> on_sync_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_. The first one writes for all that wait when it begins.
  std::deque<Waiting*> waiting_;
  rocksdb::Status failed_;
  uint64_t group_count_ = 0;
  bool settling_ = false;      // soon
  ThreadPool guard_executor_;  // goes first
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_STORE_WRITER_H_
