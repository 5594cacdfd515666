#include "engine/log/watermark.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/log/big_endian.h"
#include "workledger/error.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

// A disk writes a block as a whole or leaves it; the places share none.
constexpr size_t kPlaceBytes = 4096;
constexpr size_t kValueBytes = sizeof(uint64_t) + sizeof(Digest);

absl::Status Failed(const rocksdb::Status& status) {
  return MakeError(
      absl::StatusCode::kUnavailable, v1::ERROR_REASON_ENGINE_FAILED,
      absl::StrCat("log: the watermark failed: ", status.ToString()));
}

std::string ValueOf(uint64_t sequence) {
  std::string value;
  AppendNumber(sequence, value);
  return value.append(AsBytes(Sha256({value})));
}

std::optional<uint64_t> ParseValue(std::string_view value) {
  if (value.size() < kValueBytes) return std::nullopt;
  std::string_view bytes = value;
  const auto sequence = TakeNumber<uint64_t>(bytes);
  if (value.substr(0, kValueBytes) != ValueOf(sequence)) return std::nullopt;
  return sequence;
}

}  // namespace

absl::StatusOr<uint64_t> ReadWatermark(rocksdb::Env& env,
                                       const std::filesystem::path& path) {
  std::string bytes;
  const rocksdb::Status status =
      env.FileExists(path).IsNotFound()
          ? rocksdb::Status::NotFound()
          : rocksdb::ReadFileToString(&env, path, &bytes);
  if (status.IsNotFound()) return 0;
  if (!status.ok()) return Failed(status);
  const std::string_view all = bytes;
  const auto first = ParseValue(all.substr(0, kPlaceBytes));
  const auto second = ParseValue(all.substr(std::min(kPlaceBytes, all.size())));
  if (!first && !second) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT,
                     absl::StrCat("log: ", path.string(),
                                  " holds no watermark in either place"));
  }
  return std::max(first.value_or(0), second.value_or(0));
}

absl::StatusOr<std::unique_ptr<Watermark>> Watermark::Start(
    rocksdb::Env& env, const std::filesystem::path& path,
    uint64_t last_sequence) {
  auto watermark = std::make_unique<Watermark>();
  std::string places(2 * kPlaceBytes, 0);
  const std::string value = ValueOf(last_sequence);
  places.replace(0, value.size(), value);
  places.replace(kPlaceBytes, value.size(), value);
  const fs::path whole = path.string() + ".new";
  std::unique_ptr<rocksdb::Directory> directory;
  rocksdb::Status status =
      rocksdb::WriteStringToFile(&env, places, whole, /*should_sync=*/true);
  if (status.ok()) status = env.RenameFile(whole, path);
  if (status.ok()) status = env.NewDirectory(path.parent_path(), &directory);
  if (status.ok()) status = directory->Fsync();
  if (status.ok()) {
    status =
        env.NewRandomRWFile(path, &watermark->file_, rocksdb::EnvOptions());
  }
  if (!status.ok()) return Failed(status);
  return watermark;
}

absl::Status Watermark::Append(std::span<const GuardedWrite> writes) {
  return Keep(writes.front().first_sequence - 1);
}

void Watermark::Settle(uint64_t last_sequence) {
  // If this fails, the next write fails too.
  static_cast<void>(Keep(last_sequence));
}

absl::Status Watermark::Keep(uint64_t sequence) {
  rocksdb::Status status =
      file_->Write(second_ ? kPlaceBytes : 0, ValueOf(sequence));
  if (status.ok()) status = file_->Sync();
  second_ = !second_;
  return status.ok() ? absl::OkStatus() : Failed(status);
}

}  // namespace workledger
