#include "engine/view/checkpoint.h"

#include <algorithm>

#include "engine/base/status_macros.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"

namespace workledger {

std::string CheckpointRow(const Head& checkpoint) {
  std::string row;
  AppendBigEndian(row, kViewVersion, 4);
  AppendBigEndian(row, checkpoint.position, 8);
  row.append(AsBytes(checkpoint.chain));
  return row;
}

absl::StatusOr<std::optional<Head>> GetCheckpoint(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid) {
  std::string row;
  WL_ASSIGN_OR_RETURN(
      const bool found,
      GetRow(db, at, RowKey(ledger_uid, RowKind::kCheckpoint), row));
  Head checkpoint;
  if (!found || row.size() != 12 + checkpoint.chain.size()) return std::nullopt;
  const std::string_view bytes = row;
  if (ParseBigEndian(bytes.substr(0, 4)) != kViewVersion) return std::nullopt;
  checkpoint.position = ParseBigEndian(bytes.substr(4, 8));
  std::ranges::copy(bytes.substr(12), checkpoint.chain.begin());
  return checkpoint;
}

}  // namespace workledger
