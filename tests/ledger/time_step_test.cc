// A step of a DRIVEN clock that does not come to its end is given again.

#include <memory>
#include <string>

#include "engine/base/time.h"
#include "engine/core/timer_decide.h"
#include "engine/ledger/time_advance.h"
#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/faulty_log.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

constexpr char kDaily[] =
    "code: 'daily' kind: TICKET_KIND_SERVICE recurrence: 'FREQ=DAILY' "
    "start_date { year: 2026 month: 1 day: 1 } start_minute: 60";

// 2026-01-01T00:00:00Z.
constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);
constexpr absl::Duration kDay = absl::Hours(24);

class TimeStepTest : public testing::Test {
 public:
  void SetUp() override {
    Open();
    CreateMain(*engine_, v1::LEDGER_CLOCK_DRIVEN, kStart);
    engine_.reset();
    AppendPlan(log(), kDaily, kStart);
    Open();
  }

  // Opens the engine, as after a restart.
  void Open() {
    engine_.reset();
    faulty_ = std::make_unique<FaultyLogStore>(*base_);
    engine_ = OpenShared(*faulty_, clock_, directory_.path() / "views");
  }

  absl::StatusOr<v1::ExecuteResponse> Execute(v1::ExecuteRequest request) {
    return Call(*engine_, &Engine::Execute, std::move(request));
  }

  // Gives an order that comes as far as its second timer.
  void Interrupt(const v1::ExecuteRequest& request, bool again = false) {
    const size_t made = MadeKeys(log()).size();
    // Two timers are written before, and, the first time, where it begins.
    faulty_->FailAppend(again ? 3 : 4, Fault::kDiskFull);
    ASSERT_THAT(Execute(request),
                FailsWith(absl::StatusCode::kResourceExhausted,
                          v1::ERROR_REASON_DISK_FULL));
    ASSERT_EQ(MadeKeys(log()).size(), made + 2);
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
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  std::unique_ptr<FaultyLogStore> faulty_;
  std::unique_ptr<EngineImpl> engine_;
};

TEST_F(TimeStepTest, CountsFromWhereItBeganWhenItIsGivenAgain) {
  Interrupt(AdvanceBy("a", 10 * kDay));
  Interrupt(AdvanceBy("a", 10 * kDay), true);
  const auto answer = Execute(AdvanceBy("a", 10 * kDay));
  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->replayed());
  EXPECT_EQ(Now(), kStart + 10 * kDay);
  EXPECT_EQ(MadeKeys(log()).size(), 10u);
  EXPECT_TRUE(Execute(AdvanceBy("a", 10 * kDay))->replayed());
  EXPECT_EQ(Now(), kStart + 10 * kDay);
}

TEST_F(TimeStepTest, StepsOfTwoClientsDoNotForgetEachOther) {
  Interrupt(AdvanceBy("a", 10 * kDay));
  const absl::Time second = Now();
  ASSERT_GT(second, kStart);
  Interrupt(AdvanceBy("b", 20 * kDay));
  ASSERT_THAT(Execute(AdvanceBy("a", 10 * kDay)), IsOk());
  EXPECT_EQ(Now(), kStart + 10 * kDay);
  ASSERT_THAT(Execute(AdvanceBy("b", 20 * kDay)), IsOk());
  EXPECT_EQ(Now(), second + 20 * kDay);
}

TEST_F(TimeStepTest, GoesOnAfterARestart) {
  Interrupt(AdvanceBy("a", 10 * kDay));
  Open();
  Interrupt(AdvanceBy("a", 10 * kDay), true);
  Open();
  ASSERT_THAT(Execute(AdvanceBy("a", 10 * kDay)), IsOk());
  EXPECT_EQ(Now(), kStart + 10 * kDay);
  EXPECT_EQ(MadeKeys(log()).size(), 10u);
}

TEST_F(TimeStepTest, LeavesTimeWhereOthersHaveBroughtIt) {
  Interrupt(AdvanceBy("a", 10 * kDay));
  ASSERT_THAT(Execute(AdvanceTo("b", kStart + 30 * kDay)), IsOk());
  const uint64_t head = log().GetHead().position;
  // The order is kept, so that it is known when it comes again; time stays.
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(Execute(AdvanceBy("a", 10 * kDay)), IsOk());
    EXPECT_EQ(log().GetHead().position, head + 1);
    EXPECT_EQ(Now(), kStart + 30 * kDay);
  }
}

TEST_F(TimeStepTest, RefusesAnotherOrderUnderItsRequestId) {
  Interrupt(AdvanceBy("a", 10 * kDay));
  const uint64_t head = log().GetHead().position;
  for (const v1::ExecuteRequest& other :
       {AdvanceBy("a", 11 * kDay), AdvanceTo("a", kStart + 10 * kDay)}) {
    EXPECT_THAT(Execute(other), FailsWith(absl::StatusCode::kInvalidArgument,
                                          v1::ERROR_REASON_REQUEST_ID_REUSED));
  }
  EXPECT_EQ(log().GetHead().position, head);
}

TEST_F(TimeStepTest, RecordsWhereItBeganOnlyIfTimersAreDueOnItsWay) {
  const uint64_t head = log().GetHead().position;
  ASSERT_THAT(Execute(AdvanceBy("a", absl::Minutes(59))), IsOk());
  EXPECT_EQ(log().GetHead().position, head + 1);
  ASSERT_THAT(Execute(AdvanceBy("b", absl::Minutes(2))), IsOk());
  const LoggedEvent begun = EventsOf(log())[head + 1];
  EXPECT_TRUE(begun.record.request_id().starts_with(kStepRequestPrefix));
  EXPECT_EQ(begun.record.actor().principal(),
            AdvanceBy("b", kDay).command().actor().principal());
  EXPECT_EQ(FromTimestamp(begun.event.time_advanced().now_time()),
            kStart + absl::Minutes(59));
  EXPECT_EQ(EventsOf(log()).back().record.request_id(), "b");
  EXPECT_EQ(Now(), kStart + absl::Minutes(61));
}

}  // namespace
}  // namespace workledger
