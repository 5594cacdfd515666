#include "engine/ledger/timer_pace.h"

#include <algorithm>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

constexpr absl::Duration kEach = absl::Microseconds(40);

// A ledger whose batches take the time of a write and of what they decide.
class Disk {
 public:
  explicit Disk(absl::Duration write) : write_(write) {}

  void SetWrite(absl::Duration write) { write_ = write; }

  absl::Duration TimeOf(size_t count) const {
    return write_ + static_cast<double>(count) * kEach;
  }

  // Hands over `turns` times, and returns how many each time.
  std::vector<size_t> Run(TimerPace& pace, int turns) const {
    std::vector<size_t> counts;
    for (int i = 0; i < turns; ++i) {
      counts.push_back(pace.Next());
      pace.Took(counts.back(), TimeOf(counts.back()));
    }
    return counts;
  }

 private:
  absl::Duration write_;
};

size_t Most(const std::vector<size_t>& counts) {
  return *std::ranges::max_element(counts);
}

TEST(TimerPaceTest, BeginsWithFew) {
  TimerPace pace;
  const std::vector<size_t> counts = Disk(absl::Milliseconds(4)).Run(pace, 5);
  EXPECT_THAT(counts, testing::ElementsAre(kFireFew, kFireFew, kFireFew,
                                           kFireFew, 2 * kFireFew));
}

TEST(TimerPaceTest, TakesAsManyAsTheWriteIsWorth) {
  for (const absl::Duration write :
       {absl::Milliseconds(2), absl::Milliseconds(4), absl::Milliseconds(12)}) {
    const Disk disk(write);
    TimerPace pace;
    disk.Run(pace, 64);
    const absl::Duration few = disk.TimeOf(kFireFew);
    const std::vector<size_t> counts = disk.Run(pace, 64);
    // One step beyond what is bearable, to find it, and no further.
    EXPECT_LE(disk.TimeOf(Most(counts)), few * 2);
    EXPECT_GE(disk.TimeOf(Most(counts)), few * 1.1);
    EXPECT_EQ(std::ranges::count(counts, kFireFew), 8);
  }
}

TEST(TimerPaceTest, StaysWithinItsBounds) {
  TimerPace fast;
  const std::vector<size_t> few = Disk(absl::ZeroDuration()).Run(fast, 200);
  EXPECT_EQ(Most(few), 2 * kFireFew);
  TimerPace slow;
  const std::vector<size_t> many = Disk(absl::Seconds(1)).Run(slow, 200);
  EXPECT_EQ(Most(many), kFireMax);
}

TEST(TimerPaceTest, FollowsADiskThatGetsFaster) {
  TimerPace pace;
  Disk disk(absl::Milliseconds(20));
  disk.Run(pace, 100);
  disk.SetWrite(absl::Milliseconds(1));
  disk.Run(pace, 200);
  const absl::Duration few = disk.TimeOf(kFireFew);
  EXPECT_LE(disk.TimeOf(Most(disk.Run(pace, 64))), few * 2);
}

TEST(TimerPaceTest, AHiccupChangesLittle) {
  const Disk disk(absl::Milliseconds(4));
  TimerPace pace;
  disk.Run(pace, 40);
  // Of a write with a few, which all others are compared with.
  while (pace.Next() != kFireFew) disk.Run(pace, 1);
  pace.Took(kFireFew, absl::Seconds(1));
  EXPECT_LE(disk.TimeOf(Most(disk.Run(pace, 16))), disk.TimeOf(kFireFew) * 2);
}

TEST(TimerPaceTest, LearnsNothingFromTheLastOfARun) {
  TimerPace pace;
  Disk(absl::Milliseconds(4)).Run(pace, 4);
  const size_t count = pace.Next();
  pace.Took(count - 1, absl::Seconds(1));
  EXPECT_EQ(pace.Next(), count);
}

}  // namespace
}  // namespace workledger
