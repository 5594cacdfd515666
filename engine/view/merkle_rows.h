#ifndef WORKLEDGER_VIEW_MERKLE_ROWS_H_
#define WORKLEDGER_VIEW_MERKLE_ROWS_H_

// The Merkle tree over a ledger's records, of which leaf n, from 0, is the
// record at position n + 1. Rows are written once and never change:
//
//   {position (8 bytes)}  the hashes, 32 bytes each and from level 1 up, of the
//                         whole subtrees that end with that position's record
//
// Every second position ends one, so that a record costs 32 bytes, and half a
// row. Leaves have no rows, for the log has their records.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/base/merkle.h"
#include "engine/log/event_log.h"

namespace rocksdb {
class DB;
class WriteBatch;
}  // namespace rocksdb

namespace workledger {

// What one step of the projector adds to the tree. Reads of what was there only
// the nodes that it joins with: on average one for a step of one record, and
// O(log n) for a long one.
class MerkleStep {
 public:
  // `tree_size` records are in the tree. `db` and `log` outlive it.
  MerkleStep(rocksdb::DB& db, const EventLog& log, uint64_t tree_size)
      : db_(db), log_(log), tree_size_(tree_size) {}

  // Adds the next record.
  //
  //   DATA_LOSS  a row, or the record before the step, cannot be read.
  absl::Status Add(std::string_view record_bytes);

  void Put(rocksdb::WriteBatch& rows) const;

 private:
  absl::StatusOr<Digest> LeftSibling(int level);

  rocksdb::DB& db_;
  const EventLog& log_;
  uint64_t tree_size_;
  // By level, the last whole subtree that has no sibling yet, as far as it was
  // made or read in this step.
  std::vector<std::optional<Digest>> open_;
  std::vector<std::pair<uint64_t, std::string>> rows_;  // position, hashes
};

// Returns the hash of the leaf of `position`, read from the log.
//
//   DATA_LOSS  the record cannot be read.
absl::StatusOr<Digest> ReadLeaf(const EventLog& log, uint64_t position);

// Returns the hash of a node of level 1 or more.
//
//   DATA_LOSS  RECORD_CORRUPT: its row is missing or too short.
absl::StatusOr<Digest> ReadTreeNode(rocksdb::DB& db,
                                    std::string_view ledger_uid,
                                    const TreeNode& node);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_MERKLE_ROWS_H_
