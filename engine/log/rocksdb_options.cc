#include "engine/log/rocksdb_options.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "engine/log/rocksdb_logger.h"
#include "rocksdb/cache.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/slice_transform.h"
#include "rocksdb/table.h"

namespace workledger {
namespace {

constexpr size_t kWriteBufferBytes = 64 << 20;
// Keys in no order: a small buffer stays in the processor's cache.
constexpr size_t kGuardBufferBytes = 8 << 20;
// All columns together: a buffer being filled and one being flushed, which is
// what the disk reserve counts on.
constexpr size_t kWriteBuffersBytes = 2 * kWriteBufferBytes;
// Recovery reads at most this much (10 s and less).
constexpr size_t kWalBytesMax = 256 << 20;
constexpr size_t kBlockCacheBytes = 128 << 20;
constexpr size_t kRecordBlockBytes = 16 << 10;  // read mostly in order
constexpr int kOpenFilesMax = 1000;       // bounded, however long the log grows
constexpr double kFilterBitsPerKey = 10;  // 1 % false positives
constexpr double kMemtableFilterShare = 0.02;  // about 10 bits for each row

rocksdb::BlockBasedTableOptions TableOptions(
    std::shared_ptr<rocksdb::Cache> cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = std::move(cache);
  // Else indexes stay in memory beside the cache and grow with the log.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.checksum = rocksdb::kXXH3;
  table.format_version = 5;
  return table;
}

// Rows that are looked up by whole key, to find mostly that they are absent:
// every Append asks for its versions and request ids.
rocksdb::BlockBasedTableOptions GuardTableOptions(
    rocksdb::BlockBasedTableOptions table) {
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
  table.whole_key_filtering = true;
  // In parts, so that a miss in a long log loads 4 KiB and not a whole filter.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  return table;
}

// What the rows of one stream have in common: their keys but for the version.
class StreamOfKey final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "workledger.StreamOfKey"; }

  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.size() - sizeof(uint64_t)};
  }

  bool InDomain(const rocksdb::Slice& key) const override {
    return key.size() >= sizeof(uint64_t);
  }
};

rocksdb::ColumnFamilyOptions ColumnOptions(
    const rocksdb::BlockBasedTableOptions& table) {
  rocksdb::ColumnFamilyOptions column;
  column.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  column.write_buffer_size = kWriteBufferBytes;
  column.compression = rocksdb::kLZ4Compression;
  column.level_compaction_dynamic_level_bytes = true;
  // Read back what was written, and carry checksums through memory too.
  column.paranoid_file_checks = true;
  column.memtable_protection_bytes_per_key = kProtectionBytes;
  column.force_consistency_checks = true;
  return column;
}

}  // namespace

rocksdb::DBOptions LogDbOptions(
    rocksdb::Env& env, std::shared_ptr<rocksdb::EventListener> listener) {
  rocksdb::DBOptions options;
  options.env = &env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.flush_verify_memtable_count = true;
  options.verify_sst_unique_id_in_manifest = true;
  options.file_checksum_gen_factory =
      rocksdb::GetFileChecksumGenCrc32cFactory();
  // Reads up to the first damage or gap and drops what lies behind it in
  // silence. Which of it was acknowledged, the tail's guard knows, and it is
  // asked before the store is opened for good (rocksdb_recovery.h).
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.track_and_verify_wals_in_manifest = true;
  options.best_efforts_recovery = false;
  // Off: a flush at open bounds the age of the write-ahead log.
  options.avoid_flush_during_recovery = false;
  options.manual_wal_flush = false;
  // All columns together, so that none is ahead of what a damaged log still
  // has: a store can then be opened up to the damage.
  options.atomic_flush = true;
  // Recycling and compressing the write-ahead log had bugs in recovery.
  options.recycle_log_file_num = 0;
  options.wal_compression = rocksdb::kNoCompression;
  options.max_total_wal_size = kWalBytesMax;
  options.db_write_buffer_size = kWriteBuffersBytes;
  // A failed write ends this opening of the store; RocksDB must not mend
  // itself behind our back. The listener stops what this option does not.
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::move(listener));
  options.max_background_jobs = 2;
  options.max_open_files = kOpenFilesMax;
  options.info_log = MakeRocksdbLogger();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> LogColumns() {
  const rocksdb::BlockBasedTableOptions table =
      TableOptions(rocksdb::NewLRUCache(kBlockCacheBytes));
  rocksdb::BlockBasedTableOptions record_table = table;
  record_table.block_size = kRecordBlockBytes;
  rocksdb::ColumnFamilyOptions guard = ColumnOptions(GuardTableOptions(table));
  guard.memtable_prefix_bloom_size_ratio = kMemtableFilterShare;
  guard.memtable_whole_key_filtering = true;
  guard.write_buffer_size = kGuardBufferBytes;
  rocksdb::ColumnFamilyOptions stream = guard;
  // A stream's next row belongs beside its last one, so the search for its
  // place begins there.
  stream.memtable_insert_with_hint_prefix_extractor =
      std::make_shared<StreamOfKey>();
  return {{rocksdb::kDefaultColumnFamilyName, ColumnOptions(table)},
          {"record", ColumnOptions(record_table)},
          {"stream", stream},
          {"request", guard}};
}

}  // namespace workledger
