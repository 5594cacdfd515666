#include "engine/base/merkle.h"

#include <algorithm>
#include <bit>

#include "engine/base/check.h"

namespace workledger {

Digest LeafHash(std::string_view leaf) {
  return Sha256({std::string_view("\x00", 1), leaf});
}

Digest NodeHash(const Digest& left, const Digest& right) {
  return Sha256({"\x01", AsBytes(left), AsBytes(right)});
}

std::vector<TreeNode> WholeSubtrees(uint64_t begin, uint64_t end) {
  std::vector<TreeNode> nodes;
  while (begin < end) {
    const int fits = std::bit_width(end - begin) - 1;
    const int level = std::min(fits, std::countr_zero(begin));
    nodes.push_back({.level = level, .index = begin >> level});
    begin += uint64_t{1} << level;
  }
  return nodes;
}

void MerkleRange::AddSubtree(int level, const Digest& hash) {
  const TreeNode node{.level = level, .index = end_ >> level};
  WL_CHECK(node.begin() == end_);
  end_ = node.end();
  subtrees_.emplace_back(level, hash);
  // Two of one level side by side, the right one of an odd index, are one of
  // the next level.
  while (subtrees_.size() > 1) {
    const auto& [right_level, right] = subtrees_.back();
    auto& [left_level, left] = subtrees_[subtrees_.size() - 2];
    const bool odd = ((end_ - 1) >> right_level & 1) == 1;
    if (left_level != right_level || !odd) return;
    left = NodeHash(left, right);
    ++left_level;
    subtrees_.pop_back();
  }
}

void MerkleRange::Add(const MerkleRange& next) {
  WL_CHECK(next.begin_ == end_);
  for (const auto& [level, hash] : next.subtrees_) AddSubtree(level, hash);
}

Digest MerkleRange::Root() const {
  WL_CHECK(begin_ == 0);
  if (subtrees_.empty()) return Sha256({});
  Digest root = subtrees_.back().second;
  for (size_t i = subtrees_.size() - 1; i-- > 0;) {
    root = NodeHash(subtrees_[i].second, root);
  }
  return root;
}

}  // namespace workledger
