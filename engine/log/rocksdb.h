#ifndef WORKLEDGER_LOG_ROCKSDB_H_
#define WORKLEDGER_LOG_ROCKSDB_H_

// Ledgers in one RocksDB directory, embedded: the default. Every Append is one
// synced write batch (docs/log_format.md has the keys and values).

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/log/event_log.h"
#include "engine/log/table_check.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace workledger {

// A log store in RocksDB.
class RocksdbLogStore : public LogStore {
 public:
  // Compares the table files of all ledgers with their checksums (see
  // table_check.h).
  virtual absl::Status CheckFiles(const TableCheckObserver& observer) const = 0;
};

struct RocksdbLogOptions {
  // Created if missing; its parent must exist.
  std::string directory;
  // Appends are refused (DISK_FULL) while less than this is free on the disk,
  // so that RocksDB itself never meets a full one: two write buffers and room
  // for the views (RELIABILITY section 2).
  uint64_t disk_reserve_bytes = uint64_t{640} << 20;
  // Where the tail mirror is, or was while it was on: a second copy of the
  // writes that RocksDB holds in its write-ahead log only. Created if missing;
  // its parent must exist. Best on another disk. May be empty without a mirror.
  std::string mirror_directory;
  // What is damaged in the write-ahead log is found either way; with the mirror
  // on it is also repaired. It costs one more sync beside each one.
  bool mirror = false;
  // The file system, for simulations; the machine's if null. Outlives the
  // store.
  rocksdb::Env* env = nullptr;
  // Called after each group of writes with how long it took, its sync included;
  // must not block. May be empty.
  std::function<void(absl::Duration)> on_sync;
};

// Opens the store, or creates it.
//
//   UNAVAILABLE  STORE_LOCKED: another process has it open.
//   DATA_LOSS    RECORD_CORRUPT: the stored bytes are damaged, and the mirror,
//                if it is on, does not have them either.
//   INVALID_ARGUMENT  FIELD_INVALID: one of the directories, by its name.
absl::StatusOr<std::unique_ptr<RocksdbLogStore>> OpenRocksdbLogStore(
    const RocksdbLogOptions& options);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_ROCKSDB_H_
