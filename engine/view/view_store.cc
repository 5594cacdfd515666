#include "engine/view/view_store.h"

#include <chrono>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/log/rocksdb_db.h"
#include "engine/log/rocksdb_logger.h"
#include "engine/view/row.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"
#include "rocksdb/utilities/table_properties_collectors.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr size_t kLedgerUidBytes = 16;  // see row.h

// Each open file holds a descriptor and its table's properties. Files are at
// most 64 MiB, so that 32 GiB of views stay open; of more, the coldest are
// opened when they are asked for.
constexpr int kOpenFilesMax = 512;

// How often, a millisecond apart, a damaged store is asked for.
constexpr int kRenewTries = 50;

rocksdb::Options StoreOptions() {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(size_t{64} << 20);
  // In the cache, indexes and filters count against its size; outside of it
  // they grow with the number of files. Those of the newest files are asked
  // for at every lookup and stay.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  // Most tickets that a step asks for are new.
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  // In parts of 4 KiB: a file's whole filter does not fit a shard of the cache,
  // and would be read and checked anew for every ticket of a page.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = size_t{16} << 20;
  // About 10 bits for each row, for the same reason.
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.memtable_whole_key_filtering = true;
  options.max_background_jobs = 2;
  options.max_open_files = kOpenFilesMax;
  // For CheckTables.
  options.file_checksum_gen_factory =
      rocksdb::GetFileChecksumGenCrc32cFactory();
  options.info_log = MakeRocksdbLogger();
  // A ticket that is closed leaves a hole at the front of the open ones. Small
  // write buffers and compaction of files that are full of holes keep pages
  // from walking over many.
  options.table_properties_collector_factories.push_back(
      rocksdb::NewCompactOnDeletionCollectorFactory(1024, 256));
  return options;
}

absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenDb(
    const std::string& directory) {
  // Else RocksDB complains of a missing folder before it makes it; what cannot
  // be made cannot be opened either.
  std::error_code ignored;
  std::filesystem::create_directory(directory, ignored);
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(StoreOptions(), directory, &db);
  if (status.ok()) return std::unique_ptr<rocksdb::DB>(db);
  if (IsHeldLock(status)) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_STORE_LOCKED,
                     absl::StrCat(directory, ": in use by another process"));
  }
  // A file that is missing is damage, too. Nothing else is: a directory that
  // holds some other store must not be removed.
  if (status.IsPathNotFound()) {
    return ViewStatus(rocksdb::Status::Corruption(status.ToString()));
  }
  return ViewStatus(status);
}

// Reads what every ledger's views are opened with. RocksDB itself reads no rows
// when it opens.
absl::Status CheckFirstRows(rocksdb::DB& db) {
  const std::unique_ptr<rocksdb::Iterator> rows(
      db.NewIterator(rocksdb::ReadOptions()));
  rows->SeekToFirst();
  while (rows->Valid()) {
    const std::string uid(
        rows->key().ToStringView().substr(0, kLedgerUidBytes));
    for (const RowKind kind : {RowKind::kCheckpoint, RowKind::kLedger}) {
      std::string row;
      WL_RETURN_IF_ERROR(GetRow(db, {}, RowKey(uid, kind), row).status());
    }
    rows->Seek(LedgerKeyEnd(uid));
  }
  return ViewStatus(rows->status());
}

absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenCheckedDb(
    const std::string& directory) {
  WL_ASSIGN_OR_RETURN(std::unique_ptr<rocksdb::DB> db, OpenDb(directory));
  WL_RETURN_IF_ERROR(CheckFirstRows(*db));
  return db;
}

// Removes what is left of a damaged store and creates an empty one.
absl::StatusOr<std::unique_ptr<rocksdb::DB>> Replace(
    const std::string& directory) {
  std::error_code error;
  std::filesystem::remove_all(directory, error);
  if (error) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_ENGINE_FAILED,
                     absl::StrCat(directory, ": ", error.message()));
  }
  return OpenDb(directory);
}

}  // namespace

ViewStore::ViewStore(std::string directory, std::unique_ptr<rocksdb::DB> db)
    : directory_(std::move(directory)), db_(std::move(db)) {}

ViewStore::~ViewStore() = default;

absl::StatusOr<std::unique_ptr<ViewStore>> ViewStore::Open(
    const std::string& directory) {
  auto db = OpenCheckedDb(directory);
  if (absl::IsDataLoss(db.status())) db = Replace(directory);
  WL_RETURN_IF_ERROR(db.status());
  return std::unique_ptr<ViewStore>(new ViewStore(directory, *std::move(db)));
}

absl::Status ViewStore::Renew() {
  // Who reads lets go soon; but nobody waits for that long.
  std::unique_lock lock(mutex_, std::try_to_lock);
  for (int i = 0; i < kRenewTries && !lock.owns_lock(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    lock.try_lock();
  }
  if (!lock.owns_lock()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded,
                     v1::ERROR_REASON_VIEW_BEHIND,
                     "the views are damaged, and are made again once nobody "
                     "reads them");
  }
  // The views of another ledger were faster.
  if (!damaged_) return absl::OkStatus();
  db_.reset();
  WL_ASSIGN_OR_RETURN(db_, Replace(directory_));
  ++generation_;
  damaged_ = false;
  return absl::OkStatus();
}

}  // namespace workledger
