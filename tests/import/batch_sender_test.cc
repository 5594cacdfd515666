#include "tools/workledger/import/batch_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/import/fake_server.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

absl::Status Unavailable() {
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_OUTCOME_UNKNOWN, "unknown");
}

absl::Status QueueFull() {
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_QUEUE_FULL, "full");
}

absl::Status Refused() {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_STATE_FORBIDS, "no", "ticket");
}

// Rows 11, 12, ... of as many tickets.
Batch MakeBatch(int size) {
  Batch batch;
  batch.request.set_ledger("bureau");
  for (int i = 0; i < size; ++i) {
    v1::Command& command = *batch.request.add_commands();
    command.set_request_id(absl::StrCat("r", i));
    command.set_ticket(absl::StrCat("t", i));
    batch.rows.push_back(11 + i);
  }
  return batch;
}

class BatchSenderTest : public ::testing::Test {
 protected:
  absl::Status Send(Batch batch) {
    return SendBatch(server_, time_.patience(), std::move(batch), &totals_);
  }

  // Fails the first `count` commands with id `request_id`.
  void FailCommand(std::string request_id, int count, absl::Status status) {
    server_.fail_command = [=](const v1::Command& command) mutable {
      if (command.request_id() != request_id || count-- <= 0) {
        return absl::OkStatus();
      }
      return status;
    };
  }

  FakeServer server_;
  FakeTime time_;
  SendTotals totals_;
};

TEST_F(BatchSenderTest, CountsWhatTheAnswersTell) {
  Batch batch = MakeBatch(3);
  batch.request.mutable_commands(1)
      ->mutable_record_history()
      ->set_unknown_state("?");
  ASSERT_TRUE(Send(batch).ok());
  EXPECT_EQ(totals_.commands, 3);
  EXPECT_EQ(totals_.replayed, 0);
  EXPECT_EQ(totals_.events, 4);
  EXPECT_EQ(totals_.last_position, 4);
  EXPECT_THAT(totals_.findings,
              ElementsAre(Pair(v1::FINDING_KIND_UNKNOWN_STATE, 1)));

  totals_ = {};
  ASSERT_TRUE(Send(batch).ok());
  EXPECT_EQ(totals_.commands, 3);
  EXPECT_EQ(totals_.replayed, 3);
  EXPECT_EQ(totals_.events, 0);
  EXPECT_EQ(totals_.last_position, 4);
  EXPECT_THAT(totals_.findings,
              ElementsAre(Pair(v1::FINDING_KIND_UNKNOWN_STATE, 1)));
}

TEST_F(BatchSenderTest, SendsAgainFromTheFirstUnansweredCommand) {
  for (const absl::Status& status : {Unavailable(), QueueFull()}) {
    FakeServer server;
    SendTotals totals;
    int left = 2;
    server.fail_command = [&](const v1::Command& command) {
      return command.request_id() == "r2" && left-- > 0 ? status
                                                        : absl::OkStatus();
    };
    ASSERT_TRUE(
        SendBatch(server, time_.patience(), MakeBatch(5), &totals).ok());
    EXPECT_THAT(server.batch_sizes(), ElementsAre(5, 3, 3));
    EXPECT_THAT(server.commands(), SizeIs(5));
    EXPECT_EQ(totals.commands, 5);
    EXPECT_EQ(totals.events, 5);
  }
}

TEST_F(BatchSenderTest, WaitsForAServerThatIsStartedAgain) {
  for (const v1::ErrorReason reason :
       {v1::ERROR_REASON_OUTCOME_UNKNOWN, v1::ERROR_REASON_ENGINE_FAILED,
        v1::ERROR_REASON_SHUTTING_DOWN, v1::ERROR_REASON_UNSPECIFIED}) {
    FakeServer server;
    SendTotals totals;
    int away = 5;
    server.fail_call = [&](const auto&) {
      return away-- > 0 ? MakeError(absl::StatusCode::kUnavailable, reason, "x")
                        : absl::OkStatus();
    };
    EXPECT_TRUE(SendBatch(server, time_.patience(), MakeBatch(2), &totals).ok())
        << ReasonName(reason);
    EXPECT_EQ(totals.commands, 2);
  }
}

TEST_F(BatchSenderTest, ExplainsARowThatChangedBetweenImports) {
  FailCommand("r1", 1,
              MakeError(absl::StatusCode::kInvalidArgument,
                        v1::ERROR_REASON_REQUEST_ID_REUSED,
                        "request_id: was used with another command"));
  const absl::Status status = Send(MakeBatch(2));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(std::string(status.message()),
            "row 12: this row is not as an earlier import of the same source "
            "sent it");
}

TEST_F(BatchSenderTest, SendsWholeBatchAgainWhenTheAnswerIsLost) {
  int lost = 1;
  server_.lose_answer = [&] {
    return lost-- > 0 ? absl::UnavailableError("gone") : absl::OkStatus();
  };
  ASSERT_TRUE(Send(MakeBatch(2)).ok());
  EXPECT_THAT(server_.commands(), SizeIs(2));
  EXPECT_EQ(totals_.commands, 2);
  EXPECT_EQ(totals_.replayed, 2);
}

TEST_F(BatchSenderTest, WaitsLongerEachTimeAndGivesUp) {
  server_.fail_call = [](const auto&) {
    return absl::UnavailableError("refused");
  };
  const absl::Status status = Send(MakeBatch(2));
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(std::string(status.message()), "row 11: refused");
  const auto sleeps = time_.sleeps();
  ASSERT_GT(sleeps.size(), 8);
  EXPECT_EQ(sleeps[0], kRetryWaitMin);
  EXPECT_EQ(sleeps[1], 2 * kRetryWaitMin);
  EXPECT_EQ(sleeps[2], 4 * kRetryWaitMin);
  EXPECT_EQ(sleeps.back(), kRetryWaitMax);
  const absl::Duration waited = time_.Now() - absl::UnixEpoch();
  EXPECT_GE(waited, kNoProgressMax);
  EXPECT_LT(waited, kNoProgressMax + kRetryWaitMax);
}

TEST_F(BatchSenderTest, HasPatienceAnewAfterEachProgress) {
  int calls = 0;
  server_.fail_command = [&](const v1::Command&) {
    // Nineteen of twenty calls get nothing done.
    return ++calls % 20 == 0 ? absl::OkStatus() : Unavailable();
  };
  ASSERT_TRUE(Send(MakeBatch(4)).ok());
  EXPECT_GT(time_.Now() - absl::UnixEpoch(), 3 * kNoProgressMax);
  // Each command but the first began with a short wait again.
  EXPECT_THAT(time_.sleeps(), ::testing::Contains(kRetryWaitMin).Times(4));
}

TEST_F(BatchSenderTest, StopsAtARefusalAndNamesItsRow) {
  FailCommand("r1", 1, Refused());
  const absl::Status status = Send(MakeBatch(4));
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_STATE_FORBIDS);
  EXPECT_EQ(ErrorOf(status).field(), "ticket");
  EXPECT_EQ(std::string(status.message()), "row 12: no");
  EXPECT_EQ(totals_.commands, 1);
  EXPECT_THAT(time_.sleeps(), IsEmpty());
}

TEST_F(BatchSenderTest, DoesNotRetryAFullDisk) {
  FailCommand("r0", 1,
              MakeError(absl::StatusCode::kResourceExhausted,
                        v1::ERROR_REASON_DISK_FULL, "full"));
  EXPECT_EQ(ReasonOf(Send(MakeBatch(1))), v1::ERROR_REASON_DISK_FULL);
  EXPECT_THAT(server_.batch_sizes(), SizeIs(1));
}

TEST_F(BatchSenderTest, RefusesAnswerOfAnotherSize) {
  class Forgetful final : public ImportClient {
   public:
    absl::StatusOr<v1::BatchExecuteResponse> BatchExecute(
        const v1::BatchExecuteRequest&) override {
      return v1::BatchExecuteResponse();
    }
    absl::StatusOr<v1::ListTicketsResponse> ListTickets(
        const v1::ListTicketsRequest&) override {
      return v1::ListTicketsResponse();
    }
  };
  Forgetful server;
  const absl::Status status =
      SendBatch(server, time_.patience(), MakeBatch(1), &totals_);
  EXPECT_TRUE(absl::IsInternal(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("got 0, want 1"));
}

}  // namespace
}  // namespace workledger
