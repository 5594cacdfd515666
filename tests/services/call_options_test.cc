#include "services/call_options.h"

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

absl::Time Cut(absl::Duration timeout) {
  return CutDeadline(absl::ToChronoTime(kNow + timeout), kNow);
}

TEST(CallOptionsTest, GivesADeadlineToACallWithoutOne) {
  EXPECT_EQ(CutDeadline(std::chrono::system_clock::time_point::max(), kNow),
            kNow + kDeadlineDefault);
}

TEST(CallOptionsTest, CutsADeadlinePastTheLimit) {
  const absl::Time longest = Cut(kDeadlineMax);
  EXPECT_LT(longest, kNow + kDeadlineMax);
  EXPECT_EQ(Cut(kDeadlineMax + absl::Milliseconds(1)), longest);
}

TEST(CallOptionsTest, LeavesTimeForTheAnswer) {
  EXPECT_EQ(Cut(absl::Seconds(20)), kNow + absl::Seconds(19));
}

TEST(CallOptionsTest, KeepsADeadlineThatHasPassed) {
  EXPECT_EQ(Cut(absl::Seconds(-1)), kNow - absl::Seconds(1));
}

}  // namespace
}  // namespace workledger
