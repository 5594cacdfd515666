#ifndef WORKLEDGER_LOG_WATERMARK_H_
#define WORKLEDGER_LOG_WATERMARK_H_

// Where the mirror is off: the number of the last row that was acknowledged. It
// tells that something is missing, and does not bring it back.
//
// It is synced beside the write-ahead log, not after it, which would double the
// time of a write. So while a group is being written it names the last row
// before, and soon after a group that no other followed, that group's last:
// what it does not see is the loss of the last group within that time.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/log/tail_guard.h"
#include "rocksdb/env.h"

namespace workledger {

// Stands in place of the number while the mirror knows it.
inline constexpr uint64_t kMirrored = UINT64_MAX;

// Returns the number kept in `path`, or 0 where there is no such file.
//
//   DATA_LOSS    RECORD_CORRUPT: neither of its two places holds one.
//   UNAVAILABLE  ENGINE_FAILED: it cannot be read.
absl::StatusOr<uint64_t> ReadWatermark(rocksdb::Env& env,
                                       const std::filesystem::path& path);

class Watermark final : public TailGuard {
 public:
  // Keeps the number of the last write so far in `path`. Errors as Append.
  static absl::StatusOr<std::unique_ptr<Watermark>> Start(
      rocksdb::Env& env, const std::filesystem::path& path,
      uint64_t last_sequence);

  absl::Status Append(std::span<const GuardedWrite> writes) override;
  void Settle(uint64_t last_sequence) override;

 private:
  absl::Status Keep(uint64_t sequence);

  std::unique_ptr<rocksdb::RandomRWFile> file_;
  // The place that is written next: power may fail in one, never in both.
  bool second_ = false;
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_WATERMARK_H_
