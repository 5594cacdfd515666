#ifndef WORKLEDGER_BASE_MERKLE_PROOF_H_
#define WORKLEDGER_BASE_MERKLE_PROOF_H_

// Proofs of a Merkle tree: made of the hashes of its whole subtrees, and
// checked with roots alone. Inclusion and consistency are RFC 9162's, sections
// 2.1.3 and 2.1.4, so that any program of that kind can check them. Leaves are
// counted from 0.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/base/merkle.h"

namespace workledger {

// Takes hashes as they travel, 32 bytes each; nothing if one is none.
template <typename Texts>
std::optional<std::vector<Digest>> ParseHashes(const Texts& texts) {
  std::vector<Digest> hashes;
  for (const std::string& text : texts) {
    Digest& hash = hashes.emplace_back();
    if (text.size() != hash.size()) return std::nullopt;
    std::ranges::copy(text, hash.begin());
  }
  return hashes;
}

// Returns the hash of a whole subtree.
using NodeReader = std::function<absl::StatusOr<Digest>(const TreeNode&)>;

// Each reads O(log tree_size) nodes, and fails with what `read` does.

absl::StatusOr<Digest> ReadRoot(uint64_t tree_size, const NodeReader& read);

// `index` is less than `tree_size`.
absl::StatusOr<std::vector<Digest>> ProveInclusion(uint64_t index,
                                                   uint64_t tree_size,
                                                   const NodeReader& read);

// 1 <= `first_size` <= `second_size`.
absl::StatusOr<std::vector<Digest>> ProveConsistency(uint64_t first_size,
                                                     uint64_t second_size,
                                                     const NodeReader& read);

// The leaves [begin, end) of a tree; not empty and within it.
struct LeafRange {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t tree_size = 0;
};

// What a tree has beside a range: the hashes of its fewest whole subtrees.
struct RangeRest {
  std::vector<Digest> left;
  std::vector<Digest> right;
};

absl::StatusOr<RangeRest> ProveRange(const LeafRange& range,
                                     const NodeReader& read);

// Whether the leaf is at `index` of the tree of that size and root.
bool InclusionHolds(uint64_t index, uint64_t tree_size, const Digest& leaf_hash,
                    std::span<const Digest> proof, const Digest& root);

// A tree by its size and root.
struct TreeRoot {
  uint64_t size = 0;
  Digest root{};

  friend bool operator==(const TreeRoot&, const TreeRoot&) = default;
};

// Whether `first` is the beginning of `second`. An empty tree is the beginning
// of every other.
bool ConsistencyHolds(const TreeRoot& first, const TreeRoot& second,
                      std::span<const Digest> proof);

// Whether `leaves` are those that they say in `tree`.
bool RangeHolds(const MerkleRange& leaves, const RangeRest& rest,
                const TreeRoot& tree);

}  // namespace workledger

#endif  // WORKLEDGER_BASE_MERKLE_PROOF_H_
