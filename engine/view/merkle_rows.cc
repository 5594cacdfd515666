#include "engine/view/merkle_rows.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status Corrupt(std::string_view what, uint64_t position) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                   absl::StrCat(ToAbsl(what), " ", position));
}

std::string MerkleKey(std::string_view ledger_uid, uint64_t position) {
  std::string key = RowKey(ledger_uid, RowKind::kMerkle);
  AppendBigEndian(key, position, 8);
  return key;
}

}  // namespace

absl::Status MerkleStep::Add(std::string_view record_bytes) {
  Digest hash = LeafHash(record_bytes);
  std::string joined;
  int level = 0;
  // Each level at which the leaf ends a right subtree.
  for (; (tree_size_ >> level & 1) == 1; ++level) {
    WL_ASSIGN_OR_RETURN(const Digest left, LeftSibling(level));
    hash = NodeHash(left, hash);
    joined.append(AsBytes(hash));
    open_[level].reset();
  }
  if (open_.size() <= static_cast<size_t>(level)) open_.resize(level + 1);
  open_[level] = hash;
  ++tree_size_;
  if (level > 0) rows_.emplace_back(tree_size_, std::move(joined));
  return absl::OkStatus();
}

absl::StatusOr<Digest> MerkleStep::LeftSibling(int level) {
  if (open_.size() <= static_cast<size_t>(level)) open_.resize(level + 1);
  if (open_[level].has_value()) return *open_[level];
  if (level == 0) return ReadLeaf(log_, tree_size_);
  return ReadTreeNode(db_, log_.Uid(),
                      {.level = level, .index = (tree_size_ >> level) - 1});
}

void MerkleStep::Put(rocksdb::WriteBatch& rows) const {
  for (const auto& [position, hashes] : rows_) {
    rows.Put(MerkleKey(log_.Uid(), position), hashes);
  }
}

absl::StatusOr<Digest> ReadLeaf(const EventLog& log, uint64_t position) {
  std::optional<Digest> leaf;
  WL_RETURN_IF_ERROR(log.Read(position, [&](const RecordView& view) {
    if (view.position == position) leaf = LeafHash(view.bytes);
    return false;
  }));
  if (!leaf) return Corrupt("log: no record at position", position);
  return *leaf;
}

absl::StatusOr<Digest> ReadTreeNode(rocksdb::DB& db,
                                    std::string_view ledger_uid,
                                    const TreeNode& node) {
  WL_CHECK(node.level > 0);
  Digest hash;
  std::string row;
  WL_ASSIGN_OR_RETURN(const bool found,
                      GetRow(db, {}, MerkleKey(ledger_uid, node.end()), row));
  const size_t place = hash.size() * static_cast<size_t>(node.level - 1);
  if (!found || row.size() < place + hash.size()) {
    return Corrupt("views: no tree node that ends at position", node.end());
  }
  std::copy_n(row.begin() + static_cast<ptrdiff_t>(place), hash.size(),
              hash.begin());
  return hash;
}

}  // namespace workledger
