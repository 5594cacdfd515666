#ifndef WORKLEDGER_BASE_MERKLE_H_
#define WORKLEDGER_BASE_MERKLE_H_

// The Merkle tree of RFC 9162, section 2.1, with SHA-256, made of its leaves in
// their order. Proofs of it are in merkle_proof.h.
//
//   MerkleRange tree;
//   for (const std::string& leaf : leaves) tree.AddLeaf(LeafHash(leaf));
//   const Digest root = tree.Root();

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/digest.h"

namespace workledger {

// SHA-256(0x00 ‖ leaf).
Digest LeafHash(std::string_view leaf);

// SHA-256(0x01 ‖ left ‖ right).
Digest NodeHash(const Digest& left, const Digest& right);

// A whole subtree: that over the leaves from `index` * 2^`level` on, 2^`level`
// of them. Leaves are counted from 0.
struct TreeNode {
  int level = 0;
  uint64_t index = 0;

  uint64_t begin() const { return index << level; }
  uint64_t end() const { return (index + 1) << level; }

  friend bool operator==(const TreeNode&, const TreeNode&) = default;
};

// Returns the fewest whole subtrees that the leaves [begin, end) divide into,
// in their order: at most 127.
std::vector<TreeNode> WholeSubtrees(uint64_t begin, uint64_t end);

// The hashes over a range of successive leaves, as far as they follow from
// these alone: one for each of its whole subtrees. Takes what comes next, and
// keeps no more than those.
class MerkleRange {
 public:
  // An empty range at `begin`; at 0 it grows into a tree.
  explicit MerkleRange(uint64_t begin = 0) : begin_(begin), end_(begin) {}

  void AddLeaf(const Digest& leaf_hash) { AddSubtree(0, leaf_hash); }

  // Adds the next 2^`level` leaves; end() is a multiple of that.
  void AddSubtree(int level, const Digest& hash);

  // Adds the leaves of `next`, which begins where this ends.
  void Add(const MerkleRange& next);

  uint64_t begin() const { return begin_; }
  uint64_t end() const { return end_; }

  // Returns the root of the tree of end() leaves; of an empty one,
  // SHA-256(""). begin() is 0.
  Digest Root() const;

 private:
  uint64_t begin_;
  uint64_t end_;
  std::vector<std::pair<int, Digest>> subtrees_;  // level, hash
};

}  // namespace workledger

#endif  // WORKLEDGER_BASE_MERKLE_H_
