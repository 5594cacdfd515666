#ifndef WORKLEDGER_LOG_TAIL_MIRROR_H_
#define WORKLEDGER_LOG_TAIL_MIRROR_H_

// The tail mirror: every write that RocksDB holds in its write-ahead log only,
// once more, in files of our own, best on another disk. What RocksDB loses of
// its log is written again from here.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/log/mirror_frame.h"
#include "engine/log/tail_guard.h"
#include "engine/log/watermark.h"
#include "rocksdb/env.h"

namespace workledger {

// What a mirror holds after some write of the store.
class MirrorTail {
 public:
  // Reads the mirror in `directory`, of which nothing need be there.
  //
  //   INVALID_ARGUMENT  FIELD_INVALID, "mirror_directory": it is of another
  //                     store.
  //   UNAVAILABLE       ENGINE_FAILED: it cannot be read.
  static absl::StatusOr<MirrorTail> Read(rocksdb::Env& env,
                                         const std::filesystem::path& directory,
                                         std::string_view store_uid,
                                         uint64_t after_sequence);

  // The whole writes after that one, in order; there may be gaps. Valid as long
  // as this object.
  const std::vector<GuardedWrite>& writes() const { return writes_; }

  // The last row that the mirror knows of, in a whole frame or in tables;
  // nothing if there is no mirror.
  std::optional<uint64_t> last_sequence() const { return last_sequence_; }

 private:
  std::optional<uint64_t> last_sequence_;
  std::vector<std::unique_ptr<std::string>> files_;  // what `writes_` views
  std::vector<GuardedWrite> writes_;
};

// Removes the files of a mirror that is no longer needed.
void RemoveMirror(rocksdb::Env& env, const std::filesystem::path& directory);

class TailMirror final : public TailGuard {
 public:
  struct Options {
    std::filesystem::path directory;  // created if missing
    std::string store_uid;
    // The next write's. All before are in RocksDB's tables, so the files that
    // are there go.
    uint64_t next_sequence = 0;
    // Returns from which write on RocksDB holds some in its write-ahead log
    // only: files that end before it go.
    std::function<uint64_t()> first_needed;
    // Of the watermark, which takes note in times of rest.
    std::filesystem::path watermark;
  };

  // Errors as Append.
  static absl::StatusOr<std::unique_ptr<TailMirror>> Start(rocksdb::Env& env,
                                                           Options options);

  absl::Status Append(std::span<const GuardedWrite> writes) override;

  void Settle(uint64_t last_sequence) override {
    watermark_->Settle(last_sequence);
  }

 private:
  TailMirror(rocksdb::Env& env, Options options)
      : env_(env), options_(std::move(options)) {}

  absl::Status BeginFile(uint64_t first_sequence);
  void RemoveFilesBefore(uint64_t sequence);

  rocksdb::Env& env_;
  const Options options_;
  std::unique_ptr<Watermark> watermark_;
  std::unique_ptr<rocksdb::WritableFile> file_;
  uint64_t file_bytes_ = 0;
  std::string buffer_;  // kept to spare allocations
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_TAIL_MIRROR_H_
