// A DRIVEN clock fires the timers on its way.

#include "engine/ledger/time_advance.h"

#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "engine/base/time.h"
#include "engine/ledger/timer_run.h"
#include "engine/log/memory.h"
#include "engine/log/rocksdb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr char kVisits[] =
    "code: 'lift' kind: TICKET_KIND_REPAIR "
    "recurrence: 'FREQ=MONTHLY;BYMONTHDAY=5,20' lead { seconds: 86400 } "
    "start_date { year: 2026 month: 1 day: 1 } start_minute: 540";
constexpr char kDaily[] =
    "code: 'daily' kind: TICKET_KIND_SERVICE recurrence: 'FREQ=DAILY' "
    "start_date { year: 2026 month: 1 day: 1 } start_minute: 60";

// 2026-01-01T00:00:00Z.
constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);
constexpr absl::Duration kDay = absl::Hours(24);

class TimeAdvanceTest : public testing::Test {
 public:
  void SetUp() override {
    Open();
    CreateMain(*engine_, v1::LEDGER_CLOCK_DRIVEN, kStart);
  }

  void Open() {
    engine_.reset();
    engine_ = OpenShared(*base_, clock_, directory_.path() / "views");
  }

  // Adds a plan where no engine runs.
  void Put(const char* plan) {
    engine_.reset();
    AppendPlan(log(), plan, kStart);
    Open();
  }

  absl::StatusOr<v1::ExecuteResponse> Execute(
      v1::ExecuteRequest request,
      absl::Time deadline = absl::InfiniteFuture()) {
    return Call(*engine_, &Engine::Execute, std::move(request),
                {.deadline = deadline});
  }

  absl::Time Now() {
    v1::GetLedgerRequest request;
    request.set_ledger("main");
    return FromTimestamp(
        Call(*engine_, &Engine::GetLedger, request)->ledger().now_time());
  }

  EventLog& log() { return **base_->Open("main"); }

  const SystemClock clock_;
  TempDir directory_;
  std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  std::unique_ptr<EngineImpl> engine_;
};

TEST_F(TimeAdvanceTest, AYearOfTwentyFourVisitsGivesTwentyFourTickets) {
  Put(kVisits);
  const auto answer = Execute(AdvanceTo("a-1", kStart + 365 * kDay));
  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->replayed());
  const std::vector<std::string> keys = MadeKeys(log());
  EXPECT_EQ(keys.size(), 24u);
  EXPECT_EQ(OpenedTickets(log()).size(), 24u);
  EXPECT_EQ(keys.front(), "2026-01-05");
  EXPECT_EQ(keys.back(), "2026-12-20");
  EXPECT_EQ(Now(), kStart + 365 * kDay);
}

TEST_F(TimeAdvanceTest, EachTimerFiresAtTheTimeItIsDue) {
  Put(kVisits);
  ASSERT_THAT(Execute(AdvanceTo("a-1", kStart + 31 * kDay)), IsOk());
  std::vector<absl::Time> times;
  for (const LoggedEvent& logged : EventsOf(log())) {
    if (!logged.event.has_occurrence_made()) continue;
    times.push_back(FromTimestamp(logged.record.record_time()));
  }
  // A day before the windows begin.
  EXPECT_THAT(times, testing::ElementsAre(kStart + 3 * kDay + absl::Hours(9),
                                          kStart + 18 * kDay + absl::Hours(9)));
}

// Whoever took a timer's request id without clearing the timer: the clock goes
// on past it all the same, and other timers fire.
TEST_F(TimeAdvanceTest, ATimerThatWasAnsweredBeforeHoldsUpNothing) {
  Put(kVisits);
  DueTimer due;
  due.stream = {v1::STREAM_KIND_PLAN, "lift"};
  due.timer.set_kind(v1::TIMER_KIND_OCCURRENCE);
  for (const LoggedEvent& logged : EventsOf(log())) {
    if (!logged.event.has_occurrence_scheduled()) continue;
    due.timer.set_position(logged.record.position());
    *due.timer.mutable_due_time() =
        logged.event.occurrence_scheduled().plan_time();
  }
  const v1::Command fire = FireCommand(due);
  engine_.reset();
  AppendPlan(log(), kDaily, kStart, &fire);
  Open();
  ASSERT_THAT(Execute(AdvanceTo("a-1", kStart + 10 * kDay)), IsOk());
  EXPECT_EQ(Now(), kStart + 10 * kDay);
  const std::vector<std::string> tickets = OpenedTickets(log());
  EXPECT_EQ(tickets.size(), 10u);
  EXPECT_EQ(tickets.front(), "daily-2026-01-01");
}

TEST_F(TimeAdvanceTest, TimersOfSeveralPlansFireInTheOrderOfTheirTimes) {
  Put(kVisits);
  Put(kDaily);
  ASSERT_THAT(Execute(AdvanceTo("a-1", kStart + 60 * kDay)), IsOk());
  EXPECT_EQ(OpenedTickets(log()).size(), 64u);
  absl::Time last = kStart;
  for (const LoggedEvent& logged : EventsOf(log())) {
    const absl::Time time = FromTimestamp(logged.record.record_time());
    EXPECT_GE(time, last);
    last = time;
  }
}

TEST_F(TimeAdvanceTest, ATimerDueAtTheTargetFiresAndOneAfterItDoesNot) {
  Put(kDaily);
  ASSERT_THAT(Execute(AdvanceTo(
                  "a-1", kStart + absl::Hours(1) - absl::Milliseconds(1))),
              IsOk());
  EXPECT_EQ(MadeKeys(log()).size(), 0u);
  ASSERT_THAT(Execute(AdvanceTo("a-2", kStart + absl::Hours(1))), IsOk());
  EXPECT_EQ(MadeKeys(log()).size(), 1u);
}

// The last timer on the way brings the clock there, and then the clock goes on.
TEST_F(TimeAdvanceTest, AnOrderToWhereATimerStandsIsKnownWhenItComesAgain) {
  Put(kDaily);
  const v1::ExecuteRequest order = AdvanceTo("a-1", kStart + absl::Hours(1));
  ASSERT_THAT(Execute(order), IsOk());
  ASSERT_THAT(Execute(AdvanceTo("a-2", kStart + absl::Hours(2))), IsOk());
  const auto again = Execute(order);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->replayed());
}

TEST_F(TimeAdvanceTest, AStepCountsFromWhereItBegan) {
  Put(kDaily);
  ASSERT_THAT(Execute(AdvanceBy("a-1", 10 * kDay)), IsOk());
  EXPECT_EQ(Now(), kStart + 10 * kDay);
  EXPECT_EQ(MadeKeys(log()).size(), 10u);
}

TEST_F(TimeAdvanceTest, AnAnswerIsReplayedWithoutFiring) {
  Put(kDaily);
  ASSERT_THAT(Execute(AdvanceBy("a-1", kDay)), IsOk());
  const uint64_t head = log().GetHead().position;
  const auto again = Execute(AdvanceBy("a-1", kDay));
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->replayed());
  EXPECT_THAT(Execute(AdvanceBy("a-1", 2 * kDay)),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        v1::ERROR_REASON_REQUEST_ID_REUSED));
  EXPECT_EQ(log().GetHead().position, head);
}

TEST_F(TimeAdvanceTest, ARefusedOrderFiresNothing) {
  Put(kDaily);
  ASSERT_THAT(Execute(AdvanceTo("a-1", kStart + kDay)), IsOk());
  const uint64_t head = log().GetHead().position;
  EXPECT_THAT(Execute(AdvanceTo("a-2", kStart)),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        v1::ERROR_REASON_TIME_WENT_BACK));
  v1::ExecuteRequest ahead = AdvanceTo("a-3", kStart + 9 * kDay);
  *ahead.mutable_command()->mutable_occur_time() =
      ToTimestamp(kStart + 2 * kDay);
  EXPECT_THAT(Execute(ahead), FailsWith(absl::StatusCode::kInvalidArgument,
                                        v1::ERROR_REASON_TIME_AHEAD));
  EXPECT_EQ(log().GetHead().position, head);
}

TEST_F(TimeAdvanceTest, GoesOnAfterADeadlineUntilItIsThere) {
  Put(kDaily);
  for (const v1::ExecuteRequest& request :
       {AdvanceTo("a-1", kStart + 200 * kDay), AdvanceBy("a-2", 200 * kDay)}) {
    int interrupted = 0;
    while (true) {
      const auto answer =
          Execute(request, absl::Now() + absl::Milliseconds(interrupted + 1));
      if (answer.ok()) break;
      ASSERT_THAT(answer, FailsWith(absl::StatusCode::kDeadlineExceeded,
                                    v1::ERROR_REASON_DEADLINE_PASSED));
      ++interrupted;
    }
    EXPECT_GT(interrupted, 0);
  }
  EXPECT_EQ(Now(), kStart + 400 * kDay);
  EXPECT_EQ(MadeKeys(log()).size(), 400u);
}

TEST_F(TimeAdvanceTest, ABatchFiresBetweenItsCommands) {
  Put(kDaily);
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  *batch.add_commands() = ReportRequest("y1", "y1").command();
  *batch.add_commands() = AdvanceBy("y2", kDay).command();
  *batch.add_commands() = ReportRequest("y3", "y3").command();
  *batch.add_commands() = AdvanceBy("y4", kDay).command();
  const auto answer = Call(*engine_, &Engine::BatchExecute, batch);
  ASSERT_THAT(answer, IsOk());
  ASSERT_EQ(answer->outcomes_size(), 4);
  for (const v1::CommandOutcome& outcome : answer->outcomes()) {
    EXPECT_TRUE(outcome.has_response()) << outcome.ShortDebugString();
  }
  EXPECT_EQ(Now(), kStart + 2 * kDay);
  EXPECT_THAT(
      OpenedTickets(log()),
      testing::ElementsAre("y1", "daily-2026-01-01", "y3", "daily-2026-01-02"));
}

TEST_F(TimeAdvanceTest, TimeIsNoPartOfAnAtomicBatch) {
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  batch.set_atomic(true);
  *batch.add_commands() = AdvanceBy("z1", kDay).command();
  EXPECT_THAT(Call(*engine_, &Engine::BatchExecute, batch), IsOk());
  *batch.add_commands() = ReportRequest("z2", "z2").command();
  const auto refused = Call(*engine_, &Engine::BatchExecute, batch);
  EXPECT_EQ(ErrorOf(refused.status()).field(), "atomic");
  EXPECT_EQ(Now(), kStart + kDay);
}

TEST_F(TimeAdvanceTest, CallsThatMoveTheClockTakeTurns) {
  Put(kDaily);
  std::vector<std::promise<absl::Status>> answers(20);
  for (size_t i = 0; i < answers.size(); ++i) {
    engine_->Execute(AdvanceBy("a-" + std::to_string(i), kDay), {},
                     [&answers, i](absl::StatusOr<v1::ExecuteResponse> answer) {
                       answers[i].set_value(answer.status());
                     });
  }
  for (auto& answer : answers) {
    EXPECT_THAT(answer.get_future().get(), IsOk());
  }
  EXPECT_EQ(Now(), kStart + 20 * kDay);
  EXPECT_EQ(MadeKeys(log()).size(), 20u);
}

TEST_F(TimeAdvanceTest, TooManyCallsThatMoveTheClockAreRefused) {
  Put(kDaily);
  std::atomic<size_t> refused = 0;
  const size_t count = 4 * kAdvancesMax;
  std::vector<std::promise<void>> answers(count);
  for (size_t i = 0; i < count; ++i) {
    engine_->Execute(
        AdvanceBy("a-" + std::to_string(i), 10 * kDay), {},
        [&, i](const absl::StatusOr<v1::ExecuteResponse>& answer) {
          if (!answer.ok()) {
            EXPECT_THAT(answer, FailsWith(absl::StatusCode::kResourceExhausted,
                                          v1::ERROR_REASON_QUEUE_FULL));
            ++refused;
          }
          answers[i].set_value();
        });
  }
  for (auto& answer : answers) answer.get_future().wait();
  EXPECT_GT(refused, 0u);
  EXPECT_LT(refused, count - kAdvancesMax + 1);
}

TEST_F(TimeAdvanceTest, AShutdownOnTheWayIsAnswered) {
  Put(kDaily);
  std::promise<absl::Status> answer;
  engine_->Execute(AdvanceTo("a-1", kStart + 36500 * kDay), {},
                   [&](const absl::StatusOr<v1::ExecuteResponse>& response) {
                     answer.set_value(response.status());
                   });
  ASSERT_TRUE(AwaitHead(log(), log().GetHead().position + 3));
  engine_.reset();
  EXPECT_THAT(answer.get_future().get(),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_SHUTTING_DOWN));
  // Nothing is lost or doubled.
  const size_t made = MadeKeys(log()).size();
  EXPECT_EQ(OpenedTickets(log()).size(), made);
  Open();
  const absl::Time end = kStart + static_cast<int>(made + 10) * kDay;
  ASSERT_THAT(Execute(AdvanceTo("a-2", end)), IsOk());
  EXPECT_EQ(MadeKeys(log()).size(), made + 10);
}

TEST_F(TimeAdvanceTest, TwoEnginesOnOneLogFireEachTimerOnce) {
  Put(kVisits);
  const auto other =
      OpenShared(*base_, clock_, directory_.path() / "other-views");
  std::promise<absl::Status> answer;
  other->Execute(AdvanceTo("b-1", kStart + 365 * kDay), {},
                 [&](const absl::StatusOr<v1::ExecuteResponse>& response) {
                   answer.set_value(response.status());
                 });
  const auto own = Execute(AdvanceTo("a-1", kStart + 365 * kDay));
  const absl::Status others = answer.get_future().get();
  EXPECT_TRUE(own.ok() || absl::IsUnavailable(own.status())) << own.status();
  EXPECT_TRUE(others.ok() || absl::IsUnavailable(others)) << others;
  ASSERT_THAT(Execute(AdvanceTo("a-2", kStart + 366 * kDay)), IsOk());
  const std::vector<std::string> keys = MadeKeys(log());
  EXPECT_EQ(keys.size(), 24u);
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 24u);
  EXPECT_EQ(OpenedTickets(log()).size(), 24u);
}

TEST(TimeAdvanceOnDiskTest, ARestartInTheMiddleDoublesNothing) {
  const SystemClock clock;
  TempDir directory;
  const RocksdbLogOptions options = {.directory = directory.path() / "log",
                                     .disk_reserve_bytes = 0};
  for (int part = 0; part < 4; ++part) {
    auto base = OpenRocksdbLogStore(options);
    ASSERT_THAT(base, IsOk());
    if (part == 0) {
      CreateMain(*OpenShared(**base, clock, directory.path() / "views"),
                 v1::LEDGER_CLOCK_DRIVEN, kStart);
      AppendPlan(**(*base)->Open("main"), kVisits, kStart);
    }
    const auto engine = OpenShared(**base, clock, directory.path() / "views");
    ASSERT_THAT(Call(*engine, &Engine::Execute,
                     AdvanceTo("a-" + std::to_string(part),
                               kStart + (part + 1) * 365 * kDay / 4)),
                IsOk());
    if (part < 3) continue;
    const std::vector<std::string> keys = MadeKeys(**(*base)->Open("main"));
    EXPECT_EQ(keys.size(), 24u);
    EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 24u);
  }
}

}  // namespace
}  // namespace workledger
