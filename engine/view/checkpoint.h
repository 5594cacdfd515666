#ifndef WORKLEDGER_VIEW_CHECKPOINT_H_
#define WORKLEDGER_VIEW_CHECKPOINT_H_

// How far the views of a ledger are, and of which history. The row is
// {version of the views (4 bytes), position (8 bytes), chain (32 bytes)}.

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/log/event_log.h"

namespace rocksdb {
class DB;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// Goes up whenever rows made of the same log change; views of another version
// are then made again.
inline constexpr uint32_t kViewVersion = 14;

std::string CheckpointRow(const Head& checkpoint);

// Reads the checkpoint; nothing if it is missing or of another version.
absl::StatusOr<std::optional<Head>> GetCheckpoint(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_CHECKPOINT_H_
