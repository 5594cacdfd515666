#include "engine/log/rocksdb_db.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/log/make_directory.h"
#include "rocksdb/env.h"
#include "rocksdb/perf_level.h"
#include "workledger/error.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

rocksdb::Slice ToSlice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

absl::Status DirectoryError(std::string_view what) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "directory", what);
}

// RocksDB starts an empty database where it finds no file CURRENT. Where logs
// or tables lie about, that file was lost, and starting anew would lose them.
absl::Status CheckNotBeheaded(rocksdb::Env& env, const fs::path& directory) {
  if (env.FileExists(directory / "CURRENT").ok()) return absl::OkStatus();
  std::vector<std::string> names;
  const rocksdb::Status status = env.GetChildren(directory, &names);
  if (!status.ok()) return DirectoryError(status.ToString());
  for (const std::string& name : names) {
    if (!name.ends_with(".sst") && !name.ends_with(".log")) continue;
    return RecordCorrupt(
        absl::StrCat((directory / name).string(), " without a file CURRENT"));
  }
  return absl::OkStatus();
}

// RocksDB locks the directory too, but reports it as any other I/O error.
absl::Status CheckNotLocked(rocksdb::Env& env, const fs::path& directory) {
  rocksdb::FileLock* lock = nullptr;
  rocksdb::Status status = env.LockFile(directory / "LOCK", &lock);
  if (status.ok()) status = env.UnlockFile(lock);
  if (status.ok()) return absl::OkStatus();
  const bool held = IsHeldLock(status);
  return MakeError(
      absl::StatusCode::kUnavailable,
      held ? v1::ERROR_REASON_STORE_LOCKED : v1::ERROR_REASON_ENGINE_FAILED,
      absl::StrCat(
          "directory: ", directory.string(),
          held ? " is in use: " : " cannot be locked: ", status.ToString()),
      "directory");
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksdbDb>> RocksdbDb::Open(
    const RocksdbLogOptions& options) {
  std::unique_ptr<RocksdbDb> db(
      new RocksdbDb(options, std::make_shared<RocksdbHealth>()));
  rocksdb::Env& env = db->env_;
  if (const auto made = MakeDirectory(env, db->directory_); !made.ok()) {
    return DirectoryError(absl::StrCat("cannot create ", options.directory,
                                       ": ", made.ToString()));
  }
  WL_RETURN_IF_ERROR(CheckNotLocked(env, db->directory_));
  WL_RETURN_IF_ERROR(CheckNotBeheaded(env, db->directory_));
  WL_ASSIGN_OR_RETURN(
      db->log_, RecoverLogDb(LogDbOptions(env, db->health_), db->guards_));
  WL_ASSIGN_OR_RETURN(auto guard, StartTailGuard(db->log_, db->guards_));
  db->writer_ = std::make_unique<StoreWriter>(*db->log_.db, std::move(guard),
                                              options.on_sync);
  return db;
}

absl::StatusOr<std::optional<rocksdb::PinnableSlice>> RocksdbDb::Get(
    Column column, std::string_view key) const {
  std::optional<rocksdb::PinnableSlice> value(std::in_place);
  const rocksdb::Status status = log_.db->Get(
      rocksdb::ReadOptions(), Handle(column), ToSlice(key), &*value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return ReadFailed(status);
  return value;
}

std::unique_ptr<rocksdb::Iterator> RocksdbDb::Iterate(
    Column column, const rocksdb::Slice& end) const {
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  return std::unique_ptr<rocksdb::Iterator>(
      log_.db->NewIterator(options, Handle(column)));
}

absl::Status RocksdbDb::CheckIterator(const rocksdb::Iterator& iterator) const {
  const rocksdb::Status status = iterator.status();
  return status.ok() ? absl::OkStatus() : ReadFailed(status);
}

absl::Status RocksdbDb::Admit() const {
  WL_RETURN_IF_ERROR(health_->Get());
  WL_RETURN_IF_ERROR(CheckFree(directory_));
  return guards_.mirror ? CheckFree(guards_.mirror_directory)
                        : absl::OkStatus();
}

absl::Status RocksdbDb::CheckFree(const fs::path& directory) const {
  // Asked anew each time: about 1 µs beside a sync of 200 µs. A disk that
  // cannot say reports the greatest number, and the write finds out.
  uint64_t free_bytes = UINT64_MAX;
  static_cast<void>(env_.GetFreeSpace(directory, &free_bytes));
  if (free_bytes >= disk_reserve_bytes_) return absl::OkStatus();
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_DISK_FULL,
                   absl::StrCat("disk: got ", free_bytes, " bytes free, want ",
                                disk_reserve_bytes_));
}

void RocksdbDb::Put(Column column, std::string_view key,
                    std::initializer_list<std::string_view> value,
                    rocksdb::WriteBatch& batch) const {
  const rocksdb::Slice key_slice = ToSlice(key);
  std::array<rocksdb::Slice, 2> parts;
  WL_CHECK(value.size() <= parts.size());
  std::transform(value.begin(), value.end(), parts.begin(), ToSlice);
  const rocksdb::Status status = batch.Put(
      Handle(column), rocksdb::SliceParts(&key_slice, 1),
      rocksdb::SliceParts(parts.data(), static_cast<int>(value.size())));
  // Fails only for batches of 4 GiB.
  WL_CHECK(status.ok());
}

absl::Status RocksdbDb::Write(rocksdb::WriteBatch& batch) {
  // The thread's counters, which nobody reads: RocksDB counts every comparison
  // of two keys, and a fifth of a write is that.
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  const rocksdb::Status status = writer_->Write(batch);
  if (status.ok()) return absl::OkStatus();
  health_->Fail(status);
  return MakeError(
      absl::StatusCode::kUnavailable, v1::ERROR_REASON_OUTCOME_UNKNOWN,
      absl::StrCat("log: write of unknown outcome: ", status.ToString()));
}

absl::Status RocksdbDb::ReadFailed(const rocksdb::Status& failure) const {
  health_->Fail(failure);
  return RecordCorrupt(failure.ToString());
}

bool IsHeldLock(const rocksdb::Status& failure) {
  // RocksDB has no code of its own for it, and closing another descriptor of
  // the file to ask the system would drop a lock of this process.
  const std::string text = failure.ToString();
  const auto says = [&](std::string_view words) {
    return text.find(words) != std::string::npos;
  };
  if (says("lock hold by current process")) return true;
  // The two codes that fcntl(2) has for a lock that somebody else holds.
  return says("While lock file") &&
         (says(std::generic_category().message(EAGAIN)) ||
          says(std::generic_category().message(EACCES)));
}

absl::Status RecordCorrupt(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                   absl::StrCat("log: ", ToAbsl(what)));
}

rocksdb::WriteBatch NewWriteBatch(size_t bytes) {
  return rocksdb::WriteBatch(bytes, /*max_bytes=*/0, kProtectionBytes,
                             /*default_cf_ts_sz=*/0);
}

}  // namespace workledger
