#include "engine/log/rocksdb_recovery.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/log/rocksdb_db.h"
#include "engine/log/rocksdb_keys.h"
#include "engine/log/tail_mirror.h"
#include "engine/log/watermark.h"
#include "workledger/error.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

// Before the rows of a batch: a number of eight bytes that RocksDB sets as it
// writes, and how many rows there are, little-endian.
constexpr size_t kSequenceBytes = 8;
constexpr size_t kCountBytes = 4;

constexpr std::string_view kWatermarkFile = "ACKNOWLEDGED";

absl::Status OpenFailed(const rocksdb::Status& status) {
  if (!status.IsIOError()) return RecordCorrupt(status.ToString());
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_ENGINE_FAILED,
                   absl::StrCat("log: cannot open: ", status.ToString()));
}

LogDb Own(rocksdb::DB* db,
          const std::vector<rocksdb::ColumnFamilyHandle*>& handles) {
  LogDb log;
  log.db.reset(db);
  for (rocksdb::ColumnFamilyHandle* const handle : handles) {
    log.columns.emplace_back(handle);
  }
  return log;
}

fs::path WatermarkPath(const TailGuardOptions& guards) {
  return guards.log_directory / std::string(kWatermarkFile);
}

// The store's uid; empty if it has none yet.
absl::StatusOr<std::string> ReadStoreUid(const LogDb& log) {
  std::string uid;
  const rocksdb::Status status =
      log.db->Get(rocksdb::ReadOptions(), log.Handle(Column::kMeta),
                  std::string(kStoreUidKey), &uid);
  if (status.IsNotFound()) return std::string();
  if (!status.ok()) return RecordCorrupt(status.ToString());
  if (uid.size() != kStoreUidBytes) return RecordCorrupt("the store's uid");
  return uid;
}

// Gives a store its uid. It is in a table at once: the write-ahead log might be
// lost, and the mirror is known by it.
absl::Status GiveStoreUid(const LogDb& log) {
  rocksdb::WriteOptions options;
  options.sync = true;
  rocksdb::Status status =
      log.db->Put(options, log.Handle(Column::kMeta), std::string(kStoreUidKey),
                  RandomBytes(kStoreUidBytes));
  if (status.ok()) {
    status = log.db->Flush(rocksdb::FlushOptions(), log.Handle(Column::kMeta));
  }
  return status.ok() ? absl::OkStatus() : OpenFailed(status);
}

// Finds the first position of each ledger that a write appends to.
class FirstPositions final : public rocksdb::WriteBatch::Handler {
 public:
  explicit FirstPositions(uint32_t record_column)
      : record_column_(record_column) {}

  rocksdb::Status PutCF(uint32_t column, const rocksdb::Slice& key,
                        const rocksdb::Slice&) override {
    if (column != record_column_) return rocksdb::Status::OK();
    if (const auto place = ParseRecordKey(ToStd(key))) {
      first_.try_emplace(place->ledger, place->position);
    }
    return rocksdb::Status::OK();
  }

  const std::map<uint32_t, uint64_t>& first() const { return first_; }

 private:
  const uint32_t record_column_;
  std::map<uint32_t, uint64_t> first_;
};

// Says which positions lie between what the database has and `next`, the first
// write after the gap.
std::string DescribeGap(const LogDb& log, const GuardedWrite& next) {
  FirstPositions found(log.Handle(Column::kRecord)->GetID());
  static_cast<void>(
      rocksdb::WriteBatch(BatchOf(next.row_count, next.rows)).Iterate(&found));
  std::vector<std::string> gaps;
  for (const auto& [ledger, first] : found.first()) {
    std::string value;
    static_cast<void>(log.db->Get(rocksdb::ReadOptions(),
                                  log.Handle(Column::kMeta), HeadKey(ledger),
                                  &value));
    const auto head = ParseHeadValue(value);
    if (!head.has_value() || head->position + 1 >= first) continue;
    gaps.push_back(absl::StrCat("ledger ", ledger, ": positions ",
                                head->position + 1, " to ", first - 1));
  }
  return absl::StrJoin(gaps, ", ");
}

absl::Status WritesLost(uint64_t first, uint64_t last,
                        const std::string& where) {
  return RecordCorrupt(absl::StrCat(
      "rows ", first, " to ", last,
      " were acknowledged and are lost: the write-ahead log and its guard are "
      "both damaged",
      where.empty() ? "" : "; ", where));
}

// Checks that `writes` follow what the database holds, each on the one before.
absl::Status CheckFollows(const LogDb& log,
                          const std::vector<GuardedWrite>& writes) {
  uint64_t last = log.db->GetLatestSequenceNumber();
  for (const GuardedWrite& write : writes) {
    if (write.first_sequence != last + 1) {
      return WritesLost(last + 1, write.first_sequence - 1,
                        DescribeGap(log, write));
    }
    last = write.last_sequence();
  }
  return absl::OkStatus();
}

absl::Status MirrorMissing(const fs::path& directory) {
  return FieldError(
      v1::ERROR_REASON_FIELD_INVALID, "mirror_directory",
      absl::StrCat(directory.string(),
                   " holds no mirror, and the store had one; with the mirror "
                   "off it opens without"));
}

// What the guards have beyond the database; none may be missing.
absl::StatusOr<MirrorTail> ReadGuards(const LogDb& log,
                                      const TailGuardOptions& guards) {
  rocksdb::Env& env = *log.db->GetEnv();
  const uint64_t last = log.db->GetLatestSequenceNumber();
  WL_ASSIGN_OR_RETURN(const std::string uid, ReadStoreUid(log));
  MirrorTail tail;
  if (!guards.mirror_directory.empty()) {
    WL_ASSIGN_OR_RETURN(
        tail, MirrorTail::Read(env, guards.mirror_directory, uid, last));
    WL_RETURN_IF_ERROR(CheckFollows(log, tail.writes()));
  }
  WL_ASSIGN_OR_RETURN(const Acknowledged acknowledged,
                      ReadWatermark(env, WatermarkPath(guards)));
  if (acknowledged.mirrored && guards.mirror && !tail.last_sequence()) {
    return MirrorMissing(guards.mirror_directory);
  }
  const uint64_t reached =
      tail.writes().empty() ? last : tail.writes().back().last_sequence();
  const uint64_t known =
      std::max(acknowledged.last_sequence, tail.last_sequence().value_or(0));
  if (reached < known) return WritesLost(reached + 1, known, "");
  return tail;
}

// Checks without a change of the store that nothing is missing when its
// write-ahead log is read up to the first damage.
absl::Status CheckGuards(const rocksdb::DBOptions& options,
                         const TailGuardOptions& guards) {
  rocksdb::DBOptions quiet = options;
  quiet.listeners.clear();
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(
      quiet, guards.log_directory, LogColumns(), &handles, &db);
  const LogDb log = Own(db, handles);
  if (!status.ok()) return OpenFailed(status);
  return ReadGuards(log, guards).status();
}

absl::Status WriteAgain(const LogDb& log,
                        const std::vector<GuardedWrite>& writes) {
  rocksdb::WriteOptions options;
  options.sync = true;
  for (const GuardedWrite& write : writes) {
    rocksdb::WriteBatch batch(BatchOf(write.row_count, write.rows));
    const rocksdb::Status status = log.db->Write(options, &batch);
    if (!status.ok()) return OpenFailed(status);
  }
  std::vector<rocksdb::ColumnFamilyHandle*> columns;
  for (const auto& column : log.columns) columns.push_back(column.get());
  const rocksdb::Status status =
      log.db->Flush(rocksdb::FlushOptions(), columns);
  return status.ok() ? absl::OkStatus() : OpenFailed(status);
}

// Which row is the first that RocksDB holds in its write-ahead log only.
uint64_t FirstInLog(rocksdb::DB& db) {
  rocksdb::VectorLogPtr files;
  if (!db.GetSortedWalFiles(files).ok() || files.empty()) return 0;
  return files.front()->StartSequence();
}

}  // namespace

absl::StatusOr<LogDb> RecoverLogDb(const rocksdb::DBOptions& options,
                                   const TailGuardOptions& guards) {
  // Nothing was ever written to a store without all its columns.
  std::vector<std::string> columns;
  static_cast<void>(
      rocksdb::DB::ListColumnFamilies(options, guards.log_directory, &columns));
  if (columns.size() == LogColumns().size()) {
    WL_RETURN_IF_ERROR(CheckGuards(options, guards));
  }
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::Status status = rocksdb::DB::Open(
      options, guards.log_directory, LogColumns(), &handles, &db);
  LogDb log = Own(db, handles);
  if (!status.ok()) return OpenFailed(status);
  WL_ASSIGN_OR_RETURN(const MirrorTail tail, ReadGuards(log, guards));
  if (!tail.writes().empty()) {
    std::fprintf(stderr,
                 "log: the mirror brings back rows %" PRIu64 " to %" PRIu64
                 ", which the write-ahead log lacks\n",
                 tail.writes().front().first_sequence,
                 tail.writes().back().last_sequence());
    WL_RETURN_IF_ERROR(WriteAgain(log, tail.writes()));
  }
  WL_ASSIGN_OR_RETURN(const std::string uid, ReadStoreUid(log));
  if (uid.empty()) WL_RETURN_IF_ERROR(GiveStoreUid(log));
  return log;
}

absl::StatusOr<std::unique_ptr<TailGuard>> StartTailGuard(
    const LogDb& log, const TailGuardOptions& guards) {
  rocksdb::DB& db = *log.db;
  rocksdb::Env& env = *db.GetEnv();
  const uint64_t last = db.GetLatestSequenceNumber();
  if (!guards.mirror) {
    WL_ASSIGN_OR_RETURN(
        auto watermark,
        Watermark::Start(env, WatermarkPath(guards), {.last_sequence = last}));
    RemoveMirror(env, guards.mirror_directory);
    return watermark;
  }
  WL_ASSIGN_OR_RETURN(std::string uid, ReadStoreUid(log));
  return TailMirror::Start(env,
                           {.directory = guards.mirror_directory,
                            .store_uid = std::move(uid),
                            .next_sequence = last + 1,
                            .first_needed = [&db] { return FirstInLog(db); },
                            .watermark = WatermarkPath(guards)});
}

std::string BatchOf(uint32_t row_count, std::string_view rows) {
  std::string batch(kSequenceBytes, 0);
  for (size_t i = 0; i < kCountBytes; ++i) {
    batch.push_back(static_cast<char>(row_count >> (8 * i)));
  }
  return batch.append(rows);
}

std::string_view RowsOf(const rocksdb::WriteBatch& batch) {
  return std::string_view(batch.Data()).substr(kSequenceBytes + kCountBytes);
}

}  // namespace workledger
