// Timers of ledgers with a WALL clock fire by themselves: on time, late after
// downtime, once however many engines share the log.

#include "engine/ledger/ticker.h"

#include <memory>
#include <set>
#include <string>

#include "engine/base/time.h"
#include "engine/ledger/timer_run.h"
#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr char kTenDays[] =
    "code: 'lift' kind: TICKET_KIND_REPAIR recurrence: 'FREQ=DAILY;COUNT=10' "
    "start_date { year: 2026 month: 1 day: 5 } start_minute: 540";

// 2026-01-01T00:00:00Z.
constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);
constexpr absl::Duration kDay = absl::Hours(24);

class TickerTest : public testing::Test {
 public:
  // An engine of its own views on the shared log.
  std::unique_ptr<EngineImpl> Open() {
    return OpenShared(
        *base_, clock_,
        directory_.path() / ("views" + std::to_string(++opened_)));
  }

  // A ledger with the plan, but no engine that runs.
  void SetUp() override {
    CreateMain(*Open(), v1::LEDGER_CLOCK_WALL, kStart);
    AppendPlan(log(), kTenDays, kStart);
  }

  EventLog& log() { return **base_->Open("main"); }

  FakeClock clock_{kStart};
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  TempDir directory_;
  int opened_ = 0;
};

TEST_F(TickerTest, FiresWhenTheTimeHasCome) {
  const auto engine = Open();
  const uint64_t head = log().GetHead().position;
  clock_.Set(kStart + 4 * kDay + absl::Hours(9) - absl::Milliseconds(1));
  // Long enough for a tick.
  EXPECT_EQ(log().WaitForHead(head, absl::Milliseconds(1500)).position, head);
  clock_.Set(kStart + 4 * kDay + absl::Hours(9));
  ASSERT_TRUE(AwaitHead(log(), head + 3));
  EXPECT_THAT(MadeKeys(log()), testing::ElementsAre("2026-01-05"));
  const LoggedEvent made = EventsOf(log())[head];
  EXPECT_EQ(made.record.actor().principal(), "workledger");
  EXPECT_EQ(made.record.actor().kind(), v1::ACTOR_KIND_SYSTEM);
  EXPECT_TRUE(made.record.request_id().starts_with("timer-"));
}

TEST_F(TickerTest, CatchesUpInOrderAfterDowntimeAndSaysHowLate) {
  clock_.Set(kStart + 100 * kDay);
  const uint64_t head = log().GetHead().position;
  const auto engine = Open();
  ASSERT_TRUE(AwaitHead(log(), head + 30));
  const std::vector<std::string> keys = MadeKeys(log());
  ASSERT_EQ(keys.size(), 10u);
  EXPECT_TRUE(std::ranges::is_sorted(keys));
  EXPECT_EQ(FromTimestamp(EventsOf(log())[head].record.record_time()),
            kStart + 100 * kDay);
}

TEST_F(TickerTest, FiresEachTimerOnceThoughTheClockWentBack) {
  const auto engine = Open();
  const uint64_t head = log().GetHead().position;
  const absl::Time first = kStart + 4 * kDay + absl::Hours(9);
  clock_.Set(first);
  ASSERT_TRUE(AwaitHead(log(), head + 3));
  // The ledger's time does not go back with it, and nothing fires again.
  clock_.Set(kStart);
  EXPECT_EQ(log().WaitForHead(head + 3, absl::Milliseconds(1500)).position,
            head + 3);
  clock_.Set(first + kDay - absl::Milliseconds(1));
  EXPECT_EQ(log().WaitForHead(head + 3, absl::Milliseconds(1500)).position,
            head + 3);
  clock_.Set(first + kDay);
  ASSERT_TRUE(AwaitHead(log(), head + 6));
  EXPECT_THAT(MadeKeys(log()),
              testing::ElementsAre("2026-01-05", "2026-01-06"));
  EXPECT_EQ(FromTimestamp(EventsOf(log())[head + 3].record.record_time()),
            first + kDay);
}

TEST_F(TickerTest, TwoEnginesOnOneLogFireEachTimerOnce) {
  clock_.Set(kStart + 100 * kDay);
  const uint64_t head = log().GetHead().position;
  {
    const auto one = Open();
    const auto two = Open();
    ASSERT_TRUE(AwaitHead(log(), head + 30));
    // Whatever they still try has no effect.
    EXPECT_EQ(log().WaitForHead(head + 30, absl::Milliseconds(1500)).position,
              head + 30);
  }
  const auto three = Open();
  EXPECT_EQ(log().WaitForHead(head + 30, absl::Milliseconds(1500)).position,
            head + 30);
  const std::vector<std::string> tickets = OpenedTickets(log());
  EXPECT_EQ(tickets.size(), 10u);
  EXPECT_EQ(std::set<std::string>(tickets.begin(), tickets.end()).size(), 10u);
}

TEST(FireCommandTest, ItsRequestIdFollowsFromTheTimer) {
  DueTimer due;
  due.stream = {v1::STREAM_KIND_PLAN, "lift"};
  due.timer.set_kind(v1::TIMER_KIND_OCCURRENCE);
  due.timer.set_position(7);
  *due.timer.mutable_due_time() = ToTimestamp(kStart);
  const v1::Command command = FireCommand(due);
  EXPECT_EQ(command.request_id().size(), kRequestIdBytesMax);
  EXPECT_EQ(FireCommand(due).SerializeAsString(), command.SerializeAsString());
  std::set<std::string> ids = {command.request_id()};
  DueTimer other = due;
  other.stream.second = "lifts";
  ids.insert(FireCommand(other).request_id());
  other = due;
  other.timer.set_position(8);
  ids.insert(FireCommand(other).request_id());
  other = due;
  *other.timer.mutable_due_time() = ToTimestamp(kStart + absl::Milliseconds(1));
  ids.insert(FireCommand(other).request_id());
  other = due;
  other.timer.set_kind(v1::TIMER_KIND_RELEASE);
  ids.insert(FireCommand(other).request_id());
  EXPECT_EQ(ids.size(), 5u);
}

}  // namespace
}  // namespace workledger
