// Pages of the catalogue: what they list, and that they read no more.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "tests/view/rows.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CataloguePageTest : public testing::Test {
 protected:
  CataloguePageTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())),
        view_(*LedgerView::Open(*store_, log_)) {}

  void Add(const v1::Event& event) {
    v1::StreamId stream;
    stream.set_kind(v1::STREAM_KIND_CATALOGUE);
    history_.AddRecord(
        history_.NextRecord(stream, event, absl::ZeroDuration()));
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = view_->Advance();
    ASSERT_THAT(more, IsOk());
  }

  void PutLocation(const std::string& code) {
    v1::Event event;
    event.mutable_catalogue_item_put()->set_revision(1);
    event.mutable_catalogue_item_put()
        ->mutable_item()
        ->mutable_location()
        ->set_code(code);
    Add(event);
  }

  void PutAsset(const std::string& code) {
    v1::Event event;
    event.mutable_catalogue_item_put()->set_revision(1);
    event.mutable_catalogue_item_put()
        ->mutable_item()
        ->mutable_asset()
        ->set_code(code);
    Add(event);
  }

  void RetireAsset(const std::string& code) {
    v1::Event event;
    v1::CatalogueItemRetired& retired = *event.mutable_catalogue_item_retired();
    retired.set_kind(v1::CATALOGUE_KIND_ASSET);
    retired.set_code(code);
    retired.set_revision(2);
    Add(event);
  }

  // The codes of a page, and "..." if others follow.
  std::vector<std::string> Codes(CatalogueRange range) const {
    if (range.count_max == 0) range.count_max = 100;
    const absl::StatusOr<CataloguePage> page = view_->ListCatalogue(range);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {};
    EXPECT_EQ(page->position, log_.GetHead().position);
    std::vector<std::string> codes;
    for (const v1::CatalogueEntry& entry : page->entries) {
      codes.push_back(KeyOf(entry.item()).second);
    }
    if (page->more) codes.emplace_back("...");
    return codes;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  const std::unique_ptr<LedgerView> view_;
};

TEST_F(CataloguePageTest, ListsByKindAndCode) {
  for (const char* const code : {"b", "a/1", "a", "a-b", "a/2"}) {
    PutLocation(code);
  }
  PutAsset("z");
  PutAsset("a/1");
  EXPECT_THAT(Codes({}),
              ElementsAre("a", "a-b", "a/1", "a/2", "b", "a/1", "z"));
  EXPECT_THAT(Codes({.kind = v1::CATALOGUE_KIND_ASSET}),
              ElementsAre("a/1", "z"));
  EXPECT_THAT(Codes({.kind = v1::CATALOGUE_KIND_PARTY}), IsEmpty());
  // Below a path, whatever else begins like it; in every kind that has some.
  EXPECT_THAT(Codes({.kind = v1::CATALOGUE_KIND_LOCATION, .code = "a"}),
              ElementsAre("a", "a/1", "a/2"));
  EXPECT_THAT(Codes({.code = "a"}), ElementsAre("a", "a/1", "a/2", "a/1"));
  EXPECT_THAT(Codes({.code = "a/1"}), ElementsAre("a/1", "a/1"));
  EXPECT_THAT(Codes({.code = "c"}), IsEmpty());
}

TEST_F(CataloguePageTest, GoesOnWhereThePageBeforeEnded) {
  for (const char* const code : {"a", "a-b", "a/1", "a/2"}) PutLocation(code);
  PutAsset("a/9");
  EXPECT_THAT(Codes({.code = "a", .count_max = 2}),
              ElementsAre("a", "a/1", "..."));
  const CatalogueKey second = {v1::CATALOGUE_KIND_LOCATION, "a/1"};
  EXPECT_THAT(Codes({.code = "a", .after = second, .count_max = 2}),
              ElementsAre("a/2", "a/9"));
  // Also after an item that is gone, or never was.
  const CatalogueKey none = {v1::CATALOGUE_KIND_LOCATION, "a/10"};
  EXPECT_THAT(Codes({.after = none}), ElementsAre("a/2", "a/9"));
}

TEST_F(CataloguePageTest, ListsWhatIsNoLongerUsedIfAsked) {
  PutAsset("a");
  PutAsset("b");
  RetireAsset("a");
  EXPECT_THAT(Codes({}), ElementsAre("b"));
  EXPECT_THAT(Codes({.retired = true}), ElementsAre("a", "b"));
}

// A page costs a page: rows that are not on it are not even looked at.
TEST_F(CataloguePageTest, ReadsNoMoreThanItsPage) {
  for (int i = 10; i < 40; ++i) PutLocation(absl::StrCat("p/", i));
  PutAsset("a");
  const std::string prefix = RowKey(log_.Uid(), RowKind::kCatalogue);
  int damaged = 0;
  for (const auto& [key, row] : AllRows(*store_)) {
    if (!key.starts_with(prefix)) continue;
    if (key.ends_with("p/20") || key.ends_with("p/21")) continue;
    ASSERT_TRUE(store_->db().Put({}, key, "\xff").ok());
    ++damaged;
  }
  EXPECT_EQ(damaged, 29);
  const CatalogueKey before = {v1::CATALOGUE_KIND_LOCATION, "p/19"};
  EXPECT_THAT(Codes({.code = "p/20"}), ElementsAre("p/20"));
  EXPECT_THAT(Codes({.kind = v1::CATALOGUE_KIND_LOCATION, .code = "p/21"}),
              ElementsAre("p/21"));
  EXPECT_THAT(
      view_->ListCatalogue({.after = before, .count_max = 2}),
      FailsWith(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT));
}

}  // namespace
}  // namespace workledger
