#include "engine/core/metric/wilson.h"

#include <gtest/gtest.h>

#include <cmath>

namespace workledger {
namespace {

TEST(WilsonTest, BoundsASmallShare) {
  // Computed by hand from the formula, rounded outward.
  EXPECT_EQ(WilsonInterval(9, 10).low, 595);
  EXPECT_EQ(WilsonInterval(9, 10).high, 983);
  EXPECT_EQ(WilsonInterval(0, 5).low, 0);
  EXPECT_EQ(WilsonInterval(0, 5).high, 435);
  EXPECT_EQ(WilsonInterval(5, 5).low, 565);
  EXPECT_EQ(WilsonInterval(5, 5).high, 1000);
  EXPECT_EQ(WilsonInterval(1, 1).low, 206);
}

TEST(WilsonTest, HoldsTheShareWhateverIsCounted) {
  for (int64_t total = 1; total < 200; ++total) {
    for (int64_t count = 0; count <= total; ++count) {
      const ShareBounds bounds = WilsonInterval(count, total);
      const double share = static_cast<double>(count) / total;
      EXPECT_LE(bounds.low, share * 1000);
      EXPECT_GE(bounds.high, std::floor(share * 1000));
      const double z = 1.96;
      const double middle = (share + z * z / 2 / total) / (1 + z * z / total);
      const double half =
          z / (1 + z * z / total) *
          std::sqrt(share * (1 - share) / total + z * z / 4 / total / total);
      EXPECT_NEAR(bounds.low, (middle - half) * 1000, 1.01);
      EXPECT_NEAR(bounds.high, (middle + half) * 1000, 1.01);
    }
  }
}

TEST(WilsonTest, TakesTheMostThatIsCounted) {
  const ShareBounds half = WilsonInterval(500'000'000, 1'000'000'000);
  EXPECT_EQ(half.low, 499);
  EXPECT_EQ(half.high, 501);
  EXPECT_EQ(WilsonInterval(1'000'000'000, 1'000'000'000).high, 1000);
}

}  // namespace
}  // namespace workledger
