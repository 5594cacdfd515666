#include "engine/ledger/fold_cache.h"

#include <memory>
#include <string>

#include "engine/log/memory.h"
#include "engine/view/view_store.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

class FoldCacheTest : public testing::Test {
 protected:
  FoldCacheTest()
      : logs_(OpenMemoryLogStore()),
        log_(**logs_->Create("main")),
        store_(*ViewStore::Open((directory_.path() / "views").string())),
        view_(*LedgerView::Open(*store_, log_)),
        folds_(log_, *view_) {}

  // A fold that no log knows: it is empty again once it was dropped.
  v1::Ticket& Ticket(const std::string& id) {
    return *(*folds_.Get({v1::STREAM_KIND_TICKET, id}))->mutable_ticket();
  }

  void Use(const std::string& id, size_t title_bytes) {
    Ticket(id).set_title(std::string(title_bytes, 'x'));
  }

  // Evolves the fold by one event that keeps a text of so many bytes.
  void Report(const std::string& id, size_t title_bytes) {
    const absl::StatusOr<v1::Fold*> fold =
        folds_.Get({v1::STREAM_KIND_TICKET, id});
    v1::Event event;
    event.mutable_ticket_reported()->set_title(std::string(title_bytes, 'x'));
    v1::Record record;
    record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
    record.mutable_stream()->set_key(id);
    record.set_version(1);
    record.set_payload(event.SerializeAsString());
    folds_.Evolve(**fold, record, event);
  }

  bool Keeps(const std::string& id) { return !Ticket(id).title().empty(); }

  const TempDir directory_;
  const std::unique_ptr<LogStore> logs_;
  EventLog& log_;
  const std::unique_ptr<ViewStore> store_;
  const std::unique_ptr<LedgerView> view_;
  FoldCache folds_;
};

TEST_F(FoldCacheTest, KeepsAsManyBytesAsItMay) {
  for (const char* id : {"a", "b", "c"}) Use(id, 10'000);
  folds_.Trim(1 << 20);
  const size_t bytes = folds_.Bytes();
  EXPECT_GT(bytes, 3 * 10'000);
  EXPECT_LT(bytes, 3 * 12'000);
  folds_.Trim(bytes);
  EXPECT_EQ(folds_.Bytes(), bytes);
  folds_.Trim(bytes - 1);
  EXPECT_EQ(folds_.Bytes(), bytes / 3 * 2);
  EXPECT_TRUE(Keeps("b"));
  EXPECT_TRUE(Keeps("c"));
  EXPECT_FALSE(Keeps("a"));
}

TEST_F(FoldCacheTest, DropsWhatWasNotUsedForLongest) {
  for (const char* id : {"a", "b", "c"}) Use(id, 10'000);
  folds_.Trim(1 << 20);
  EXPECT_TRUE(Keeps("a"));
  folds_.Trim(25'000);
  EXPECT_TRUE(Keeps("a"));
  EXPECT_TRUE(Keeps("c"));
  EXPECT_FALSE(Keeps("b"));
}

TEST_F(FoldCacheTest, SeesWhatGrew) {
  for (const char* id : {"a", "b", "c"}) Use(id, 10);
  folds_.Trim(20'000);
  EXPECT_LT(folds_.Bytes(), 20'000u);
  Report("a", 18'000);
  folds_.Trim(20'000);
  EXPECT_GT(folds_.Bytes(), 18'000u);
  EXPECT_LE(folds_.Bytes(), 20'000u);
  EXPECT_TRUE(Keeps("a"));
  EXPECT_FALSE(Keeps("b"));
}

TEST_F(FoldCacheTest, SeesWhatGrewByLittleEachTime) {
  Report("a", 1'000);
  folds_.Trim(1 << 20);
  const size_t bytes = folds_.Bytes();
  for (int i = 0; i < 100; ++i) {
    Report("a", 1'000 + 100 * i);
    folds_.Trim(1 << 20);
  }
  EXPECT_GT(folds_.Bytes(), bytes + 9'000);
  EXPECT_LT(folds_.Bytes(), 2 * (bytes + 9'000));
}

TEST_F(FoldCacheTest, KeepsTheLastOneHoweverLarge) {
  Use("a", 10);
  Use("b", 100'000);
  folds_.Trim(1'000);
  EXPECT_TRUE(Keeps("b"));
  EXPECT_FALSE(Keeps("a"));
  folds_.Clear();
  EXPECT_EQ(folds_.Bytes(), 0u);
  EXPECT_FALSE(Keeps("b"));
}

TEST_F(FoldCacheTest, CountsFoldsOfEveryKind) {
  v1::Fold& alarm = **folds_.Get({v1::STREAM_KIND_ALARM, "k"});
  for (int i = 0; i < 1000; ++i) {
    alarm.mutable_alarm()->add_active_devices("device");
  }
  folds_.Trim(1 << 20);
  EXPECT_GT(folds_.Bytes(), 1000 * sizeof(std::string));
}

}  // namespace
}  // namespace workledger
