#include "engine/view/merkle_rows.h"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/merkle_proof.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "engine/view/row.h"
#include "engine/view/view_check.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "tests/base/reference_tree.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "tests/view/rows.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class MerkleRowsTest : public testing::Test {
 protected:
  MerkleRowsTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(NewStore("views")) {
    history_.Create("east");
  }

  std::unique_ptr<ViewStore> NewStore(const std::string& name) const {
    return *ViewStore::Open((directory_.path() / name).string());
  }

  static std::unique_ptr<LedgerView> Open(ViewStore& store,
                                          const EventLog& log) {
    auto view = LedgerView::Open(store, log);
    EXPECT_THAT(view, IsOk());
    return *std::move(view);
  }

  // One step, which takes all that there is.
  void Project() {
    const auto view = Open(*store_, log_);
    ASSERT_THAT(view->Advance(), IsOk());
    ASSERT_EQ(view->Position(), log_.GetHead().position);
  }

  NodeReader ReaderOf(const LedgerView& view) const {
    return [this, &view](const TreeNode& node) {
      return node.level == 0 ? ReadLeaf(log_, node.end())
                             : view.GetTreeNode(node);
    };
  }

  ReferenceTree Reference() const {
    std::vector<std::string> leaves;
    const auto records = ReadAll(log_);
    for (const ReadRow& row : *records) leaves.push_back(row.bytes);
    return ReferenceTree(std::move(leaves));
  }

  // Every node of the tree, and the root of every size that it had.
  void ExpectIsTheDefinedTree() const {
    ReferenceTree reference = Reference();
    const uint64_t size = reference.leaves().size();
    const auto view = Open(*store_, log_);
    for (int level = 0; uint64_t{1} << level <= size; ++level) {
      for (uint64_t index = 0; (index + 1) << level <= size; ++index) {
        const TreeNode node{.level = level, .index = index};
        const auto hash = ReaderOf(*view)(node);
        ASSERT_THAT(hash, IsOk());
        ASSERT_EQ(*hash, reference.Mth(node.begin(), node.end()))
            << level << "/" << index;
      }
    }
    for (uint64_t n = 0; n <= size; ++n) {
      const auto root = ReadRoot(n, ReaderOf(*view));
      ASSERT_THAT(root, IsOk());
      ASSERT_EQ(*root, reference.Mth(0, n)) << n;
    }
  }

  std::map<std::string, std::string> MerkleRows(const ViewStore& store) const {
    const std::string prefix = RowKey(log_.Uid(), RowKind::kMerkle);
    std::map<std::string, std::string> rows = AllRows(store);
    std::erase_if(
        rows, [&](const auto& row) { return !row.first.starts_with(prefix); });
    return rows;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  std::unique_ptr<ViewStore> store_;
  std::mt19937 random_{11};
};

TEST_F(MerkleRowsTest, AreTheDefinedTreeAfterStepsOfOneRecord) {
  for (int i = 0; i < 140; ++i) {
    history_.AddRandom(1, 10, random_);
    Project();
  }
  ExpectIsTheDefinedTree();
}

TEST_F(MerkleRowsTest, AreTheDefinedTreeAfterStepsOfAnyLength) {
  for (int i = 0; i < 40; ++i) {
    history_.AddRandom(1 + static_cast<int>(random_() % 17), 10, random_);
    Project();
    // What is read comes from a file, too.
    if (i % 10 == 0) {
      ASSERT_TRUE(store_->db().Flush({}).ok());
      store_.reset();
      store_ = NewStore("views");
    }
  }
  ExpectIsTheDefinedTree();
}

TEST_F(MerkleRowsTest, DoNotDependOnWhereStepsEnd) {
  const std::unique_ptr<ViewStore> other = NewStore("other");
  for (int i = 0; i < 25; ++i) {
    history_.AddRandom(1 + static_cast<int>(random_() % 9), 10, random_);
    Project();
  }
  ASSERT_THAT(Open(*other, log_)->Advance(), IsOk());
  EXPECT_EQ(MerkleRows(*store_), MerkleRows(*other));
}

TEST_F(MerkleRowsTest, TakeThirtyTwoBytesARecordInEverySecondRow) {
  history_.AddRandom(1023, 10, random_);
  Project();
  const auto rows = MerkleRows(*store_);
  EXPECT_THAT(rows, SizeIs(512));
  size_t bytes = 0;
  for (const auto& [key, hashes] : rows) bytes += hashes.size();
  EXPECT_EQ(bytes, 32 * 1023U);
}

TEST_F(MerkleRowsTest, SayWhichIsMissing) {
  history_.AddRandom(31, 10, random_);
  Project();
  ASSERT_TRUE(store_->db().Delete({}, MerkleRows(*store_).begin()->first).ok());
  EXPECT_THAT(
      Open(*store_, log_)->GetTreeNode({.level = 1, .index = 0}),
      FailsWith(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT));
  // A level that this position does not end, and one beyond the tree.
  EXPECT_TRUE(absl::IsDataLoss(
      Open(*store_, log_)->GetTreeNode({.level = 1, .index = 99}).status()));
}

TEST_F(MerkleRowsTest, AreComparedWithAFreshFold) {
  history_.AddRandom(63, 10, random_);
  Project();
  const auto rows = MerkleRows(*store_);
  std::string changed = rows.rbegin()->second;
  changed[5] = static_cast<char>(changed[5] ^ 1);
  ASSERT_TRUE(store_->db().Put({}, rows.rbegin()->first, changed).ok());
  std::vector<std::string> violations;
  ASSERT_THAT(
      CheckViews(log_, *store_, (directory_.path() / "scratch").string(),
                 {.tick = [] { return absl::OkStatus(); },
                  .row = [] {},
                  .violation =
                      [&](uint64_t, std::string_view detail) {
                        violations.emplace_back(detail);
                      }},
                 0),
      IsOk());
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_THAT(violations[0], HasSubstr("merkle row"));
}

}  // namespace
}  // namespace workledger
