#ifndef WORKLEDGER_LOG_ROCKSDB_RECOVERY_H_
#define WORKLEDGER_LOG_ROCKSDB_RECOVERY_H_

// Opening a store after whatever happened to it: RocksDB's write-ahead log and
// the tail's guard are compared, and what RocksDB lost is written again.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/log/rocksdb_options.h"
#include "engine/log/tail_guard.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"

namespace workledger {

// A RocksDB database and its columns, in the order of LogColumns().
struct LogDb {
  // The columns go before the database.
  std::unique_ptr<rocksdb::DB> db;
  std::vector<std::unique_ptr<rocksdb::ColumnFamilyHandle>> columns;

  rocksdb::ColumnFamilyHandle* Handle(Column column) const {
    return columns[static_cast<size_t>(column)].get();
  }
};

// Where a store's guards are kept.
struct TailGuardOptions {
  std::filesystem::path log_directory;
  // Where the mirror is, or was while it was on; may be empty if it never was.
  std::filesystem::path mirror_directory;
  bool mirror = false;  // from now on
};

// Opens the database and gives it the writes that it lacks and the mirror has.
// Afterwards all that it holds is in tables.
//
// RocksDB reads its write-ahead log up to the first damage and drops the rest.
// So it does that first without a change of the store, and then for good only
// if the guards know all that follows.
//
//   INVALID_ARGUMENT  FIELD_INVALID, "mirror_directory": it is of another
//                     store, or empty though the mirror was on and is to be on.
//   DATA_LOSS         RECORD_CORRUPT: acknowledged writes are lost; names them.
//   UNAVAILABLE       ENGINE_FAILED: a file cannot be read or written.
absl::StatusOr<LogDb> RecoverLogDb(const rocksdb::DBOptions& options,
                                   const TailGuardOptions& guards);

// Starts the guard for the writes that follow.
absl::StatusOr<std::unique_ptr<TailGuard>> StartTailGuard(
    const LogDb& log, const TailGuardOptions& guards);

// A batch's rows without its header, which RocksDB changes as it writes.
std::string_view RowsOf(const rocksdb::WriteBatch& batch);

// The bytes of a batch with these rows.
std::string BatchOf(uint32_t row_count, std::string_view rows);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_ROCKSDB_RECOVERY_H_
