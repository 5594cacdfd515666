#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {
namespace {

v1::Command Advance(std::string_view target) {
  v1::Command command =
      Order("advance_time { " + std::string(target) + " }", Stranger());
  command.clear_ticket();
  return command;
}

absl::StatusOr<std::vector<StreamEvents>> DecideAt(
    absl::Time now, const v1::Command& command,
    v1::LedgerClock clock = v1::LEDGER_CLOCK_DRIVEN) {
  v1::LedgerState ledger;
  ledger.set_clock(clock);
  return Decide(command, {.ledger = &ledger}, {.now = now, .occur_time = now});
}

const absl::Time kTen = absl::FromUnixSeconds(10);

TEST(LedgerDecideTest, AdvancesADrivenClockOnTheLedgersStream) {
  for (const char* const target : {"now_time { seconds: 12 nanos: 5000999 }",
                                   "step { seconds: 2 nanos: 5000999 }"}) {
    const auto streams = DecideAt(kTen, Advance(target));
    ASSERT_TRUE(streams.ok()) << streams.status();
    ASSERT_EQ(streams->size(), 1u);
    EXPECT_EQ((*streams)[0].stream.kind(), v1::STREAM_KIND_LEDGER);
    EXPECT_EQ((*streams)[0].stream.key(), "");
    ASSERT_EQ((*streams)[0].events.size(), 1u);
    EXPECT_EQ((*streams)[0].events[0].ShortDebugString(),
              Happened("time_advanced { now_time { seconds: 12 nanos: 5000000 "
                       "} }")
                  .ShortDebugString());
  }
}

// So that the order is known when it comes again.
TEST(LedgerDecideTest, AdvancingToNowIsAnEventToo) {
  const auto streams = DecideAt(kTen, Advance("now_time { seconds: 10 }"));
  ASSERT_TRUE(streams.ok());
  ASSERT_EQ(streams->size(), 1u);
  EXPECT_EQ((*streams)[0].events[0].ShortDebugString(),
            Happened("time_advanced { now_time { seconds: 10 } }")
                .ShortDebugString());
}

TEST(LedgerDecideTest, NeverGoesBack) {
  for (const char* const target :
       {"now_time { seconds: 9 }", "step { seconds: -1 }"}) {
    EXPECT_EQ(ReasonOf(DecideAt(kTen, Advance(target)).status()),
              v1::ERROR_REASON_TIME_WENT_BACK);
  }
}

TEST(LedgerDecideTest, RefusesAStepOutOfTimestampsRange) {
  const absl::Status status =
      DecideAt(kTen, Advance("step { seconds: 315576000000 }")).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ErrorOf(status).field(), "advance_time.step");
}

TEST(LedgerDecideTest, RefusesToDriveAWallClock) {
  EXPECT_EQ(ReasonOf(DecideAt(kTen, Advance("step { seconds: 1 }"),
                              v1::LEDGER_CLOCK_WALL)
                         .status()),
            v1::ERROR_REASON_CLOCK_NOT_DRIVEN);
}

}  // namespace
}  // namespace workledger
