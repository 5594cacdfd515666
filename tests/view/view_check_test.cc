// What a check of the views does about its disk; what it finds is in
// tests/replay/verify_test.cc.

#include <filesystem>
#include <limits>

#include "gtest/gtest.h"
#include "tests/view/view_check_fixture.h"
#include "workledger/error.h"

namespace workledger {
namespace {

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

}  // namespace
}  // namespace workledger
