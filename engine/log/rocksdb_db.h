#ifndef WORKLEDGER_LOG_ROCKSDB_DB_H_
#define WORKLEDGER_LOG_ROCKSDB_DB_H_

// The database under a RocksDB store: opens it, reads rows with typed errors,
// and writes batches durably or fails for good.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/log/rocksdb.h"
#include "engine/log/rocksdb_health.h"
#include "engine/log/rocksdb_options.h"
#include "engine/log/rocksdb_recovery.h"
#include "engine/log/store_writer.h"
#include "engine/log/table_check.h"
#include "rocksdb/db.h"
#include "rocksdb/iterator.h"
#include "rocksdb/write_batch.h"

namespace workledger {

inline std::string_view ToStd(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

// Thread-safe.
class RocksdbDb {
 public:
  // As OpenRocksdbLogStore.
  static absl::StatusOr<std::unique_ptr<RocksdbDb>> Open(
      const RocksdbLogOptions& options);

  // Returns the value under `key`, or nothing if there is none.
  //
  //   DATA_LOSS  RECORD_CORRUPT: it cannot be read; the store has failed.
  absl::StatusOr<std::optional<rocksdb::PinnableSlice>> Get(
      Column column, std::string_view key) const;

  // Returns an iterator over the keys before `end`, which must outlive it.
  std::unique_ptr<rocksdb::Iterator> Iterate(Column column,
                                             const rocksdb::Slice& end) const;

  // Says whether an iterator that stopped did so for want of rows; errors as
  // Get.
  absl::Status CheckIterator(const rocksdb::Iterator& iterator) const;

  // Whether a write may be tried: ENGINE_FAILED or DISK_FULL if not.
  absl::Status Admit() const;

  void Put(Column column, std::string_view key,
           std::initializer_list<std::string_view> value,
           rocksdb::WriteBatch& batch) const;

  // Makes `batch` durable. On failure the outcome is unknown and the store has
  // failed: UNAVAILABLE, OUTCOME_UNKNOWN.
  absl::Status Write(rocksdb::WriteBatch& batch);

  absl::Status Health() const { return health_->Get(); }

  // As LogStore.
  absl::Status CheckFiles(const TableCheckObserver& observer) const {
    return CheckTables(*log_.db, observer);
  }

 private:
  RocksdbDb(const RocksdbLogOptions& options,
            std::shared_ptr<RocksdbHealth> health)
      : env_(options.env != nullptr ? *options.env : *rocksdb::Env::Default()),
        directory_(options.directory),
        guards_({.log_directory = options.directory,
                 .mirror_directory = options.mirror_directory,
                 .mirror = options.mirror}),
        disk_reserve_bytes_(options.disk_reserve_bytes),
        health_(std::move(health)) {}

  absl::Status CheckFree(const std::filesystem::path& directory) const;
  absl::Status ReadFailed(const rocksdb::Status& failure) const;
  rocksdb::ColumnFamilyHandle* Handle(Column column) const {
    return log_.Handle(column);
  }

  rocksdb::Env& env_;
  const std::filesystem::path directory_;
  const TailGuardOptions guards_;
  const uint64_t disk_reserve_bytes_;
  // Shared with RocksDB, which calls it as its listener.
  const std::shared_ptr<RocksdbHealth> health_;
  // Set once by Open.
  LogDb log_;
  std::unique_ptr<StoreWriter> writer_;
};

// Whether `failure` says that another store, of this or of another process, has
// locked the directory; a lock can fail otherwise, too.
bool IsHeldLock(const rocksdb::Status& failure);

// DATA_LOSS, RECORD_CORRUPT: `what` says which row is bad.
absl::Status RecordCorrupt(std::string_view what);

// A batch to fill for RocksdbDb::Write, with room for about `bytes`.
rocksdb::WriteBatch NewWriteBatch(size_t bytes);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_ROCKSDB_DB_H_
