#include "engine/view/fold_list.h"

#include <memory>
#include <string>
#include <vector>

#include "engine/view/fold_row.h"
#include "engine/view/view_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "tests/support/temp_dir.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kUid = "0123456789abcdef";

class FoldListTest : public testing::Test {
 protected:
  FoldListTest() {
    auto store = ViewStore::Open((directory_.path() / "views").string());
    EXPECT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  void Put(v1::StreamKind kind, const std::string& key,
           const std::string& title = "") {
    v1::Fold fold;
    fold.mutable_inspection()->set_inspection(key);
    fold.mutable_inspection()->set_title(title);
    PutBytes(kind, key, fold.SerializeAsString());
  }

  void PutBytes(v1::StreamKind kind, const std::string& key,
                const std::string& bytes) {
    EXPECT_TRUE(
        store_->db().Put({}, FoldRowKey(kUid, {kind, key}), bytes).ok());
  }

  absl::StatusOr<FoldPage> List(int page_size, std::string_view from) {
    return ListFoldRows(store_->db(), {}, kUid, v1::STREAM_KIND_INSPECTION,
                        page_size, from);
  }

  static std::vector<std::string> Keys(const absl::StatusOr<FoldPage>& page) {
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<std::string> keys;
    if (!page.ok()) return keys;
    for (const auto& [key, fold] : page->folds) {
      EXPECT_EQ(fold.inspection().inspection(), key);
      keys.push_back(key);
    }
    return keys;
  }

  const TempDir directory_;
  std::unique_ptr<ViewStore> store_;
};

TEST_F(FoldListTest, ListsOneKindInTheOrderOfTheKeys) {
  EXPECT_THAT(Keys(List(10, "")), IsEmpty());
  for (const char* key : {"b", "a", "c"}) Put(v1::STREAM_KIND_INSPECTION, key);
  Put(v1::STREAM_KIND_ALARM, "d");
  Put(v1::STREAM_KIND_PLAN, "e");
  EXPECT_THAT(Keys(List(10, "")), ElementsAre("a", "b", "c"));
  EXPECT_FALSE(List(3, "")->more);
  EXPECT_THAT(Keys(List(2, "")), ElementsAre("a", "b"));
  EXPECT_TRUE(List(2, "")->more);
  EXPECT_THAT(Keys(List(10, "b")), ElementsAre("b", "c"));
  EXPECT_THAT(Keys(List(10, "ba")), ElementsAre("c"));
  EXPECT_THAT(Keys(List(10, "d")), IsEmpty());
}

TEST_F(FoldListTest, EndsAPageThatGetsTooLarge) {
  for (const char* key : {"a", "b"}) {
    Put(v1::STREAM_KIND_INSPECTION, key, std::string(kPageBytesMax, 'x'));
  }
  EXPECT_THAT(Keys(List(10, "")), ElementsAre("a"));
  EXPECT_TRUE(List(10, "")->more);
}

TEST_F(FoldListTest, SaysWhichRowIsDamaged) {
  PutBytes(v1::STREAM_KIND_INSPECTION, "a", "\xff");
  const auto page = List(10, "");
  EXPECT_EQ(ReasonOf(page.status()), v1::ERROR_REASON_RECORD_CORRUPT);
  EXPECT_EQ(page.status().message(), "the fold of a does not parse");
}

}  // namespace
}  // namespace workledger
