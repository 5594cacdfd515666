// What a check of the views does about its disk; what it finds is in
// tests/replay/verify_test.cc.

#include "engine/view/view_check.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "gtest/gtest.h"
#include "tests/log/tmpfs.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "workledger/error.h"

namespace workledger {
namespace {

class ViewCheckTest : public testing::Test {
 protected:
  ViewCheckTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())) {}

  void Fill(int records) {
    std::mt19937 random(1);
    history_.AddRandom(records, 50, random);
    const auto view = LedgerView::Open(*store_, log_);
    ASSERT_THAT(view, IsOk());
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = (*view)->Advance();
    ASSERT_THAT(more, IsOk());
  }

  absl::Status Check(const std::filesystem::path& scratch,
                     uint64_t reserve_bytes) {
    const absl::Status status = CheckViews(
        log_, *store_, scratch.string(),
        {.tick =
             [this] {
               ++ticks_;
               if (on_tick_ != nullptr) on_tick_();
               return absl::OkStatus();
             },
         .row = [] {},
         .violation = [](uint64_t, std::string_view) { ADD_FAILURE(); }},
        reserve_bytes);
    EXPECT_FALSE(std::filesystem::exists(scratch));
    return status;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  int ticks_ = 0;
  std::function<void()> on_tick_;
};

TEST_F(ViewCheckTest, RefusesToStartOnAFullDisk) {
  Fill(10);
  const std::filesystem::path scratch = directory_.path() / "scratch";
  EXPECT_THAT(Check(scratch, std::numeric_limits<int64_t>::max()),
              FailsWith(absl::StatusCode::kResourceExhausted,
                        v1::ERROR_REASON_DISK_FULL));
  EXPECT_EQ(ticks_, 0);
  EXPECT_THAT(Check(scratch, 0), IsOk());
}

TEST_F(ViewCheckTest, LetsGoOfAStoreThatIsFoundDamaged) {
  Fill(100);
  on_tick_ = [&] { store_->MarkDamaged(); };
  EXPECT_THAT(Check(directory_.path() / "scratch", 0),
              FailsWith(absl::StatusCode::kDeadlineExceeded,
                        v1::ERROR_REASON_VIEW_BEHIND));
  EXPECT_EQ(ticks_, 1);
  EXPECT_THAT(store_->Renew(), IsOk());
  on_tick_ = nullptr;
  EXPECT_THAT(Check(directory_.path() / "scratch", 0), IsOk());
}

TEST_F(ViewCheckTest, StopsBetweenStepsWhenTheDiskFills) {
  constexpr uint64_t kReserveBytes = 64 << 20;
  Tmpfs disk;
  const absl::Status mounted = disk.Resize(256);
  if (!mounted.ok()) GTEST_SKIP() << mounted;
  Fill(20'001);  // one more than a step
  EXPECT_THAT(Check(disk.path() / "scratch", kReserveBytes), IsOk());
  ticks_ = 0;
  on_tick_ = [&] {
    if (ticks_ > 1) return;
    std::ofstream(disk.path() / "other") << std::string(size_t{200} << 20, 'x');
  };
  EXPECT_THAT(Check(disk.path() / "scratch", kReserveBytes),
              FailsWith(absl::StatusCode::kResourceExhausted,
                        v1::ERROR_REASON_DISK_FULL));
  EXPECT_EQ(ticks_, 20'000);
}

}  // namespace
}  // namespace workledger
