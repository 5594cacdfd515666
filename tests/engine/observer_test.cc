// What an engine tells of itself: batches, syncs, refusals, and where its
// ledgers stand.

#include "workledger/observer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "tests/engine/engine_fixture.h"

namespace workledger {
namespace {

// Keeps what it is told.
class Notebook final : public EngineObserver {
 public:
  void OnBatch(const BatchReport& batch) override {
    const std::lock_guard lock(mutex_);
    batches_.push_back(batch);
  }
  void OnSync(absl::Duration took) override {
    const std::lock_guard lock(mutex_);
    syncs_.push_back(took);
  }
  void OnRefused(v1::ErrorReason reason) override {
    const std::lock_guard lock(mutex_);
    ++refused_[reason];
  }

  std::vector<BatchReport> batches() const {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  std::vector<absl::Duration> syncs() const {
    const std::lock_guard lock(mutex_);
    return syncs_;
  }
  std::map<v1::ErrorReason, int> refused() const {
    const std::lock_guard lock(mutex_);
    return refused_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<BatchReport> batches_;
  std::vector<absl::Duration> syncs_;
  std::map<v1::ErrorReason, int> refused_;
};

// The machine's clock; a committer that reads it waits while it is held.
class HeldClock final : public Clock {
 public:
  absl::Time Now() const override {
    while (held_) absl::SleepFor(absl::Milliseconds(1));
    return absl::Now();
  }
  void Hold(bool held) { held_ = held; }

 private:
  std::atomic<bool> held_ = false;
};

class ObserverTest : public testing::Test {
 protected:
  void SetUp() override {
    EngineOptions options;
    options.directory = (directory_.path() / "data").string();
    options.disk_reserve_bytes = 0;
    options.clock = &clock_;
    options.observer = &notebook_;
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    v1::CreateLedgerRequest request;
    request.set_ledger("main");
    request.set_clock(v1::LEDGER_CLOCK_WALL);
    ASSERT_TRUE(Call(*engine_, &Engine::CreateLedger, request).ok());
  }

  absl::StatusOr<v1::ExecuteResponse> Execute(
      const v1::ExecuteRequest& request) {
    return Call(*engine_, &Engine::Execute, request);
  }

  LedgerStatus Status() const {
    const std::vector<LedgerStatus> all = engine_->ListStatus();
    EXPECT_EQ(all.size(), 1u);
    return all.front();
  }

  // Waits until the views have everything.
  void AwaitViews() {
    v1::SummarizeRequest request;
    request.set_ledger("main");
    request.set_min_position(Status().head_position);
    ASSERT_TRUE(Call(*engine_, &Engine::Summarize, request).ok());
  }

  TempDir directory_;
  HeldClock clock_;
  Notebook notebook_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(ObserverTest, IsToldOfEveryBatchAndSync) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "t1")).ok());
  ASSERT_TRUE(Execute(AcceptRequest("r2", "t1")).ok());
  const std::vector<BatchReport> batches = notebook_.batches();
  ASSERT_EQ(batches.size(), 2u);
  size_t events = 0;
  for (const BatchReport& batch : batches) {
    EXPECT_EQ(batch.commands, 1u);
    EXPECT_GT(batch.append, absl::ZeroDuration());
    EXPECT_GE(batch.total, batch.append);
    events += batch.events;
  }
  // All but the creation of the ledger, which no committer writes.
  EXPECT_EQ(events, Status().head_position - 1);
  // The store's own row and the creation are synced too.
  EXPECT_GE(notebook_.syncs().size(), 3u);
}

TEST_F(ObserverTest, IsToldOfEachRefusedCommandByItsReason) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "t1")).ok());
  EXPECT_FALSE(Execute(AcceptRequest("r2", "unknown")).ok());
  EXPECT_FALSE(Execute(ReportRequest("", "t2")).ok());
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  *batch.add_commands() = AcceptRequest("r3", "unknown").command();
  *batch.add_commands() = AcceptRequest("r4", "t1").command();
  ASSERT_TRUE(Call(*engine_, &Engine::BatchExecute, batch).ok());
  const std::map<v1::ErrorReason, int> want = {
      {v1::ERROR_REASON_TICKET_NOT_FOUND, 2},
      {v1::ERROR_REASON_FIELD_REQUIRED, 1}};
  EXPECT_EQ(notebook_.refused(), want);
}

TEST_F(ObserverTest, SaysWhereALedgerStands) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "t1")).ok());
  AwaitViews();
  const LedgerStatus status = Status();
  EXPECT_EQ(status.ledger, "main");
  EXPECT_EQ(status.head_position, 2u);
  EXPECT_EQ(status.view_position, 2u);
  EXPECT_EQ(status.view_lag, absl::ZeroDuration());
  EXPECT_EQ(status.commit_stall, absl::ZeroDuration());
  EXPECT_EQ(status.subscribers, 0u);
  EXPECT_FALSE(status.verified_records.has_value());
}

TEST_F(ObserverTest, SaysHowLongEventsWaitForTheViews) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "t1")).ok());
  // The views wait a tenth of a second for company.
  const LedgerStatus waiting = Status();
  if (waiting.view_position < waiting.head_position) {
    EXPECT_GT(waiting.view_lag, absl::ZeroDuration());
  }
  AwaitViews();
  EXPECT_EQ(Status().view_lag, absl::ZeroDuration());
}

TEST_F(ObserverTest, CountsSubscribersAndTheirLag) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "t1")).ok());
  v1::SubscribeRequest request;
  request.set_ledger("main");
  auto first = engine_->Subscribe(request);
  auto second = engine_->Subscribe(request);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE((*first)->Poll().ok());
  EXPECT_EQ(Status().subscribers, 2u);
  EXPECT_EQ(Status().subscriber_lag, 2u);  // the second was given nothing
  ASSERT_TRUE((*second)->Poll().ok());
  EXPECT_EQ(Status().subscriber_lag, 0u);
  second->reset();
  EXPECT_EQ(Status().subscribers, 1u);
}

TEST_F(ObserverTest, SaysHowFarAVerificationCame) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "t1")).ok());
  v1::VerifyLedgerRequest request;
  request.set_ledger("main");
  std::promise<absl::Status> done;
  engine_->VerifyLedger(
      request, [](const v1::VerifyLedgerResponse&) { return true; },
      [&done](const absl::StatusOr<v1::VerifyLedgerResponse>& result) {
        done.set_value(result.status());
      });
  ASSERT_TRUE(done.get_future().get().ok());
  EXPECT_EQ(Status().verified_records, 2u);
}

TEST_F(ObserverTest, SaysForHowLongACommitterIsStalled) {
  clock_.Hold(true);
  absl::Notification answered;
  engine_->Execute(ReportRequest("r1", "t1"), {},
                   [&](const absl::StatusOr<v1::ExecuteResponse>& response) {
                     EXPECT_TRUE(response.ok()) << response.status();
                     answered.Notify();
                   });
  while (Status().commit_stall < absl::Milliseconds(50)) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  clock_.Hold(false);
  answered.WaitForNotification();
  // The answer comes just before the batch is done with.
  while (Status().commit_stall > absl::ZeroDuration()) {
    absl::SleepFor(absl::Milliseconds(1));
  }
}

}  // namespace
}  // namespace workledger
