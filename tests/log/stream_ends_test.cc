#include "engine/log/stream_ends.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

StreamId Stream(size_t number) {
  return {.kind = 2, .key = absl::StrCat("t-", number)};
}

TEST(StreamEndsTest, KnowsTheLastVersionOfEachStream) {
  StreamEnds ends;
  EXPECT_EQ(ends.Find(Stream(1)), std::nullopt);
  ends.Set(Stream(1), 1);
  ends.Set(Stream(2), 7);
  ends.Set(Stream(1), 2);
  EXPECT_EQ(ends.Find(Stream(1)), 2);
  EXPECT_EQ(ends.Find(Stream(2)), 7);
  EXPECT_EQ(ends.Find({.kind = 1, .key = "t-1"}), std::nullopt);
}

TEST(StreamEndsTest, ForgetsAllWhenItIsFull) {
  StreamEnds ends;
  for (size_t i = 0; i < kStreamEndsMax; ++i) ends.Set(Stream(i), 1);
  ends.Set(Stream(0), 2);
  EXPECT_EQ(ends.Find(Stream(0)), 2);
  EXPECT_EQ(ends.Find(Stream(1)), 1);
  ends.Set(Stream(kStreamEndsMax), 1);
  EXPECT_EQ(ends.Find(Stream(0)), std::nullopt);
  EXPECT_EQ(ends.Find(Stream(kStreamEndsMax)), 1);
}

}  // namespace
}  // namespace workledger
