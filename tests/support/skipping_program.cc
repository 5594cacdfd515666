// A test program as it is where something is missing: one of its tests is
// skipped. With WORKLEDGER_FAILS set another one fails.

#include <gtest/gtest.h>

#include <cstdlib>

namespace workledger {
namespace {

TEST(SkippingTest, IsSkipped) { GTEST_SKIP() << "no moon"; }

TEST(SkippingTest, RunsBesideIt) {
  EXPECT_EQ(getenv("WORKLEDGER_FAILS"), nullptr);
}

}  // namespace
}  // namespace workledger
