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
  EXPECT_EQ(Cut(absl::Seconds(3)), kNow + absl::Seconds(3));
  EXPECT_EQ(Cut(kDeadlineMax), kNow + kDeadlineMax);
  EXPECT_EQ(Cut(kDeadlineMax + absl::Milliseconds(1)), kNow + kDeadlineMax);
}

TEST(CallOptionsTest, KeepsADeadlineThatHasPassed) {
  EXPECT_EQ(Cut(absl::Seconds(-1)), kNow - absl::Seconds(1));
}

}  // namespace
}  // namespace workledger
