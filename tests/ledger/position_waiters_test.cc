#include "engine/ledger/position_waiters.h"

#include <gtest/gtest.h>

#include <vector>

namespace workledger {
namespace {

TEST(PositionWaitersTest, CallsInTheOrderOfPositionsAndArrival) {
  PositionWaiters waiters;
  std::vector<int> called;
  const auto add = [&](uint64_t position, int name) {
    return waiters.Add(position, [&called, name](const absl::Status& status) {
      EXPECT_TRUE(status.ok());
      called.push_back(name);
    });
  };
  add(5, 3);
  add(2, 1);
  add(2, 2);
  waiters.Reach(1);
  EXPECT_TRUE(called.empty());
  EXPECT_TRUE(waiters.Waiting());
  waiters.Reach(5);
  EXPECT_EQ(called, (std::vector<int>{1, 2, 3}));
  EXPECT_FALSE(waiters.Waiting());
  // What is there already waits for nothing.
  add(4, 4);
  EXPECT_EQ(called.back(), 4);
}

TEST(PositionWaitersTest, WaitsAgainForWhatFellBack) {
  PositionWaiters waiters;
  waiters.Reach(5);
  waiters.FallBack();
  int called = 0;
  waiters.Add(4, [&](const absl::Status&) { ++called; });
  waiters.Reach(3);
  EXPECT_EQ(called, 0);
  waiters.Reach(4);
  EXPECT_EQ(called, 1);
}

TEST(PositionWaitersTest, ForgetsAndFiresOnce) {
  PositionWaiters waiters;
  int called = 0;
  const auto id = waiters.Add(1, [&](const absl::Status&) { ++called; });
  EXPECT_TRUE(waiters.Remove(id));
  EXPECT_FALSE(waiters.Remove(id));
  waiters.Fire(id, absl::CancelledError());
  waiters.Reach(1);
  EXPECT_EQ(called, 0);

  absl::Status told;
  const auto late =
      waiters.Add(2, [&](const absl::Status& status) { told = status; });
  waiters.Fire(late, absl::DeadlineExceededError("late"));
  EXPECT_EQ(told.code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(PositionWaitersTest, EndsThoseThatWaitAndThoseThatCome) {
  PositionWaiters waiters;
  int ended = 0;
  const auto count = [&](const absl::Status& status) {
    if (absl::IsUnavailable(status)) ++ended;
  };
  waiters.Add(1, count);
  waiters.End(absl::UnavailableError("over"));
  waiters.Add(2, count);
  EXPECT_EQ(ended, 2);
}

}  // namespace
}  // namespace workledger
