#include "tools/workledger/import/lanes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/import/fake_server.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Le;
using ::testing::SizeIs;

v1::Command MakeCommand(int ticket, uint64_t row, size_t label_bytes = 0) {
  v1::Command command;
  command.set_request_id(absl::StrCat("r", row));
  command.set_ticket(absl::StrCat("t", ticket));
  command.mutable_record_history()->set_unknown_state(
      std::string(label_bytes, 'x'));
  return command;
}

TEST(LanesTest, KeepsTheOrderOfEachTicket) {
  constexpr int kTickets = 7;
  constexpr int kRows = 1000;
  FakeServer server;
  FakeTime time;
  // Every fifth command is put off once, in the middle of its batch.
  std::map<std::string, int> tries;
  server.fail_command = [&](const v1::Command& command) {
    const bool fail = std::stoi(command.request_id().substr(1)) % 5 == 0 &&
                      ++tries[command.request_id()] == 1;
    return fail ? absl::UnavailableError("later") : absl::OkStatus();
  };
  Lanes lanes(server, {.ledger = "bureau",
                       .lanes = 4,
                       .batch_commands = 10,
                       .patience = time.patience()});
  for (int row = 1; row <= kRows; ++row) {
    ASSERT_TRUE(lanes.Add(row, MakeCommand(row % kTickets, row)).ok());
  }
  const absl::StatusOr<SendTotals> totals = lanes.Finish();
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_EQ(totals->commands, kRows);
  std::map<std::string, int> last_rows;
  for (const v1::Command& command : server.commands()) {
    const int row = std::stoi(command.request_id().substr(1));
    EXPECT_GT(row, last_rows[command.ticket()]);
    last_rows[command.ticket()] = row;
  }
  EXPECT_THAT(server.commands(), SizeIs(kRows));
  EXPECT_THAT(server.batch_sizes(), Each(Le(10)));
}

// Holds every call until as many have come at once as it was told.
class MeetingServer final : public ImportClient {
 public:
  explicit MeetingServer(int callers) : callers_(callers) {}

  absl::StatusOr<v1::BatchExecuteResponse> BatchExecute(
      const v1::BatchExecuteRequest& request) override {
    std::unique_lock lock(mutex_);
    EXPECT_EQ(request.ledger(), "bureau");
    ++waiting_;
    met_.notify_all();
    met_.wait(lock, [this] { return waiting_ >= callers_; });
    v1::BatchExecuteResponse response;
    for (int i = 0; i < request.commands_size(); ++i) {
      response.add_outcomes()->mutable_response();
    }
    return response;
  }

  absl::StatusOr<v1::ListTicketsResponse> ListTickets(
      const v1::ListTicketsRequest&) override {
    return v1::ListTicketsResponse();
  }

 private:
  const int callers_;
  std::mutex mutex_;
  std::condition_variable met_;
  // Guarded by mutex_.
  int waiting_ = 0;
};

TEST(LanesTest, OverlapsCallsOfDifferentLanes) {
  MeetingServer server(3);
  FakeTime time;
  Lanes lanes(server,
              {.ledger = "bureau", .lanes = 3, .patience = time.patience()});
  // Enough tickets for each lane to get one, whatever the hash.
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(lanes.Add(i + 1, MakeCommand(i, i + 1)).ok());
  }
  EXPECT_TRUE(lanes.Finish().ok());
}

TEST(LanesTest, FillsBatchesToTheirSize) {
  FakeServer server;
  FakeTime time;
  Lanes lanes(server,
              {.ledger = "bureau", .lanes = 1, .patience = time.patience()});
  for (int row = 1; row <= 600; ++row) {
    ASSERT_TRUE(lanes.Add(row, MakeCommand(1, row)).ok());
  }
  ASSERT_TRUE(lanes.Finish().ok());
  EXPECT_THAT(server.batch_sizes(), ElementsAre(256, 256, 88));
}

TEST(LanesTest, KeepsBatchesUnderTheServersLimit) {
  FakeServer server;
  FakeTime time;
  server.fail_call = [](const v1::BatchExecuteRequest& request) {
    return request.ByteSizeLong() <= kBatchExecuteBytesMax
               ? absl::OkStatus()
               : absl::InternalError("too large");
  };
  Lanes lanes(server,
              {.ledger = "bureau", .lanes = 1, .patience = time.patience()});
  for (int row = 1; row <= 10; ++row) {
    ASSERT_TRUE(lanes.Add(row, MakeCommand(1, row, 1'000'000)).ok());
  }
  EXPECT_TRUE(lanes.Finish().ok());
  EXPECT_THAT(server.batch_sizes(), ElementsAre(4, 4, 2));
}

TEST(LanesTest, SendsNothingMoreAfterARefusal) {
  FakeServer server;
  FakeTime time;
  server.fail_command = [](const v1::Command& command) {
    return command.request_id() == "r3" ? absl::InternalError("no")
                                        : absl::OkStatus();
  };
  Lanes lanes(server, {.ledger = "bureau",
                       .lanes = 1,
                       .batch_commands = 2,
                       .patience = time.patience()});
  absl::Status added;
  uint64_t row = 0;
  while (added.ok() && row < 1000) {
    ++row;
    added = lanes.Add(row, MakeCommand(1, row));
  }
  // The one after the refused batch waits, and one more fills.
  EXPECT_LE(row, 8);
  EXPECT_EQ(std::string(added.message()), "row 3: no");
  EXPECT_EQ(lanes.Finish().status(), added);
  EXPECT_THAT(server.commands(), SizeIs(2));
}

TEST(LanesTest, EndsWithoutFinish) {
  FakeServer server;
  FakeTime time;
  {
    Lanes lanes(server, {.ledger = "bureau", .patience = time.patience()});
    ASSERT_TRUE(lanes.Add(1, MakeCommand(1, 1)).ok());
  }
  EXPECT_THAT(server.commands(), SizeIs(0));
}

}  // namespace
}  // namespace workledger
