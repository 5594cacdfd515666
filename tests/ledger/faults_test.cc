// The engine over a log that fails: unknown outcomes, a full disk, and another
// writer that moves the head.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "engine/base/digest.h"
#include "engine/base/executor.h"
#include "engine/core/upcast.h"
#include "engine/ledger/batch.h"
#include "engine/ledger/committer.h"
#include "engine/ledger/engine_impl.h"
#include "engine/log/memory.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/faulty_log.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

class FaultsTest : public testing::Test {
 public:
  void SetUp() override {
    Open();
    v1::CreateLedgerRequest create;
    create.set_ledger("main");
    create.set_clock(v1::LEDGER_CLOCK_WALL);
    ASSERT_THAT(Call(*engine_, &Engine::CreateLedger, create).status(), IsOk());
  }

  // Opens an engine on what is in `base_`, as after a restart.
  void Open() {
    engine_.reset();
    EngineImpl::Stores stores;
    auto log = std::make_unique<FaultyLogStore>(*base_);
    faulty_ = log.get();
    stores.log = std::move(log);
    auto view = ViewStore::Open((directory_.path() / "views").string());
    ASSERT_THAT(view.status(), IsOk());
    stores.view = *std::move(view);
    stores.scratch_directory = directory_.path().string();
    engine_ = std::make_unique<EngineImpl>(std::move(stores), clock_);
    ASSERT_THAT(engine_->OpenLedgers(), IsOk());
  }

  absl::StatusOr<v1::ExecuteResponse> Execute(v1::ExecuteRequest request) {
    return Call(*engine_, &Engine::Execute, std::move(request));
  }

  uint64_t HeadPosition() { return (*base_->Open("main"))->GetHead().position; }

  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  const SystemClock clock_;
  TempDir directory_;
  FaultyLogStore* faulty_ = nullptr;
  std::unique_ptr<EngineImpl> engine_;
};

// What a batch is decided on, as the committer has it.
struct BatchGround {
  explicit BatchGround(FaultsTest& test)
      : log(*test.base_->Open("main").value()),
        store(ViewStore::Open((test.directory_.path() / "batch").string())
                  .value()),
        view(LedgerView::Open(*store, log).value()),
        folds(log, *view),
        ledger(LoadLedgerFold(log, *view).value()) {}

  Batch MakeBatch() {
    return Batch(log, folds, ledger, log.GetHead(), absl::Now());
  }

  EventLog& log;
  std::unique_ptr<ViewStore> store;
  std::unique_ptr<LedgerView> view;
  FoldCache folds;
  LedgerFold ledger;
};

void Add(const v1::Command& command, Submission& submission) {
  submission.commands.push_back(command);
  submission.payload_hashes.push_back(Sha256({command.SerializeAsString()}));
}

TEST_F(FaultsTest, AnAtomicBatchWithACommandWithoutEventsCanBeRetried) {
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  batch.set_atomic(true);
  *batch.add_commands() = ReportRequest("r1", "lamp").command();
  // History that brings no news is accepted without an event.
  v1::Command& history = *batch.add_commands();
  history = MakeRequest("h1", "old").command();
  history.mutable_provenance()->set_source("elsewhere");
  history.mutable_provenance()->set_reference("1");
  history.mutable_record_history()->mutable_report();
  v1::Command& silent = *batch.add_commands();
  silent = history;
  silent.set_request_id("h2");
  silent.mutable_record_history()->clear_report();
  silent.mutable_record_history()->set_location("");
  const auto first = Call(*engine_, &Engine::BatchExecute, batch);
  ASSERT_THAT(first.status(), IsOk());
  ASSERT_EQ(first->outcomes(2).response().first_position(), 0);
  const auto again = Call(*engine_, &Engine::BatchExecute, batch);
  ASSERT_THAT(again.status(), IsOk());
  EXPECT_TRUE(again->outcomes(0).response().replayed());
}

TEST_F(FaultsTest, SaysThatAnOutcomeIsUnknownAndStops) {
  EXPECT_THAT(engine_->WaitFailed(absl::ZeroDuration()), IsOk());
  faulty_->FailAppend(1, Fault::kUnknownNotWritten);
  EXPECT_THAT(Execute(ReportRequest("r1", "lamp")).status(),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_OUTCOME_UNKNOWN));
  EXPECT_EQ(engine_->WaitFailed(absl::Seconds(30)).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_THAT(Execute(ReportRequest("r2", "tap")).status(),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_ENGINE_FAILED));
  // Reads of what is durable go on.
  v1::ReadEventsRequest read;
  read.set_ledger("main");
  const auto page = Call(*engine_, &Engine::ReadEvents, read);
  ASSERT_THAT(page.status(), IsOk());
  EXPECT_EQ(page->records_size(), 1);
}

TEST_F(FaultsTest, ARestartSettlesAnOutcomeThatWasWritten) {
  faulty_->FailAppend(1, Fault::kUnknownWritten);
  EXPECT_THAT(Execute(ReportRequest("r1", "lamp")).status(),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_OUTCOME_UNKNOWN));
  Open();
  const auto again = Execute(ReportRequest("r1", "lamp"));
  ASSERT_THAT(again.status(), IsOk());
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(HeadPosition(), 2);
}

TEST_F(FaultsTest, ARestartSettlesAnOutcomeThatWasNotWritten) {
  faulty_->FailAppend(1, Fault::kUnknownNotWritten);
  EXPECT_THAT(Execute(ReportRequest("r1", "lamp")).status(),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_OUTCOME_UNKNOWN));
  Open();
  const auto again = Execute(ReportRequest("r1", "lamp"));
  ASSERT_THAT(again.status(), IsOk());
  EXPECT_FALSE(again->replayed());
  EXPECT_EQ(HeadPosition(), 2);
}

TEST_F(FaultsTest, AFullDiskRefusesAndLeavesNothingBehind) {
  ASSERT_THAT(Execute(ReportRequest("r1", "lamp")).status(), IsOk());
  faulty_->FailAppend(1, Fault::kDiskFull);
  EXPECT_THAT(Execute(AcceptRequest("r2", "lamp")).status(),
              FailsWith(absl::StatusCode::kResourceExhausted,
                        v1::ERROR_REASON_DISK_FULL));
  EXPECT_THAT(engine_->WaitFailed(absl::ZeroDuration()), IsOk());
  // The fold is not ahead of the log, and the request id is free.
  v1::ExecuteRequest accept = AcceptRequest("r2", "lamp");
  accept.mutable_command()->set_expected_version(1);
  const auto accepted = Execute(accept);
  ASSERT_THAT(accepted.status(), IsOk());
  EXPECT_EQ(accepted->version(), 2);
  EXPECT_FALSE(accepted->replayed());
}

// Two submissions that one commit takes together.
TEST_F(FaultsTest, ARefusedAtomicBatchLeavesNoAnswerToItsCommands) {
  ASSERT_THAT(Execute(ReportRequest("r1", "lamp")).status(), IsOk());
  BatchGround folds(*this);
  Submission atomic;
  atomic.atomic = true;
  atomic.deadline = absl::InfiniteFuture();
  Submission single = atomic;
  single.atomic = false;
  for (const char* id : {"r1", "r2"}) {
    const std::string ticket = std::string(id) == "r1" ? "lamp" : "tap";
    Add(ReportRequest(id, ticket).command(), atomic);
  }
  Add(ReportRequest("r2", "tap").command(), single);

  Batch batch = folds.MakeBatch();
  for (const auto& outcome : batch.Add(atomic)) {
    EXPECT_THAT(outcome.status(),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          v1::ERROR_REASON_REQUEST_ID_REUSED));
  }
  const Outcomes outcomes = batch.Add(single);
  ASSERT_THAT(outcomes.front().status(), IsOk());
  EXPECT_FALSE(outcomes.front()->replayed());
  EXPECT_EQ(batch.transactions().size(), 1);
}

// Appends the report of ticket "other" behind the engine's back.
void AppendElsewhere(EventLog& log) {
  const Head head = log.GetHead();
  v1::Event event;
  v1::TicketReported& reported = *event.mutable_ticket_reported();
  reported.set_kind(v1::TICKET_KIND_REPAIR);
  reported.set_number(7);
  v1::Record record;
  record.set_ledger_uid(log.Uid());
  record.set_position(head.position + 1);
  record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  record.mutable_stream()->set_key("other");
  record.set_version(1);
  record.set_event_type(EventTypeOf(event));
  event.SerializeToString(record.mutable_payload());
  Transaction transaction;
  transaction.requests.push_back(
      {.id = "elsewhere", .payload_hash = {}, .record_count = 1});
  transaction.records.push_back(
      {.stream = {.kind = v1::STREAM_KIND_TICKET, .key = "other"},
       .version = 1,
       .bytes = record.SerializeAsString()});
  ASSERT_THAT(log.Append(head, {&transaction, 1}).status(), IsOk());
}

TEST_F(FaultsTest, DecidesAgainWhenAnotherWriterMovedTheHead) {
  ASSERT_THAT(Execute(ReportRequest("r1", "lamp")).status(), IsOk());
  AppendElsewhere(**faulty_->Open("main"));
  // It sees what the other one wrote: the number 7 and the ticket.
  const auto tap = Execute(ReportRequest("r2", "tap"));
  ASSERT_THAT(tap.status(), IsOk());
  EXPECT_EQ(tap->first_position(), 4);
  v1::GetTicketRequest get;
  get.set_ledger("main");
  get.set_ticket("tap");
  get.set_min_position(4);
  EXPECT_EQ(Call(*engine_, &Engine::GetTicket, get)->ticket().number(), 8);
  EXPECT_THAT(Execute(ReportRequest("r3", "other")).status(),
              FailsWith(absl::StatusCode::kAlreadyExists,
                        v1::ERROR_REASON_TICKET_EXISTS));
}

TEST_F(FaultsTest, DecidesNothingOnALedgerThatIsBehindTheHead) {
  BatchGround ground(*this);
  // After the ledger was loaded, and before the committer asks for the head.
  AppendElsewhere(ground.log);
  auto executor = std::make_unique<ThreadPool>(1);
  Committer committer({.log = ground.log,
                       .view = *ground.view,
                       .clock = clock_,
                       .commit_executor = *executor,
                       .answer_executor = *executor,
                       .fold_count_max = [] { return size_t{64}; },
                       .on_durable = [](uint64_t) {},
                       .on_failed = [](const absl::Status&) {}},
                      ground.ledger);
  Submission submission;
  Add(ReportRequest("r1", "lamp").command(), submission);
  submission.deadline = absl::InfiniteFuture();
  std::promise<Outcomes> outcomes;
  submission.done = [&](Outcomes done) { outcomes.set_value(std::move(done)); };
  ASSERT_THAT(committer.Submit(std::move(submission)), IsOk());
  EXPECT_THAT(outcomes.get_future().get().front().status(), IsOk());
  executor.reset();  // before the committer goes
  // The other one's ticket has the number 7.
  EXPECT_EQ(LoadLedgerFold(ground.log, *ground.view)->state.last_number(), 8);
}

}  // namespace
}  // namespace workledger
