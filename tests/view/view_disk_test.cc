// A check of the views on a disk that runs full.

#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/tmpfs.h"
#include "tests/view/view_check_fixture.h"
#include "workledger/error.h"

namespace workledger {
namespace {

TEST_F(ViewCheckTest, StopsBetweenStepsWhenTheDiskFills) {
  constexpr uint64_t kReserveBytes = 64 << 20;
  Tmpfs disk;
  const absl::Status mounted = disk.Resize(256);
  if (!mounted.ok()) GTEST_SKIP() << "no small disk to fill: " << mounted;
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
