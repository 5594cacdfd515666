// Test programs tell what they skip.

#include <stdlib.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

constexpr int kSkipped = 77;

TEST(TestMainTest, ShowsASkipAsOneAndSaysWhy) {
  const auto finished = RunToEnd({SKIPPING_PROGRAM});
  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(finished->exit_code, kSkipped);
  EXPECT_THAT(finished->output,
              HasSubstr("\nskipped: SkippingTest.IsSkipped: no moon"));
}

TEST(TestMainTest, ShowsAFailureBesideASkipAsAFailure) {
  const auto finished =
      RunToEnd({"/usr/bin/env", "WORKLEDGER_FAILS=1", SKIPPING_PROGRAM});
  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(finished->exit_code, 1);
}

TEST(TestMainTest, ShowsThatNothingWasSkipped) {
  const auto finished =
      RunToEnd({SKIPPING_PROGRAM, "--gtest_filter=*RunsBesideIt"});
  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(finished->exit_code, 0);
  EXPECT_EQ(finished->output.find("skipped:"), std::string::npos);
}

}  // namespace
}  // namespace workledger
