// Commands that bring more bytes than they have, or than one write takes.
// Calendars do: with the transitions of its zone one takes some 4 KiB.

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/executor.h"
#include "engine/ledger/committer.h"
#include "engine/ledger/intake.h"
#include "engine/ledger/zone_transitions.h"
#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Puts `count` calendars whose codes begin with `request_id`.
v1::Command PutCalendars(const std::string& request_id, int count) {
  v1::Command command = MakeRequest(request_id, "").command();
  command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
  for (int i = 0; i < count; ++i) {
    v1::Calendar& calendar = *command.mutable_change_catalogue()
                                  ->add_changes()
                                  ->mutable_put()
                                  ->mutable_calendar();
    calendar.set_code(absl::StrCat(request_id, "-", i));
    calendar.set_zone("America/New_York");
    calendar.add_weekdays(1);
    v1::DayInterval& interval = *calendar.add_intervals();
    interval.set_open_minute(540);
    interval.set_close_minute(1020);
  }
  return command;
}

TEST(IntakeTest, CountsWhatTheEngineAdds) {
  v1::ExecuteRequest request;
  *request.mutable_command() = PutCalendars("a", 10);
  const size_t sent = request.command().ByteSizeLong();
  const auto submission = TakeIn(request, {});
  ASSERT_THAT(submission, IsOk());
  EXPECT_EQ(submission->bytes, submission->commands[0].ByteSizeLong());
  EXPECT_GT(submission->bytes, 10 * sent);
}

TEST(IntakeTest, RefusesACommandThatGrowsBeyondOneWrite) {
  v1::ExecuteRequest request;
  *request.mutable_command() = PutCalendars("a", 6000);
  ASSERT_LT(request.command().ByteSizeLong(), kExecuteBytesMax);
  EXPECT_THAT(TakeIn(request, {}),
              FailsWith(absl::StatusCode::kResourceExhausted,
                        v1::ERROR_REASON_MESSAGE_TOO_LARGE));
}

class LargeBatchTest : public testing::Test {
 protected:
  void SetUp() override {
    const SystemClock clock;
    CreateMain(*OpenShared(*base_, clock, directory_.path() / "first-views"),
               v1::LEDGER_CLOCK_WALL, absl::UnixEpoch());
    log_ = *base_->Open("main");
    store_ = *ViewStore::Open((directory_.path() / "views").string());
    view_ = *LedgerView::Open(*store_, *log_);
    committer_ = std::make_unique<Committer>(
        CommitterDeps{.log = *log_,
                      .view = *view_,
                      .clock = clock_,
                      .commit_executor = commit_executor_,
                      .answer_executor = answer_executor_,
                      .fold_bytes_max = [] { return kFoldBytesMax; },
                      .on_durable = [this](uint64_t) { ++writes_; },
                      .on_failed = [](const absl::Status&) {}},
        *LoadLedgerFold(*log_, *view_));
  }

  static void Add(v1::Command command, Submission& submission) {
    EXPECT_THAT(ResolveZones(command), IsOk());
    submission.payload_hashes.push_back(Sha256({command.SerializeAsString()}));
    submission.commands.push_back(std::move(command));
  }

  // Submits, and returns where the outcomes will be.
  std::future<Outcomes> Submit(Submission submission) {
    // Small, as if something else than time zones had made it grow.
    submission.bytes = 1;
    submission.deadline = absl::InfiniteFuture();
    const auto promise = std::make_shared<std::promise<Outcomes>>();
    submission.done = [promise](Outcomes outcomes) {
      promise->set_value(std::move(outcomes));
    };
    EXPECT_THAT(committer_->Submit(std::move(submission)), IsOk());
    return promise->get_future();
  }

  // Submits a command that keeps the committer busy until `go` is set, so that
  // what comes after it gathers.
  void Block(std::shared_future<void> go) {
    Submission submission;
    Add(ReportRequest("first", "first").command(), submission);
    submission.deadline = absl::InfiniteFuture();
    const auto busy = std::make_shared<std::promise<void>>();
    submission.done = [busy, go = std::move(go)](const Outcomes& outcomes) {
      EXPECT_THAT(outcomes.front().status(), IsOk());
      busy->set_value();
      go.wait();
    };
    ASSERT_THAT(committer_->Submit(std::move(submission)), IsOk());
    busy->get_future().wait();
  }

  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  const SystemClock clock_;
  TempDir directory_;
  EventLog* log_ = nullptr;
  std::unique_ptr<ViewStore> store_;
  std::unique_ptr<LedgerView> view_;
  int writes_ = 0;  // on the strand
  std::unique_ptr<Committer> committer_;
  ThreadPool answer_executor_{1};
  ThreadPool commit_executor_{1};
};

// Of each some 1 MiB.
constexpr int kCommands = 20;
constexpr int kCalendars = 250;

TEST_F(LargeBatchTest, SubmissionsThatDoNotFitOneWriteAreCommittedInHalves) {
  std::promise<void> go;
  Block(go.get_future().share());
  const uint64_t head = log_->GetHead().position;
  std::vector<std::future<Outcomes>> outcomes;
  for (int i = 0; i < kCommands; ++i) {
    Submission submission;
    Add(PutCalendars(absl::StrCat("c", i), kCalendars), submission);
    outcomes.push_back(Submit(std::move(submission)));
  }
  go.set_value();
  uint64_t next = head + 1;
  for (std::future<Outcomes>& each : outcomes) {
    const Outcomes got = each.get();
    ASSERT_EQ(got.size(), 1u);
    ASSERT_THAT(got[0].status(), IsOk());
    EXPECT_EQ(got[0]->first_position(), next);
    next = got[0]->last_position() + 1;
  }
  EXPECT_EQ(log_->GetHead().position, head + kCommands * kCalendars);
  // The first, and two halves.
  EXPECT_EQ(writes_, 3);
}

TEST_F(LargeBatchTest, OneSubmissionThatDoesNotFitIsDividedByCommand) {
  const uint64_t head = log_->GetHead().position;
  Submission submission;
  for (int i = 0; i < kCommands; ++i) {
    Add(PutCalendars(absl::StrCat("c", i), kCalendars), submission);
  }
  const Outcomes got = Submit(std::move(submission)).get();
  ASSERT_EQ(got.size(), static_cast<size_t>(kCommands));
  uint64_t next = head + 1;
  for (const auto& outcome : got) {
    ASSERT_THAT(outcome.status(), IsOk());
    EXPECT_EQ(outcome->first_position(), next);
    next = outcome->last_position() + 1;
  }
  EXPECT_EQ(log_->GetHead().position, head + kCommands * kCalendars);
}

TEST_F(LargeBatchTest, AnAtomicSubmissionThatDoesNotFitLeavesNothing) {
  const uint64_t head = log_->GetHead().position;
  Submission submission;
  submission.atomic = true;
  for (int i = 0; i < kCommands; ++i) {
    Add(PutCalendars(absl::StrCat("c", i), kCalendars), submission);
  }
  const Outcomes got = Submit(std::move(submission)).get();
  ASSERT_EQ(got.size(), static_cast<size_t>(kCommands));
  for (const auto& outcome : got) {
    EXPECT_THAT(outcome.status(),
                FailsWith(absl::StatusCode::kResourceExhausted,
                          v1::ERROR_REASON_BATCH_TOO_LARGE));
  }
  EXPECT_EQ(log_->GetHead().position, head);
}

TEST_F(LargeBatchTest, ACommandThatNeverFitsIsRefusedAloneOfItsBatch) {
  Submission submission;
  Add(PutCalendars("a", 1), submission);
  Add(PutCalendars("b", kCommands * kCalendars), submission);
  Add(PutCalendars("c", 1), submission);
  const Outcomes got = Submit(std::move(submission)).get();
  ASSERT_EQ(got.size(), 3u);
  EXPECT_THAT(got[0].status(), IsOk());
  EXPECT_THAT(got[1].status(), FailsWith(absl::StatusCode::kResourceExhausted,
                                         v1::ERROR_REASON_BATCH_TOO_LARGE));
  EXPECT_THAT(got[2].status(), IsOk());
}

}  // namespace
}  // namespace workledger
