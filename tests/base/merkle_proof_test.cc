#include "engine/base/merkle_proof.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/base/reference_tree.h"

namespace workledger {
namespace {

constexpr uint64_t kSizeMax = 300;

class MerkleProofsTest : public testing::Test {
 protected:
  MerkleProofsTest() : tree_(Leaves()) {
    read_ = [this](const TreeNode& node) {
      ++reads_;
      return tree_.Mth(node.begin(), node.end());
    };
  }

  static std::vector<std::string> Leaves() {
    std::vector<std::string> leaves;
    for (uint64_t i = 0; i < kSizeMax; ++i) {
      leaves.push_back(absl::StrCat("record ", i));
    }
    return leaves;
  }

  TreeRoot RootOf(uint64_t size) {
    return {.size = size, .root = tree_.Mth(0, size)};
  }

  Digest LeafOf(uint64_t index) { return LeafHash(tree_.leaves()[index]); }

  MerkleRange RangeOf(uint64_t begin, uint64_t end) {
    MerkleRange range(begin);
    for (uint64_t i = begin; i < end; ++i) range.AddLeaf(LeafOf(i));
    return range;
  }

  ReferenceTree tree_;
  NodeReader read_;
  int reads_ = 0;
};

// Every proof that `proof` becomes by one change.
std::vector<std::vector<Digest>> Changed(const std::vector<Digest>& proof,
                                         std::mt19937& random) {
  std::vector<std::vector<Digest>> all;
  for (size_t i = 0; i < proof.size(); ++i) {
    all.push_back(proof);
    all.back()[i][random() % 32] ^= static_cast<uint8_t>(1 << random() % 8);
    all.push_back(proof);
    all.back().erase(all.back().begin() + static_cast<ptrdiff_t>(i));
    all.push_back(proof);
    all.back().insert(all.back().begin() + static_cast<ptrdiff_t>(i), proof[i]);
    if (i > 0) {
      all.push_back(proof);
      std::swap(all.back()[i], all.back()[i - 1]);
    }
  }
  all.push_back(proof);
  all.back().emplace_back();
  return all;
}

TEST_F(MerkleProofsTest, EveryInclusionProofIsTheDefinedOneAndHolds) {
  for (uint64_t size = 1; size <= kSizeMax; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      reads_ = 0;
      const auto proof = ProveInclusion(index, size, read_);
      ASSERT_TRUE(proof.ok());
      ASSERT_EQ(*proof, tree_.Path(index, 0, size)) << index << " of " << size;
      ASSERT_LE(reads_, 2 * std::bit_width(size)) << index << " of " << size;
      ASSERT_TRUE(
          InclusionHolds(index, size, LeafOf(index), *proof, RootOf(size).root))
          << index << " of " << size;
    }
  }
}

TEST_F(MerkleProofsTest, EveryConsistencyProofIsTheDefinedOneAndHolds) {
  for (uint64_t second = 1; second <= kSizeMax; ++second) {
    for (uint64_t first = 1; first <= second; ++first) {
      reads_ = 0;
      const auto proof = ProveConsistency(first, second, read_);
      ASSERT_TRUE(proof.ok());
      ASSERT_EQ(*proof, tree_.SubProof(first, 0, second, true))
          << first << " to " << second;
      ASSERT_LE(reads_, 2 * std::bit_width(second)) << first << ", " << second;
      ASSERT_TRUE(ConsistencyHolds(RootOf(first), RootOf(second), *proof))
          << first << " to " << second;
    }
  }
}

TEST_F(MerkleProofsTest, RangeProofsHold) {
  for (uint64_t size = 1; size <= kSizeMax; size += size < 40 ? 1 : 37) {
    for (uint64_t begin = 0; begin < size; begin += size < 40 ? 1 : 7) {
      for (uint64_t end = begin + 1; end <= size; end += size < 40 ? 1 : 11) {
        const auto rest =
            ProveRange({.begin = begin, .end = end, .tree_size = size}, read_);
        ASSERT_TRUE(rest.ok());
        ASSERT_LE(rest->left.size() + rest->right.size(), 18U);
        ASSERT_TRUE(RangeHolds(RangeOf(begin, end), *rest, RootOf(size)))
            << begin << " to " << end << " of " << size;
      }
    }
  }
}

TEST_F(MerkleProofsTest, ReadsTheRootOfEverySize) {
  for (uint64_t size = 0; size <= kSizeMax; ++size) {
    const auto root = ReadRoot(size, read_);
    ASSERT_TRUE(root.ok());
    ASSERT_EQ(*root, RootOf(size).root) << size;
  }
}

TEST_F(MerkleProofsTest, ChangedInclusionProofsAreRefused) {
  std::mt19937 random(7);
  for (uint64_t size = 1; size <= kSizeMax; size += 1 + size / 20) {
    const Digest root = RootOf(size).root;
    for (uint64_t index = 0; index < size; ++index) {
      const auto proof = ProveInclusion(index, size, read_);
      for (const auto& changed : Changed(*proof, random)) {
        ASSERT_FALSE(InclusionHolds(index, size, LeafOf(index), changed, root))
            << index << " of " << size;
      }
      Digest other = LeafOf(index);
      other[0] ^= 1;
      EXPECT_FALSE(InclusionHolds(index, size, other, *proof, root));
      EXPECT_FALSE(
          InclusionHolds(index + 1, size, LeafOf(index), *proof, root));
      EXPECT_FALSE(InclusionHolds(index, size, LeafOf(index), *proof, other));
      EXPECT_FALSE(InclusionHolds(index, 0, LeafOf(index), *proof, root));
    }
  }
}

TEST_F(MerkleProofsTest, ChangedConsistencyProofsAreRefused) {
  std::mt19937 random(8);
  for (uint64_t second = 2; second <= kSizeMax; second += 1 + second / 20) {
    for (uint64_t first = 1; first < second; ++first) {
      const auto proof = ProveConsistency(first, second, read_);
      for (const auto& changed : Changed(*proof, random)) {
        ASSERT_FALSE(ConsistencyHolds(RootOf(first), RootOf(second), changed))
            << first << " to " << second;
      }
      TreeRoot forked = RootOf(first);
      forked.root[31] ^= 1;
      ASSERT_FALSE(ConsistencyHolds(forked, RootOf(second), *proof));
      TreeRoot rewritten = RootOf(second);
      rewritten.root[0] ^= 1;
      ASSERT_FALSE(ConsistencyHolds(RootOf(first), rewritten, *proof));
      ASSERT_FALSE(ConsistencyHolds(RootOf(second), RootOf(first), *proof));
    }
  }
}

TEST_F(MerkleProofsTest, ChangedRangesAreRefused) {
  std::mt19937 random(9);
  for (int i = 0; i < 300; ++i) {
    const uint64_t size = 1 + random() % kSizeMax;
    const uint64_t begin = random() % size;
    const uint64_t end = begin + 1 + random() % (size - begin);
    const auto rest =
        ProveRange({.begin = begin, .end = end, .tree_size = size}, read_);
    const MerkleRange range = RangeOf(begin, end);
    for (const auto& left : Changed(rest->left, random)) {
      ASSERT_FALSE(
          RangeHolds(range, {.left = left, .right = rest->right}, RootOf(size)))
          << begin << " to " << end << " of " << size;
    }
    for (const auto& right : Changed(rest->right, random)) {
      ASSERT_FALSE(
          RangeHolds(range, {.left = rest->left, .right = right}, RootOf(size)))
          << begin << " to " << end << " of " << size;
    }
    MerkleRange forged(begin);
    const uint64_t target = begin + random() % (end - begin);
    for (uint64_t leaf = begin; leaf < end; ++leaf) {
      forged.AddLeaf(leaf == target ? LeafHash("forged") : LeafOf(leaf));
    }
    ASSERT_FALSE(RangeHolds(forged, *rest, RootOf(size)));
  }
}

TEST_F(MerkleProofsTest, TheEmptyTreeIsTheBeginningOfEveryOther) {
  EXPECT_TRUE(ConsistencyHolds(RootOf(0), RootOf(5), {}));
  EXPECT_TRUE(ConsistencyHolds(RootOf(0), RootOf(0), {}));
  EXPECT_FALSE(ConsistencyHolds({.size = 0}, RootOf(5), {}));
}

TEST_F(MerkleProofsTest, FailsWithWhatTheReaderDoes) {
  const NodeReader fails = [](const TreeNode&) {
    return absl::DataLossError("gone");
  };
  EXPECT_TRUE(absl::IsDataLoss(ReadRoot(5, fails).status()));
  EXPECT_TRUE(absl::IsDataLoss(ProveInclusion(2, 5, fails).status()));
  EXPECT_TRUE(absl::IsDataLoss(ProveConsistency(3, 5, fails).status()));
  EXPECT_TRUE(absl::IsDataLoss(
      ProveRange({.begin = 1, .end = 2, .tree_size = 5}, fails).status()));
}

}  // namespace
}  // namespace workledger
