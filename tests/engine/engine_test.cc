// The engine through its public header: commands, queries, restarts.

#include "workledger/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "engine/base/time.h"
#include "tests/engine/engine_fixture.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

INSTANTIATE_TEST_SUITE_P(Logs, EngineTest, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& log) {
                           return log.param ? "Rocksdb" : "Memory";
                         });

TEST_P(EngineTest, AnswersACommandWithItsPositions) {
  const auto response = Execute(ReportRequest("r1", "lamp"));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->ticket(), "lamp");
  EXPECT_EQ(response->version(), 1);
  EXPECT_EQ(response->first_position(), 2);  // 1 is the ledger's creation
  EXPECT_EQ(response->last_position(), 2);
  EXPECT_FALSE(response->replayed());

  const auto ticket = GetTicket("lamp");
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  EXPECT_EQ(ticket->state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(ticket->number(), 1);
}

TEST_P(EngineTest, DerivesATicketIdFromTheRequestId) {
  const auto response = Execute(ReportRequest("Some Request/1", ""));
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_FALSE(response->ticket().empty());
  EXPECT_TRUE(GetTicket(response->ticket()).ok());
}

TEST_P(EngineTest, ReplaysARequestWithoutDoingItAgain) {
  const auto first = Execute(ReportRequest("r1", "lamp"));
  const auto again = Execute(ReportRequest("r1", "lamp"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(again->version(), first->version());
  EXPECT_EQ(again->first_position(), first->first_position());
  EXPECT_EQ(again->last_position(), first->last_position());
  EXPECT_EQ(HeadPosition(), 2);
}

TEST_P(EngineTest, RefusesARequestIdWithAnotherCommand) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "lamp")).ok());
  const auto other = Execute(ReportRequest("r1", "tap"));
  EXPECT_EQ(other.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(other.status()), v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(EngineTest, ChecksTheExpectedVersionAfterTheRequestId) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "lamp")).ok());
  v1::ExecuteRequest accept = AcceptRequest("r2", "lamp");
  accept.mutable_command()->set_expected_version(1);
  ASSERT_TRUE(Execute(accept).ok());
  // The same again is a replay although version 1 has passed.
  EXPECT_TRUE(Execute(accept)->replayed());

  accept.mutable_command()->set_request_id("r3");
  const auto stale = Execute(accept);
  EXPECT_EQ(stale.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(stale.status()), v1::ERROR_REASON_VERSION_CONFLICT);
}

TEST_P(EngineTest, RefusedCommandsTakeNoPositionAndNoRequestId) {
  const auto refused = Execute(AcceptRequest("r1", "lamp"));
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_TICKET_NOT_FOUND);
  EXPECT_EQ(HeadPosition(), 1);
  EXPECT_TRUE(Execute(ReportRequest("r1", "lamp")).ok());
}

TEST_P(EngineTest, NamesAnUnknownTicket) {
  v1::GetTicketRequest request;
  request.set_ledger("main");
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::GetTicket, request).status()),
            v1::ERROR_REASON_FIELD_REQUIRED);
  request.set_ticket("nowhere");
  request.mutable_as_of();  // with no field set it means now
  const auto response = Call(*engine_, &Engine::GetTicket, request);
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_TICKET_NOT_FOUND);
  EXPECT_EQ(response.status().message(), "ticket: nowhere is not known");
}

TEST_P(EngineTest, NamesAnUnknownLedger) {
  v1::ExecuteRequest request = ReportRequest("r1", "lamp");
  request.set_ledger("nowhere");
  const auto response = Execute(request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_LEDGER_NOT_FOUND);
  EXPECT_EQ(ErrorOf(response.status()).field(), "ledger");
}

TEST_P(EngineTest, NamesTheFieldOfABadCommand) {
  v1::ExecuteRequest request = ReportRequest("r1", "lamp");
  request.mutable_command()->mutable_report()->mutable_text()->set_clear(
      std::string(kPersonalTextBytesMax + 1, 'x'));
  const auto response = Execute(request);
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_FIELD_TOO_LONG);
  EXPECT_EQ(ErrorOf(response.status()).field(), "command.report.text.clear");
}

TEST_P(EngineTest, AnswersABatchCommandByCommand) {
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  *batch.add_commands() = ReportRequest("r1", "lamp").command();
  *batch.add_commands() = ReportRequest("r2", "lamp").command();
  *batch.add_commands() = AcceptRequest("r3", "lamp").command();
  *batch.add_commands() = ReportRequest("r1", "lamp").command();
  const auto response = Call(*engine_, &Engine::BatchExecute, batch);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->outcomes_size(), 4);
  EXPECT_EQ(response->outcomes(0).response().version(), 1);
  EXPECT_EQ(response->outcomes(1).error().reason(),
            v1::ERROR_REASON_TICKET_EXISTS);
  EXPECT_EQ(response->outcomes(2).response().version(), 2);
  EXPECT_TRUE(response->outcomes(3).response().replayed());
  EXPECT_EQ(HeadPosition(), 3);
}

TEST_P(EngineTest, RefusesAnAtomicBatchAsAWhole) {
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  batch.set_atomic(true);
  *batch.add_commands() = ReportRequest("r1", "lamp").command();
  *batch.add_commands() = AcceptRequest("r2", "lamp").command();
  *batch.add_commands() = AcceptRequest("r3", "lamp").command();
  const auto refused = Call(*engine_, &Engine::BatchExecute, batch);
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_THAT(std::string(refused.status().message()),
              testing::StartsWith("commands[2]"));
  EXPECT_EQ(HeadPosition(), 1);
  // Nothing stuck: neither the ticket, nor its number, nor the request ids.
  batch.mutable_commands()->RemoveLast();
  const auto response = Call(*engine_, &Engine::BatchExecute, batch);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(GetTicket("lamp")->number(), 1);
  EXPECT_EQ(GetTicket("lamp")->state(), v1::TICKET_STATE_ACCEPTED);
}

TEST_P(EngineTest, PutsAnAtomicBatchIntoOneTransaction) {
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  batch.set_atomic(true);
  *batch.add_commands() = ReportRequest("r1", "lamp").command();
  *batch.add_commands() = ReportRequest("r2", "tap").command();
  ASSERT_TRUE(Call(*engine_, &Engine::BatchExecute, batch).ok());
  v1::ReadEventsRequest read;
  read.set_ledger("main");
  read.set_from_position(2);
  const auto page = Call(*engine_, &Engine::ReadEvents, read);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->records_size(), 2);
  for (const v1::StoredRecord& stored : page->records()) {
    v1::Record record;
    ASSERT_TRUE(record.ParseFromString(stored.record()));
    EXPECT_EQ(record.first_position(), 2);
    EXPECT_EQ(record.last_position(), 3);
  }
  // A retry of the whole is answered; half of it in new company is refused.
  const auto again = Call(*engine_, &Engine::BatchExecute, batch);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->outcomes(0).response().replayed());
  batch.mutable_commands(1)->set_request_id("r3");
  batch.mutable_commands(1)->set_ticket("door");
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::BatchExecute, batch).status()),
            v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(EngineTest, LimitsTheCommandsOfABatch) {
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::BatchExecute, batch).status()),
            v1::ERROR_REASON_FIELD_REQUIRED);
  for (size_t i = 0; i < kBatchCommandsMax; ++i) {
    *batch.add_commands() =
        ReportRequest(absl::StrCat("r", i), absl::StrCat("t", i)).command();
  }
  EXPECT_TRUE(Call(*engine_, &Engine::BatchExecute, batch).ok());
  *batch.add_commands() = ReportRequest("one-more", "one-more").command();
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::BatchExecute, batch).status()),
            v1::ERROR_REASON_BATCH_TOO_LARGE);
}

TEST_P(EngineTest, ExactlyOneOfManyWritersWinsAVersion) {
  constexpr int kWriters = 32;
  constexpr int kRounds = 20;
  ASSERT_TRUE(Execute(ReportRequest("r", "lamp")).ok());
  ASSERT_TRUE(Execute(AcceptRequest("a", "lamp")).ok());
  v1::ExecuteRequest dispatch = MakeRequest("d", "lamp");
  dispatch.mutable_command()->mutable_dispatch()->set_party("team-a");
  dispatch.mutable_command()->mutable_dispatch()->set_mode(
      v1::DISPATCH_MODE_ASSIGNED);
  ASSERT_TRUE(Execute(dispatch).ok());
  for (int round = 0; round < kRounds; ++round) {
    const uint64_t version = GetTicket("lamp")->version();
    std::atomic<int> won = 0;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&, writer] {
        v1::ExecuteRequest request =
            MakeRequest(absl::StrCat("w", round, "-", writer), "lamp");
        request.mutable_command()->set_expected_version(version);
        v1::Reassign& reassign = *request.mutable_command()->mutable_reassign();
        reassign.set_party(absl::StrCat("team-", round, "-", writer));
        reassign.set_reason("busy");
        const auto response = Execute(request);
        if (response.ok()) {
          ++won;
        } else {
          EXPECT_EQ(ReasonOf(response.status()),
                    v1::ERROR_REASON_VERSION_CONFLICT);
        }
      });
    }
    for (std::thread& writer : writers) writer.join();
    ASSERT_EQ(won, 1) << "round " << round;
  }
}

TEST_P(EngineTest, DeadlinesKeepAQueryFromWaitingForEver) {
  v1::GetTicketRequest request;
  request.set_ledger("main");
  request.set_ticket("lamp");
  request.set_min_position(1000);
  const auto response = Call(
      *engine_, &Engine::GetTicket, request,
      {.deadline = absl::Now() + absl::Milliseconds(20), .trace_parent = ""});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_VIEW_BEHIND);
}

TEST_P(EngineTest, RefusesAnExpiredCommand) {
  const auto response =
      Call(*engine_, &Engine::Execute, ReportRequest("r1", "lamp"),
           {.deadline = absl::UnixEpoch(), .trace_parent = ""});
  EXPECT_EQ(response.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(HeadPosition(), 1);
}

TEST_P(EngineTest, RefusesNewWorkOnceItStops) {
  engine_->BeginShutdown();
  const auto response = Execute(ReportRequest("r1", "lamp"));
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_SHUTTING_DOWN);
}

TEST_P(EngineTest, KeepsTheTraceParent) {
  const std::string trace =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  ASSERT_TRUE(Call(*engine_, &Engine::Execute, ReportRequest("r1", "lamp"),
                   {.deadline = absl::InfiniteFuture(), .trace_parent = trace})
                  .ok());
  v1::ReadEventsRequest read;
  read.set_ledger("main");
  read.set_from_position(2);
  v1::Record record;
  ASSERT_TRUE(record.ParseFromString(
      Call(*engine_, &Engine::ReadEvents, read)->records(0).record()));
  EXPECT_EQ(record.trace_parent(), trace);
}

// Holds the committer where it asks for the time.
class GateClock final : public Clock {
 public:
  absl::Time Now() const override {
    gate_.wait(false);
    return absl::FromUnixSeconds(2'000'000'000);
  }
  void Open() {
    gate_ = true;
    gate_.notify_all();
  }
  void Shut() { gate_ = false; }

 private:
  std::atomic<bool> gate_ = true;
};

TEST_P(EngineTest, RefusesCommandsWhenTheQueueIsFull) {
  GateClock clock;
  clock_ = &clock;
  engine_.reset();
  Open();
  v1::CreateLedgerRequest create;
  create.set_ledger("full");
  create.set_clock(v1::LEDGER_CLOCK_WALL);
  ASSERT_TRUE(Call(*engine_, &Engine::CreateLedger, create).ok());
  clock.Shut();
  std::atomic<int> refused = 0;
  std::atomic<int> accepted = 0;
  std::atomic<int> waiting = 0;
  const auto send = [&](int i) {
    v1::ExecuteRequest request = ReportRequest(absl::StrCat("r", i), "");
    request.set_ledger("full");
    ++waiting;
    engine_->Execute(
        request, {}, [&](absl::StatusOr<v1::ExecuteResponse> response) {
          if (response.ok()) ++accepted;
          if (ReasonOf(response.status()) == v1::ERROR_REASON_QUEUE_FULL) {
            ++refused;
          }
          --waiting;
          waiting.notify_all();
        });
  };
  // The committer takes what it finds when it starts, up to a batch, and then
  // stands at the gate: from there on the queue holds kQueueCommandsMax.
  int sent = 0;
  while (refused == 0) send(sent++);
  EXPECT_GE(sent - 1, static_cast<int>(kQueueCommandsMax));
  EXPECT_LE(sent - 1,
            static_cast<int>(kQueueCommandsMax + kAppendTransactionsMax));
  clock.Open();
  for (int left = waiting; left != 0; left = waiting) waiting.wait(left);
  EXPECT_EQ(accepted, sent - 1);
  EXPECT_EQ(refused, 1);
  engine_.reset();
}

}  // namespace
}  // namespace workledger
