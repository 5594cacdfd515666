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
constexpr size_t kValueBytes = sizeof(uint64_t) + 1 + sizeof(Digest);

absl::Status Failed(const rocksdb::Status& status) {
  return MakeError(
      absl::StatusCode::kUnavailable, v1::ERROR_REASON_ENGINE_FAILED,
      absl::StrCat("log: the watermark failed: ", status.ToString()));
}

std::string ValueOf(const Acknowledged& acknowledged) {
  std::string value;
  AppendNumber(acknowledged.last_sequence, value);
  AppendNumber(static_cast<uint8_t>(acknowledged.mirrored), value);
  return value.append(AsBytes(Sha256({value})));
}

std::optional<Acknowledged> ParseValue(std::string_view value) {
  if (value.size() < kValueBytes) return std::nullopt;
  std::string_view bytes = value;
  Acknowledged acknowledged;
  acknowledged.last_sequence = TakeNumber<uint64_t>(bytes);
  acknowledged.mirrored = TakeNumber<uint8_t>(bytes) != 0;
  if (value.substr(0, kValueBytes) != ValueOf(acknowledged)) {
    return std::nullopt;
  }
  return acknowledged;
}

}  // namespace

absl::StatusOr<Acknowledged> ReadWatermark(rocksdb::Env& env,
                                           const std::filesystem::path& path) {
  std::string bytes;
  const rocksdb::Status status =
      env.FileExists(path).IsNotFound()
          ? rocksdb::Status::NotFound()
          : rocksdb::ReadFileToString(&env, path, &bytes);
  if (status.IsNotFound()) return Acknowledged();
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
  if (!second) return *first;
  if (!first) return *second;
  return first->last_sequence > second->last_sequence ? *first : *second;
}

absl::StatusOr<std::unique_ptr<Watermark>> Watermark::Start(
    rocksdb::Env& env, const std::filesystem::path& path,
    const Acknowledged& acknowledged) {
  auto watermark = std::make_unique<Watermark>();
  watermark->mirrored_ = acknowledged.mirrored;
  std::string places(2 * kPlaceBytes, 0);
  const std::string value = ValueOf(acknowledged);
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
      file_->Write(second_ ? kPlaceBytes : 0,
                   ValueOf({.last_sequence = sequence, .mirrored = mirrored_}));
  if (status.ok()) status = file_->Sync();
  second_ = !second_;
  return status.ok() ? absl::OkStatus() : Failed(status);
}

}  // namespace workledger
