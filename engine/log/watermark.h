#ifndef WORKLEDGER_LOG_WATERMARK_H_
#define WORKLEDGER_LOG_WATERMARK_H_

// The number of the last row that was acknowledged. It tells that something is
// missing, and does not bring it back. Beside the mirror it is the third
// witness, where only Settle moves it.
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

struct Acknowledged {
  uint64_t last_sequence = 0;
  bool mirrored = false;  // the mirror knows more
};

// Returns what is kept in `path`; nothing was acknowledged where there is no
// such file.
//
//   DATA_LOSS    RECORD_CORRUPT: neither of its two places holds anything.
//   UNAVAILABLE  ENGINE_FAILED: it cannot be read.
absl::StatusOr<Acknowledged> ReadWatermark(rocksdb::Env& env,
                                           const std::filesystem::path& path);

class Watermark final : public TailGuard {
 public:
  // Keeps what was acknowledged so far in `path`. Errors as Append.
  static absl::StatusOr<std::unique_ptr<Watermark>> Start(
      rocksdb::Env& env, const std::filesystem::path& path,
      const Acknowledged& acknowledged);

  absl::Status Append(std::span<const GuardedWrite> writes) override;
  void Settle(uint64_t last_sequence) override;

 private:
  absl::Status Keep(uint64_t sequence);

  bool mirrored_ = false;
  std::unique_ptr<rocksdb::RandomRWFile> file_;
  // The place that is written next: power may fail in one, never in both.
  bool second_ = false;
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_WATERMARK_H_
