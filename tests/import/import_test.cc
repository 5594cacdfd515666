#include "tools/workledger/import/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/time.h"
#include "tests/import/fake_server.h"
#include "tests/import/temp_file.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr std::string_view kMapping = R"(source = "old"
id = "id"
[csv]
missing = "?"
[time]
column = "at"
format = "%Y-%m-%d %H:%M"
zone = "UTC"
[state]
column = "state"
map = {New = "REPORTED", Work = "IN_PROGRESS", Odd = "unknown", Done = {state = "CLOSED", closure_code = "FIXED"}}
[check]
reopens = "reopens"
close_time = "closed"
state = "state"
)";

// Tickets interleave; rows 4 and 6 say nothing new.
constexpr std::string_view kRows = R"(id,at,state,reopens,closed
A1,2016-05-18 09:30,New,0,2016-05-20 10:00
A2,2016-05-18 09:31,New,0,?
A1,2016-05-18 09:32,Work,0,2016-05-20 10:00
A1,2016-05-18 09:33,Work,0,2016-05-20 10:00
A2,2016-05-18 09:34,Odd,0,?
A2,2016-05-18 09:35,New,0,?
A1,2016-05-20 09:00,Done,0,2016-05-20 10:00
A1,2016-05-20 10:00,Done,1,2016-05-20 10:00
)";

class ImportTest : public ::testing::Test {
 protected:
  absl::StatusOr<ImportSummary> Run(std::string_view rows) {
    const TempFile file(rows);
    ImportOptions options;
    options.file = file.path();
    options.mapping_file = mapping_.path();
    options.ledger = "bureau";
    options.lanes = 2;
    options.batch_commands = 2;
    options.clock = &time_;
    options.sleep = time_.patience().sleep;
    options.progress = [this](const ImportProgress& progress) {
      progress_.push_back(progress);
    };
    return Import(options, server_);
  }

  // A ticket as a server could list it.
  void List(std::string_view id, uint32_t reopens, v1::TicketState state,
            absl::Time close_time) {
    v1::Ticket& ticket = server_.tickets.emplace_back();
    ticket.set_ticket(std::string(id));
    ticket.mutable_tallies()->set_reopens(reopens);
    ticket.set_state(state);
    if (close_time == absl::InfinitePast()) return;
    *ticket.mutable_milestones()->mutable_close_time() =
        ToTimestamp(close_time);
  }

  const TempFile mapping_{kMapping};
  FakeServer server_;
  FakeTime time_;
  std::vector<ImportProgress> progress_;
};

const absl::Time kClosed = absl::FromUnixSeconds(1463738400);

TEST_F(ImportTest, SendsWhatRowsSay) {
  const absl::StatusOr<ImportSummary> summary = Run(kRows);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->rows, 8);
  EXPECT_EQ(summary->tickets, 2);
  EXPECT_EQ(summary->unchanged_rows, 2);
  EXPECT_EQ(summary->sent.commands, 6);
  EXPECT_EQ(summary->sent.replayed, 0);
  EXPECT_EQ(summary->sent.events, 7);
  EXPECT_THAT(summary->sent.findings,
              ElementsAre(Pair(v1::FINDING_KIND_UNKNOWN_STATE, 1)));
  EXPECT_THAT(server_.commands(), SizeIs(6));
}

TEST_F(ImportTest, SendsNothingWithAMappingThatIsWrong) {
  const TempFile file(kRows);
  const TempFile mapping(absl::StrReplaceAll(
      std::string(kMapping), {{"Done = {", "Gone = \"MISSED\", Done = {"}}));
  ImportOptions options;
  options.file = file.path();
  options.mapping_file = mapping.path();
  options.ledger = "bureau";
  const absl::Status refused = Import(options, server_).status();
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_FIELD_INVALID) << refused;
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr(absl::StrCat(mapping.path(), ":11:")));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("state.map.Gone"));
  EXPECT_THAT(server_.commands(), IsEmpty());
}

// An export of a day without updates.
TEST_F(ImportTest, TakesAFileWithNothingButAHeader) {
  const absl::StatusOr<ImportSummary> summary =
      Run("id,at,state,reopens,closed\n");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->rows, 0);
  EXPECT_EQ(summary->tickets, 0);
  EXPECT_THAT(server_.commands(), IsEmpty());
}

TEST_F(ImportTest, AddsNothingTheSecondTime) {
  ASSERT_TRUE(Run(kRows).ok());
  const absl::StatusOr<ImportSummary> summary = Run(kRows);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->rows, 8);
  EXPECT_EQ(summary->sent.replayed, 6);
  EXPECT_EQ(summary->sent.events, 0);
  EXPECT_THAT(server_.commands(), SizeIs(6));
}

TEST_F(ImportTest, AddsOnlyNewRowsOfALongerFile) {
  ASSERT_TRUE(Run(std::string(kRows).substr(0, 200)).status().code() ==
              absl::StatusCode::kInvalidArgument);
  const size_t known = server_.commands().size();
  EXPECT_GT(known, 0);
  const absl::StatusOr<ImportSummary> summary = Run(kRows);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->sent.replayed, known);
  EXPECT_THAT(server_.commands(), SizeIs(6));
}

TEST_F(ImportTest, ChecksEveryTicketOfTheFile) {
  List("other", 7, v1::TICKET_STATE_CLOSED, kClosed);
  List("a1", 1, v1::TICKET_STATE_CLOSED, kClosed + absl::Minutes(1));
  List("a2", 2, v1::TICKET_STATE_REPORTED, absl::InfinitePast());
  const absl::StatusOr<ImportSummary> summary = Run(kRows);
  ASSERT_TRUE(summary.ok()) << summary.status();
  ASSERT_THAT(summary->checks, SizeIs(3));
  const CheckSummary& reopens = summary->checks[0];
  EXPECT_EQ(reopens.name, "reopens");
  EXPECT_EQ(reopens.equal, 1);
  EXPECT_EQ(reopens.different, 1);
  EXPECT_EQ(reopens.absent, 0);
  ASSERT_THAT(reopens.differences, SizeIs(1));
  EXPECT_EQ(reopens.differences[0].ticket, "a2");
  EXPECT_EQ(reopens.differences[0].source, "0");
  EXPECT_EQ(reopens.differences[0].ledger, "2");
  const CheckSummary& close_time = summary->checks[1];
  EXPECT_EQ(close_time.equal, 0);
  EXPECT_EQ(close_time.different, 1);
  EXPECT_EQ(close_time.absent, 1);
  EXPECT_EQ(close_time.differences[0].source, "2016-05-20T10:00:00Z");
  EXPECT_EQ(close_time.differences[0].ledger, "2016-05-20T10:01:00Z");
  EXPECT_EQ(summary->checks[2].equal, 2);
  // The views had to have seen all of it.
  EXPECT_EQ(server_.list_request()->min_position(), 7);
  EXPECT_EQ(server_.list_request()->ledger(), "bureau");
}

TEST_F(ImportTest, CountsTicketsThatTheLedgerDoesNotListAsAbsent) {
  const absl::StatusOr<ImportSummary> summary = Run(kRows);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->checks[0].absent, 2);
}

TEST_F(ImportTest, ListsAFewDifferencesOnly) {
  std::string rows = "id,at,state,reopens,closed\n";
  for (int i = 0; i < 9; ++i) {
    absl::StrAppend(&rows, "x", i, ",2016-05-18 09:30,New,0,?\n");
    List(absl::StrCat("x", i), 1, v1::TICKET_STATE_REPORTED,
         absl::InfinitePast());
  }
  const absl::StatusOr<ImportSummary> summary = Run(rows);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->checks[0].different, 9);
  EXPECT_THAT(summary->checks[0].differences, SizeIs(kDifferencesMax));
}

TEST_F(ImportTest, WaitsForViewsThatAreBehind) {
  int behind = 3;
  server_.fail_list = [&](const auto&) {
    return behind-- > 0 ? absl::DeadlineExceededError("behind")
                        : absl::OkStatus();
  };
  EXPECT_TRUE(Run(kRows).ok());
  EXPECT_THAT(time_.sleeps(), SizeIs(3));
}

TEST_F(ImportTest, FailsWhenTicketsCannotBeListed) {
  server_.fail_list = [](const v1::ListTicketsRequest& request) {
    return request.min_position() > 0 ? absl::DataLossError("bad")
                                      : absl::OkStatus();
  };
  EXPECT_TRUE(absl::IsDataLoss(Run(kRows).status()));
}

TEST_F(ImportTest, LooksForTheLedgerBeforeTheFirstRow) {
  server_.fail_list = [](const auto&) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_LEDGER_NOT_FOUND,
                     "ledger: got bureau, want one that exists");
  };
  const absl::Status status = Run(kRows).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_LEDGER_NOT_FOUND);
  EXPECT_EQ(std::string(status.message()),
            "ledger: got bureau, want one that exists");
  EXPECT_THAT(server_.batch_sizes(), IsEmpty());
}

TEST_F(ImportTest, ImportsRowsBeforeAWrongOneAndSaysSo) {
  const absl::Status status =
      Run(absl::StrCat(std::string(kRows), "A1,2016-05-21 10:00,Huh,1,?\n"))
          .status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ErrorOf(status).field(), "row 9, state");
  EXPECT_EQ(std::string(status.message()),
            "row 9, state: got \"Huh\", which [state.map] has not; rows 1 to 8 "
            "are imported, and importing again goes on from there");
  EXPECT_THAT(server_.commands(), SizeIs(6));
}

TEST_F(ImportTest, ImportsRowsBeforeTheFileBreaksOff) {
  const absl::Status status = Run("id,at,state,reopens,closed\n"
                                  "A1,2016-05-18 09:30,New,0,?\n"
                                  "A1,2016-05-18 09:31,Wo")
                                  .status();
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("row 2: got 3 fields, want 5 as the header has; rows "
                        "1 to 1 are imported"));
  EXPECT_THAT(server_.commands(), SizeIs(1));
}

TEST_F(ImportTest, SendsNothingForAWrongFileOrMapping) {
  EXPECT_FALSE(Run("").ok());
  EXPECT_FALSE(Run("id,at\n").ok());
  EXPECT_THAT(server_.batch_sizes(), IsEmpty());
  ImportOptions options;
  options.file = mapping_.path();
  options.mapping_file = "/nowhere";
  EXPECT_EQ(ErrorOf(Import(options, server_).status()).field(), "/nowhere");
}

TEST_F(ImportTest, StopsAtARefusal) {
  server_.fail_command = [](const v1::Command& command) {
    return command.ticket() == "a2"
               ? MakeError(absl::StatusCode::kInvalidArgument,
                           v1::ERROR_REASON_TIME_AHEAD, "too late")
               : absl::OkStatus();
  };
  const absl::Status status = Run(kRows).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_TIME_AHEAD);
  EXPECT_EQ(std::string(status.message()), "row 2: too late");
}

TEST_F(ImportTest, ChecksItsOptions) {
  for (const int wrong : {0, -1, 65}) {
    ImportOptions options;
    options.lanes = wrong;
    EXPECT_EQ(ErrorOf(Import(options, server_).status()).field(), "lanes");
  }
  for (const int wrong : {0, 257}) {
    ImportOptions options;
    options.batch_commands = wrong;
    EXPECT_EQ(ErrorOf(Import(options, server_).status()).field(),
              "batch_commands");
  }
}

TEST_F(ImportTest, TellsProgress) {
  std::string rows = "id,at,state,reopens,closed\n";
  for (int i = 0; i < 3000; ++i) {
    absl::StrAppend(&rows, "x,2016-05-18 09:30,New,0,?\n");
  }
  ASSERT_TRUE(Run(rows).ok());
  ASSERT_THAT(progress_, SizeIs(3));
  EXPECT_EQ(progress_[0].rows, 1024);
  EXPECT_EQ(progress_[1].rows, 2048);
  EXPECT_EQ(progress_[2].rows, 3000);
  EXPECT_EQ(progress_[2].bytes_read, rows.size());
  EXPECT_EQ(progress_[2].bytes_total, rows.size());
}

TEST_F(ImportTest, TakesAHeaderAloneAsNoRows) {
  const absl::StatusOr<ImportSummary> summary =
      Run("id,at,state,reopens,closed\n");
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->rows, 0);
  EXPECT_THAT(server_.batch_sizes(), IsEmpty());
}

}  // namespace
}  // namespace workledger
