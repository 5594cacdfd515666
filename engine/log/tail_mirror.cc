#include "engine/log/tail_mirror.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/status_macros.h"
#include "engine/log/make_directory.h"
#include "workledger/error.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".mirror";

// Space is taken by this much, so that most syncs change no sizes.
constexpr size_t kPreallocatedBytes = size_t{1} << 20;

// A new file is begun when one has as much. Opening a store reads one or two.
constexpr uint64_t kFileBytesMax = uint64_t{16} << 20;

absl::Status Failed(const rocksdb::Status& status) {
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_ENGINE_FAILED,
                   absl::StrCat("log: the mirror failed: ", status.ToString()));
}

std::string NameOfFile(uint64_t first_sequence) {
  return absl::StrFormat("%020d%s", first_sequence, std::string(kExtension));
}

std::optional<uint64_t> FirstSequenceOf(const std::string& name) {
  uint64_t sequence = 0;
  if (!name.ends_with(kExtension)) return std::nullopt;
  const std::string digits = name.substr(0, name.size() - kExtension.size());
  if (!absl::SimpleAtoi(digits, &sequence)) return std::nullopt;
  return sequence;
}

// The first write that each file of a mirror may hold, ascending.
absl::StatusOr<std::vector<uint64_t>> FilesOf(rocksdb::Env& env,
                                              const fs::path& directory) {
  std::vector<std::string> names;
  std::vector<uint64_t> files;
  const rocksdb::Status status = env.GetChildren(directory, &names);
  if (status.IsNotFound()) return files;
  if (!status.ok()) return Failed(status);
  for (const std::string& name : names) {
    if (const auto first = FirstSequenceOf(name)) files.push_back(*first);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

absl::StatusOr<MirrorTail> MirrorTail::Read(rocksdb::Env& env,
                                            const fs::path& directory,
                                            std::string_view store_uid,
                                            uint64_t after_sequence) {
  MirrorTail tail;
  WL_ASSIGN_OR_RETURN(const std::vector<uint64_t> files,
                      FilesOf(env, directory));
  if (!files.empty()) tail.last_sequence_ = files.back() - 1;
  for (size_t i = 0; i < files.size(); ++i) {
    // All in it is before what the next one begins with.
    if (i + 1 < files.size() && files[i + 1] <= after_sequence + 1) continue;
    auto bytes = std::make_unique<std::string>();
    const rocksdb::Status status = rocksdb::ReadFileToString(
        &env, directory / NameOfFile(files[i]), bytes.get());
    if (!status.ok()) return Failed(status);
    const MirrorScan scan = ScanMirror(store_uid, *bytes);
    if (scan.has_foreign) {
      return FieldError(v1::ERROR_REASON_FIELD_INVALID, "mirror_directory",
                        absl::StrCat(directory.string(),
                                     " holds the mirror of another store"));
    }
    for (const GuardedWrite& write : scan.writes) {
      tail.last_sequence_ =
          std::max(*tail.last_sequence_, write.last_sequence());
      if (write.last_sequence() > after_sequence) tail.writes_.push_back(write);
    }
    tail.files_.push_back(std::move(bytes));
  }
  return tail;
}

void RemoveMirror(rocksdb::Env& env, const fs::path& directory) {
  if (directory.empty()) return;
  const auto files = FilesOf(env, directory);
  if (!files.ok()) return;
  for (const uint64_t first : *files) {
    // One that stays is harmless: it is of writes that are in tables.
    static_cast<void>(env.DeleteFile(directory / NameOfFile(first)));
  }
}

absl::StatusOr<std::unique_ptr<TailMirror>> TailMirror::Start(rocksdb::Env& env,
                                                              Options options) {
  const rocksdb::Status status = MakeDirectory(env, options.directory);
  if (!status.ok()) return Failed(status);
  std::unique_ptr<TailMirror> mirror(new TailMirror(env, std::move(options)));
  const uint64_t next = mirror->options_.next_sequence;
  // The file is there before the watermark says that it must be.
  WL_RETURN_IF_ERROR(mirror->BeginFile(next));
  WL_ASSIGN_OR_RETURN(
      mirror->watermark_,
      Watermark::Start(env, mirror->options_.watermark,
                       {.last_sequence = next - 1, .mirrored = true}));
  mirror->RemoveFilesBefore(next);
  return mirror;
}

absl::Status TailMirror::BeginFile(uint64_t first_sequence) {
  // Of a file of this name nothing is needed: it held no write that counts.
  rocksdb::Status status =
      env_.NewWritableFile(options_.directory / NameOfFile(first_sequence),
                           &file_, rocksdb::EnvOptions());
  std::unique_ptr<rocksdb::Directory> directory;
  if (status.ok()) status = env_.NewDirectory(options_.directory, &directory);
  if (status.ok()) status = directory->Fsync();
  file_bytes_ = 0;
  if (!status.ok()) return Failed(status);
  file_->SetPreallocationBlockSize(kPreallocatedBytes);
  return absl::OkStatus();
}

void TailMirror::RemoveFilesBefore(uint64_t sequence) {
  const auto files = FilesOf(env_, options_.directory);
  if (!files.ok()) return;
  for (size_t i = 0; i + 1 < files->size() && (*files)[i + 1] <= sequence;
       ++i) {
    // One that stays for now goes the next time.
    static_cast<void>(
        env_.DeleteFile(options_.directory / NameOfFile((*files)[i])));
  }
}

absl::Status TailMirror::Append(std::span<const GuardedWrite> writes) {
  if (file_bytes_ >= kFileBytesMax) {
    WL_RETURN_IF_ERROR(BeginFile(writes.front().first_sequence));
    RemoveFilesBefore(options_.first_needed());
  }
  buffer_.clear();
  for (const GuardedWrite& write : writes) {
    buffer_.append(MirrorFrameHeader(options_.store_uid, write));
    buffer_.append(write.rows);
  }
  file_->PrepareWrite(file_bytes_, buffer_.size());
  rocksdb::Status status = file_->Append(buffer_);
  if (status.ok()) status = file_->Sync();
  file_bytes_ += buffer_.size();
  return status.ok() ? absl::OkStatus() : Failed(status);
}

}  // namespace workledger
