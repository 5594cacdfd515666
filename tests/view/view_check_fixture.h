#ifndef WORKLEDGER_TESTS_VIEW_VIEW_CHECK_FIXTURE_H_
#define WORKLEDGER_TESTS_VIEW_VIEW_CHECK_FIXTURE_H_

// A ledger whose views are checked, with a hook between the steps.

#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "engine/view/view_check.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"

namespace workledger {

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

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_VIEW_VIEW_CHECK_FIXTURE_H_
