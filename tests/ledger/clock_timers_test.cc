// Clocks fire their deadlines and levels: in the order in which they are due,
// each once, however late and whoever is killed on the way (DOMAIN 2.6).

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/time.h"
#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/clock_ledger.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

// 2026-01-01T00:00:00Z.
constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);
constexpr absl::Duration kDay = absl::Hours(24);

class ClockTimersTest : public testing::Test {
 protected:
  // An engine with views of its own on the shared log.
  std::unique_ptr<EngineImpl> Open() {
    return OpenShared(
        *base_, clock_,
        directory_.path() / ("views" + std::to_string(++opened_)));
  }

  // The engine goes, and comes back with the views that it had.
  void Restart() {
    engine_.reset();
    engine_ = OpenShared(*base_, clock_, directory_.path() / "views");
  }

  void Create(v1::LedgerClock clock) {
    Restart();
    CreateMain(*engine_, clock, kStart);
    PutPolicy(*engine_);
  }

  void Report(const std::string& ticket, absl::Time start) {
    clock_.Set(start);
    ReportTicket(*engine_, ticket);
    for (std::string& text : FiresOf(ticket, start, absl::InfiniteFuture())) {
      wanted_.push_back(std::move(text));
    }
  }

  // All that tickets fire, each once, in the order in which it is due.
  void ExpectAllInOrder() {
    std::vector<Fired> fired = FiredOf(log());
    EXPECT_TRUE(std::ranges::is_sorted(fired, {}, &Fired::due));
    std::vector<std::string> texts;
    for (const Fired& one : fired) {
      EXPECT_EQ(one.late, one.record_time - one.due) << TextOf(one);
      EXPECT_GE(one.late, absl::ZeroDuration()) << TextOf(one);
      texts.push_back(TextOf(one));
    }
    EXPECT_THAT(texts, testing::UnorderedElementsAreArray(wanted_));
  }

  EventLog& log() { return **base_->Open("main"); }

  FakeClock clock_{kStart};
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  TempDir directory_;
  int opened_ = 0;
  std::unique_ptr<EngineImpl> engine_;
  std::vector<std::string> wanted_;
};

TEST_F(ClockTimersTest, FiresAtTheInstantAndNotBefore) {
  Create(v1::LEDGER_CLOCK_WALL);
  Report("a", kStart);
  clock_.Set(kStart + absl::Hours(2) - absl::Milliseconds(1));
  const uint64_t head = log().GetHead().position;
  // Long enough for a tick.
  EXPECT_EQ(log().WaitForHead(head, absl::Milliseconds(1500)).position, head);
  clock_.Set(kStart + absl::Hours(2));
  ASSERT_TRUE(AwaitFired(log(), 1));
  clock_.Set(kStart + absl::Hours(4));
  ASSERT_TRUE(AwaitFired(log(), 3));
  const std::vector<Fired> fired = FiredOf(log());
  EXPECT_EQ(fired[0].level, "half");
  // The breach first, then who is told of it.
  EXPECT_EQ(fired[1].level, "breach");
  EXPECT_EQ(fired[2].level, "over");
  for (const Fired& one : fired) EXPECT_EQ(one.late, absl::ZeroDuration());
}

TEST_F(ClockTimersTest, ADayOfDowntimeIsMadeUpForInOrder) {
  Create(v1::LEDGER_CLOCK_WALL);
  // The later ones are overdue before the levels of the earlier ones are.
  for (int i = 0; i < 40; ++i) {
    Report(absl::StrCat("t-", i), kStart + i * absl::Minutes(1));
  }
  engine_.reset();
  clock_.Set(kStart + 3 * kDay);
  Restart();
  ASSERT_TRUE(AwaitFired(log(), wanted_.size()));
  ExpectAllInOrder();
  EXPECT_EQ(FiredOf(log()).front().late, 3 * kDay - absl::Hours(2));
}

TEST_F(ClockTimersTest, TwoEnginesOnOneLogFireEachOnce) {
  Create(v1::LEDGER_CLOCK_WALL);
  for (int i = 0; i < 40; ++i) {
    Report(absl::StrCat("t-", i), kStart + i * absl::Minutes(1));
  }
  engine_.reset();
  clock_.Set(kStart + 3 * kDay);
  const auto one = Open();
  const auto two = Open();
  ASSERT_TRUE(AwaitFired(log(), wanted_.size()));
  const uint64_t head = log().GetHead().position;
  // Whatever they still try has no effect.
  EXPECT_EQ(log().WaitForHead(head, absl::Milliseconds(1500)).position, head);
  ExpectAllInOrder();
}

TEST_F(ClockTimersTest, AWallClockMayJumpAndGoBack) {
  Create(v1::LEDGER_CLOCK_WALL);
  Report("a", kStart);
  clock_.Set(kStart + absl::Hours(2));
  ASSERT_TRUE(AwaitFired(log(), 1));
  // Back: nothing fires twice, and nothing is recorded before what was.
  clock_.Set(kStart - kDay);
  Restart();
  const uint64_t head = log().GetHead().position;
  EXPECT_EQ(log().WaitForHead(head, absl::Milliseconds(1500)).position, head);
  // On by a year.
  clock_.Set(kStart + 365 * kDay);
  ASSERT_TRUE(AwaitFired(log(), wanted_.size()));
  ExpectAllInOrder();
}

TEST_F(ClockTimersTest, EndingATicketDisarmsItsClocks) {
  Create(v1::LEDGER_CLOCK_WALL);
  Report("withdrawn", kStart);
  v1::ExecuteRequest withdraw = MakeRequest("w-1", "withdrawn");
  withdraw.mutable_command()->mutable_withdraw()->set_reason("mended");
  ASSERT_THAT(Call(*engine_, &Engine::Execute, withdraw).status(), IsOk());
  clock_.Set(kStart + 3 * kDay);
  const uint64_t head = log().GetHead().position;
  EXPECT_EQ(log().WaitForHead(head, absl::Milliseconds(1500)).position, head);
}

class ClockKillsTest : public ClockTimersTest,
                       public testing::WithParamInterface<unsigned> {};

TEST_P(ClockKillsTest, KillsAtAnyPointLoseAndDoubleNothing) {
  // The parameter is the seed.
  std::mt19937 random(GetParam());
  const auto some_time = [&random](absl::Duration most) {
    return absl::Milliseconds(random() % absl::ToInt64Milliseconds(most));
  };
  Create(v1::LEDGER_CLOCK_WALL);
  absl::Time now = kStart;
  for (int i = 0; i < 30; ++i) {
    now += some_time(absl::Minutes(90));
    Report(absl::StrCat("t-", i), now);
    // Dies while it fires, or before, or after.
    log().WaitForHead(log().GetHead().position,
                      some_time(absl::Milliseconds(20)));
    if (random() % 3 == 0) Restart();
  }
  clock_.Set(now + 3 * kDay);
  for (int kills = 0; kills < 4; ++kills) {
    log().WaitForHead(log().GetHead().position,
                      some_time(absl::Milliseconds(30)));
    Restart();
  }
  ASSERT_TRUE(AwaitFired(log(), wanted_.size()));
  ExpectAllInOrder();
}

INSTANTIATE_TEST_SUITE_P(Seeds, ClockKillsTest, testing::Range(1u, 5u));

TEST_F(ClockTimersTest, ADrivenClockFiresEachAtItsInstant) {
  Create(v1::LEDGER_CLOCK_DRIVEN);
  for (int i = 0; i < 10; ++i) {
    ASSERT_THAT(
        Call(*engine_, &Engine::Execute,
             AdvanceTo(absl::StrCat("a-", i), kStart + i * absl::Minutes(7)))
            .status(),
        IsOk());
    Report(absl::StrCat("t-", i), kStart + i * absl::Minutes(7));
  }
  ASSERT_THAT(Call(*engine_, &Engine::Execute,
                   AdvanceTo("half-way", kStart + absl::Hours(3)))
                  .status(),
              IsOk());
  EXPECT_EQ(FiredOf(log()).size(), 9u);
  Restart();
  ASSERT_THAT(
      Call(*engine_, &Engine::Execute, AdvanceTo("year", kStart + 365 * kDay))
          .status(),
      IsOk());
  ExpectAllInOrder();
  for (const Fired& fired : FiredOf(log())) {
    EXPECT_EQ(fired.late, absl::ZeroDuration()) << TextOf(fired);
  }
}

TEST_F(ClockTimersTest, ARevisedCalendarIsFollowedOnceByEachTicket) {
  Create(v1::LEDGER_CLOCK_WALL);
  for (int i = 0; i < 300; ++i) Report(absl::StrCat("t-", i), kStart);
  ReviseCalendar(*engine_, 2);
  const auto moved = [this] {
    size_t count = 0;
    for (const LoggedEvent& logged : EventsOf(log())) {
      if (logged.event.has_deadline_moved()) ++count;
    }
    return count;
  };
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (moved() < 300 && absl::Now() < end) {
    log().WaitForHead(log().GetHead().position, absl::Milliseconds(200));
  }
  Restart();
  const uint64_t head = log().GetHead().position;
  EXPECT_EQ(log().WaitForHead(head, absl::Milliseconds(1500)).position, head);
  EXPECT_EQ(moved(), 300u);
}

TEST_F(ClockTimersTest, AMigrationMovesEachRunningTicketOnce) {
  Create(v1::LEDGER_CLOCK_WALL);
  for (int i = 0; i < 300; ++i) Report(absl::StrCat("t-", i), kStart);
  const v1::WhatIf what_if = MigrateTickets(*engine_, log().GetHead().position);
  EXPECT_EQ(what_if.tickets(), 300u);
  EXPECT_EQ(what_if.earlier_clocks(), 300u);
  EXPECT_EQ(what_if.overdue_clocks(), 0u);
  // Half-way the engine goes; and another ticket is reported.
  const auto moved = [this] {
    std::map<std::string, int> tickets;
    for (const LoggedEvent& logged : EventsOf(log())) {
      if (logged.event.has_policy_migrated()) {
        ++tickets[logged.record.stream().key()];
      }
    }
    return tickets;
  };
  Restart();
  Report("late", kStart);
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (moved().size() < 300 && absl::Now() < end) {
    log().WaitForHead(log().GetHead().position, absl::Milliseconds(200));
  }
  Restart();
  const uint64_t head = log().GetHead().position;
  EXPECT_EQ(log().WaitForHead(head, absl::Milliseconds(1500)).position, head);
  const std::map<std::string, int> tickets = moved();
  EXPECT_EQ(tickets.size(), 300u);
  EXPECT_FALSE(tickets.contains("late"));
  for (const auto& [ticket, times] : tickets) EXPECT_EQ(times, 1) << ticket;
}

}  // namespace
}  // namespace workledger
