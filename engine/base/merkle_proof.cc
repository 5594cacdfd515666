#include "engine/base/merkle_proof.h"

#include <algorithm>
#include <bit>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"

namespace workledger {
namespace {

// Where RFC 9162 splits the tree over [begin, end), which has two leaves or
// more: the left part is the largest power of two that leaves a right one.
uint64_t SplitOf(uint64_t begin, uint64_t end) {
  return begin + std::bit_floor(end - begin - 1);
}

// The root over [begin, end), which is a subtree of some tree of `end` leaves
// or more: its whole subtrees, joined from the right.
absl::StatusOr<Digest> SubtreeRoot(uint64_t begin, uint64_t end,
                                   const NodeReader& read) {
  const std::vector<TreeNode> nodes = WholeSubtrees(begin, end);
  WL_ASSIGN_OR_RETURN(Digest root, read(nodes.back()));
  for (size_t i = nodes.size() - 1; i-- > 0;) {
    WL_ASSIGN_OR_RETURN(const Digest left, read(nodes[i]));
    root = NodeHash(left, root);
  }
  return root;
}

absl::Status Collect(uint64_t begin, uint64_t end, const NodeReader& read,
                     std::vector<Digest>& out) {
  WL_ASSIGN_OR_RETURN(out.emplace_back(), SubtreeRoot(begin, end, read));
  return absl::OkStatus();
}

absl::Status CollectNodes(uint64_t begin, uint64_t end, const NodeReader& read,
                          std::vector<Digest>& out) {
  for (const TreeNode& node : WholeSubtrees(begin, end)) {
    WL_ASSIGN_OR_RETURN(out.emplace_back(), read(node));
  }
  return absl::OkStatus();
}

// Adds the leaves up to `end`, given by the hashes of their whole subtrees;
// false if these are not as many as there must be.
bool AddNodes(uint64_t end, std::span<const Digest> hashes, MerkleRange& tree) {
  const std::vector<TreeNode> nodes = WholeSubtrees(tree.end(), end);
  if (nodes.size() != hashes.size()) return false;
  for (size_t i = 0; i < nodes.size(); ++i) {
    tree.AddSubtree(nodes[i].level, hashes[i]);
  }
  return true;
}

// RFC 9162's fn and sn: the places of a node and of the last one of its level,
// going up. Where the node is a left one and the last, it has no sibling, and
// the levels up to where it gets one are left out.
struct Climb {
  uint64_t node = 0;
  uint64_t last = 0;

  void Up() {
    node >>= 1;
    last >>= 1;
  }
  bool AtRoot() const { return last == 0; }
  // Whether the next hash of a proof is the left sibling.
  bool SiblingIsLeft() const { return (node & 1) == 1 || node == last; }
  void SkipLevelsWithoutSibling() {
    while ((node & 1) == 0 && node != 0) Up();
  }
};

}  // namespace

absl::StatusOr<Digest> ReadRoot(uint64_t tree_size, const NodeReader& read) {
  if (tree_size == 0) return MerkleRange().Root();
  return SubtreeRoot(0, tree_size, read);
}

absl::StatusOr<std::vector<Digest>> ProveInclusion(uint64_t index,
                                                   uint64_t tree_size,
                                                   const NodeReader& read) {
  WL_CHECK(index < tree_size);
  std::vector<Digest> proof;
  uint64_t begin = 0;
  uint64_t end = tree_size;
  while (end - begin > 1) {
    const uint64_t split = SplitOf(begin, end);
    if (index < split) {
      WL_RETURN_IF_ERROR(Collect(split, end, read, proof));
      end = split;
    } else {
      WL_RETURN_IF_ERROR(Collect(begin, split, read, proof));
      begin = split;
    }
  }
  std::ranges::reverse(proof);
  return proof;
}

absl::StatusOr<std::vector<Digest>> ProveConsistency(uint64_t first_size,
                                                     uint64_t second_size,
                                                     const NodeReader& read) {
  WL_CHECK(first_size > 0 && first_size <= second_size);
  std::vector<Digest> proof;
  uint64_t begin = 0;
  uint64_t end = second_size;
  while (end != first_size) {
    const uint64_t split = SplitOf(begin, end);
    if (first_size <= split) {
      WL_RETURN_IF_ERROR(Collect(split, end, read, proof));
      end = split;
    } else {
      WL_RETURN_IF_ERROR(Collect(begin, split, read, proof));
      begin = split;
    }
  }
  // Who checks it has the root of the first tree, and where that is a part of
  // the second one by itself needs nothing else.
  if (begin > 0) WL_RETURN_IF_ERROR(Collect(begin, end, read, proof));
  std::ranges::reverse(proof);
  return proof;
}

absl::StatusOr<RangeRest> ProveRange(const LeafRange& range,
                                     const NodeReader& read) {
  WL_CHECK(range.begin < range.end && range.end <= range.tree_size);
  RangeRest rest;
  WL_RETURN_IF_ERROR(CollectNodes(0, range.begin, read, rest.left));
  WL_RETURN_IF_ERROR(
      CollectNodes(range.end, range.tree_size, read, rest.right));
  return rest;
}

bool InclusionHolds(uint64_t index, uint64_t tree_size, const Digest& leaf_hash,
                    std::span<const Digest> proof, const Digest& root) {
  if (index >= tree_size) return false;
  Climb climb{.node = index, .last = tree_size - 1};
  Digest hash = leaf_hash;
  for (const Digest& sibling : proof) {
    if (climb.AtRoot()) return false;
    if (climb.SiblingIsLeft()) {
      hash = NodeHash(sibling, hash);
      climb.SkipLevelsWithoutSibling();
    } else {
      hash = NodeHash(hash, sibling);
    }
    climb.Up();
  }
  return climb.AtRoot() && hash == root;
}

bool ConsistencyHolds(const TreeRoot& first, const TreeRoot& second,
                      std::span<const Digest> proof) {
  if (first.size > second.size) return false;
  if (first.size == 0) {
    return proof.empty() && first.root == MerkleRange().Root();
  }
  if (first.size == second.size) return proof.empty() && first == second;
  Climb climb{.node = first.size - 1, .last = second.size - 1};
  while ((climb.node & 1) == 1) climb.Up();
  Digest first_hash = first.root;
  Digest second_hash = first.root;
  // Else the first tree is a whole subtree of the second.
  if (!std::has_single_bit(first.size)) {
    if (proof.empty()) return false;
    first_hash = second_hash = proof.front();
    proof = proof.subspan(1);
  }
  for (const Digest& sibling : proof) {
    if (climb.AtRoot()) return false;
    if (climb.SiblingIsLeft()) {
      first_hash = NodeHash(sibling, first_hash);
      second_hash = NodeHash(sibling, second_hash);
      climb.SkipLevelsWithoutSibling();
    } else {
      second_hash = NodeHash(second_hash, sibling);
    }
    climb.Up();
  }
  return climb.AtRoot() && first_hash == first.root &&
         second_hash == second.root;
}

bool RangeHolds(const MerkleRange& leaves, const RangeRest& rest,
                const TreeRoot& tree) {
  if (leaves.begin() >= leaves.end() || leaves.end() > tree.size) return false;
  MerkleRange whole;
  if (!AddNodes(leaves.begin(), rest.left, whole)) return false;
  whole.Add(leaves);
  if (!AddNodes(tree.size, rest.right, whole)) return false;
  return whole.Root() == tree.root;
}

}  // namespace workledger
