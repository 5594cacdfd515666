#include "engine/base/merkle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/merkle_proof.h"
#include "engine/base/string_view.h"
#include "tests/base/reference_tree.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// The published vectors of the reference implementation of RFC 6962, whose tree
// RFC 9162 keeps: github.com/google/certificate-transparency,
// cpp/merkletree/merkle_tree_test.cc (also transparency-dev/merkle,
// testonly/constants.go).
const std::vector<std::string>& VectorLeaves() {
  static const auto& leaves = *new std::vector<std::string>([] {
    std::vector<std::string> bytes;
    for (const char* hex :
         {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"}) {
      bytes.push_back(absl::HexStringToBytes(hex));
    }
    return bytes;
  }());
  return leaves;
}

// By the number of leaves.
constexpr const char* kRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

// Nodes of that tree: level 0 from the left, level 1, level 2.
constexpr const char* kLeaf0 =
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
constexpr const char* kLeaf1 =
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
constexpr const char* kLeaf4 =
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
constexpr const char* kNode01 =
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
constexpr const char* kNode23 =
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
constexpr const char* kNode45 =
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
constexpr const char* kNode67 =
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
constexpr const char* kNode03 =
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
constexpr const char* kNode47 =
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

std::string Hex(const Digest& digest) { return ToHex(AsBytes(digest)); }

std::vector<std::string> Hex(const absl::StatusOr<std::vector<Digest>>& proof) {
  EXPECT_TRUE(proof.ok()) << proof.status();
  std::vector<std::string> text;
  for (const Digest& digest : *proof) text.push_back(Hex(digest));
  return text;
}

// Reads nodes of the vectors' tree.
absl::StatusOr<Digest> ReadVectorNode(const TreeNode& node) {
  // All of it is one subtree, so that a tree of it alone has its hash.
  MerkleRange alone;
  for (uint64_t i = node.begin(); i < node.end(); ++i) {
    alone.AddLeaf(LeafHash(VectorLeaves()[i]));
  }
  return alone.Root();
}

TEST(MerkleRangeTest, HasThePublishedRoots) {
  MerkleRange tree;
  EXPECT_EQ(Hex(tree.Root()), kRoots[0]);
  for (size_t i = 0; i < VectorLeaves().size(); ++i) {
    tree.AddLeaf(LeafHash(VectorLeaves()[i]));
    EXPECT_EQ(Hex(tree.Root()), kRoots[i + 1]) << i;
  }
}

TEST(MerkleProofTest, HasThePublishedAuditPaths) {
  const auto prove = [](uint64_t index, uint64_t size) {
    return Hex(ProveInclusion(index, size, ReadVectorNode));
  };
  EXPECT_THAT(prove(0, 1), ElementsAre());
  EXPECT_THAT(prove(0, 8), ElementsAre(kLeaf1, kNode23, kNode47));
  EXPECT_THAT(prove(5, 8), ElementsAre(kLeaf4, kNode67, kNode03));
  EXPECT_THAT(prove(2, 3), ElementsAre(kNode01));
  EXPECT_THAT(prove(1, 5), ElementsAre(kLeaf0, kNode23, kLeaf4));
}

TEST(MerkleProofTest, HasThePublishedConsistencyProofs) {
  const auto prove = [](uint64_t first, uint64_t second) {
    return Hex(ProveConsistency(first, second, ReadVectorNode));
  };
  EXPECT_THAT(prove(1, 1), ElementsAre());
  EXPECT_THAT(prove(1, 8), ElementsAre(kLeaf1, kNode23, kNode47));
  EXPECT_THAT(prove(6, 8), ElementsAre(kNode45, kNode67, kNode03));
  EXPECT_THAT(prove(2, 5), ElementsAre(kNode23, kLeaf4));
}

TEST(MerkleRangeTest, AgreesWithTheDefinition) {
  std::vector<std::string> leaves;
  for (int i = 0; i < 300; ++i) leaves.push_back(absl::StrCat("leaf ", i));
  ReferenceTree reference(leaves);
  MerkleRange tree;
  for (uint64_t size = 1; size <= leaves.size(); ++size) {
    tree.AddLeaf(LeafHash(leaves[size - 1]));
    ASSERT_EQ(tree.end(), size);
    ASSERT_EQ(Hex(tree.Root()), Hex(reference.Mth(0, size))) << size;
  }
}

TEST(WholeSubtreesTest, AreTheFewestThatCoverTheRange) {
  EXPECT_THAT(WholeSubtrees(5, 5), SizeIs(0));
  EXPECT_THAT(WholeSubtrees(0, 8), ElementsAre(TreeNode{3, 0}));
  EXPECT_THAT(WholeSubtrees(0, 7),
              ElementsAre(TreeNode{2, 0}, TreeNode{1, 2}, TreeNode{0, 6}));
  EXPECT_THAT(WholeSubtrees(3, 10),
              ElementsAre(TreeNode{0, 3}, TreeNode{2, 1}, TreeNode{1, 4}));
  EXPECT_THAT(WholeSubtrees(1, ~uint64_t{0}), SizeIs(126));
}

TEST(WholeSubtreesTest, GoOnFromEachOther) {
  for (uint64_t begin = 0; begin < 70; ++begin) {
    for (uint64_t end = begin; end < 140; ++end) {
      uint64_t at = begin;
      for (const TreeNode& node : WholeSubtrees(begin, end)) {
        ASSERT_EQ(node.begin(), at);
        at = node.end();
      }
      ASSERT_EQ(at, end);
    }
  }
}

}  // namespace
}  // namespace workledger
