// The verbs against a server in this process: what they print and leave behind.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/tools/usage_error.h"
#include "tools/workledger/client.h"
#include "tools/workledger/ledger_verbs.h"
#include "tools/workledger/log_export.h"
#include "tools/workledger/log_verbs.h"
#include "tools/workledger/ticket_verbs.h"
#include "tools/workledger/verify_verb.h"
#include "workledger/engine.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class VerbsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({});
    ASSERT_THAT(engine, IsOk());
    engine_ = *std::move(engine);
    auto server = Server::Start(*engine_, {.listen = "127.0.0.1:0"});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  Session MakeSession(OutputFormat output = OutputFormat::kTable,
                      std::string ledger = "") {
    out_.str("");
    err_.str("");
    return {.server = server_->address(),
            .ledger = std::move(ledger),
            .zone = absl::UTCTimeZone(),
            .output = output,
            .out = out_,
            .err = err_};
  }

  void Create(const std::string& name) {
    ASSERT_THAT(
        RunLedgerCreate(
            {.name = name, .clock = "driven", .start_time = "2025-03-03 09:00"},
            MakeSession()),
        IsOk());
  }

  // Reports `count` tickets t-1, t-2, …, so the head is at `count` + 1.
  void Report(int count) {
    const OrderVerb report = TicketOrderVerbs().front();
    for (int i = 1; i <= count; ++i) {
      OrderArguments arguments;
      arguments.ticket = absl::StrCat("t-", i);
      arguments.command.actor = "desk-1";
      arguments.texts = {{"--channel", {"hotline"}}};
      ASSERT_THAT(RunOrder(report, arguments, MakeSession()), IsOk());
    }
  }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(VerbsTest, ChoosesTheOnlyLedger) {
  Session session = MakeSession();
  Client client(session.server);
  EXPECT_THAT(ChooseLedger(session, client),
              IsUsageError("--ledger: the server has no ledger yet"));
  Create("bureau");
  const auto only = ChooseLedger(session, client);
  ASSERT_THAT(only, IsOk());
  EXPECT_EQ(*only, "bureau");
  Create("annex");
  EXPECT_THAT(ChooseLedger(session, client),
              IsUsageError("--ledger: got none, want one of annex, bureau"));
  session.ledger = "named";
  EXPECT_THAT(ChooseLedger(session, client), IsOk());
}

TEST_F(VerbsTest, ListsLedgers) {
  Create("bureau");
  ASSERT_THAT(RunLedgerList(MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), StartsWith("LEDGER  CLOCK   NOW "));
  EXPECT_THAT(out_.str(), HasSubstr("bureau  driven  2025-03-03 09:00:00"));
}

TEST_F(VerbsTest, AdvancesADrivenClock) {
  Create("bureau");
  AdvanceFlags flags;
  flags.command.actor = "desk-1";
  flags.by = "1h30m";
  ASSERT_THAT(RunLedgerAdvance(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(), "position 2\n");
  ASSERT_THAT(RunLedgerShow("bureau", MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("2025-03-03 10:30:00"));
  flags.to_time = "2025-03-04 00:00";
  EXPECT_THAT(RunLedgerAdvance(flags, MakeSession()),
              IsUsageError("--to, --by: want exactly one of them"));
}

TEST_F(VerbsTest, SaysWhatAnOrderDid) {
  Create("bureau");
  const OrderVerb report = TicketOrderVerbs().front();
  OrderArguments arguments;
  arguments.ticket = "t-1";
  arguments.command.actor = "desk-1";
  arguments.command.request_id = "same";
  arguments.texts = {{"--channel", {"hotline"}}};
  ASSERT_THAT(RunOrder(report, arguments, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(), "t-1: version 1, position 2\n");
  ASSERT_THAT(RunOrder(report, arguments, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(), "t-1: version 1, position 2, done before\n");
  arguments.command.request_id = "other";
  const absl::Status refused = RunOrder(report, arguments, MakeSession());
  EXPECT_EQ(ExitCodeOf(refused), ExitCode::kRefused);
  EXPECT_THAT(FailureText(refused), HasSubstr("(TICKET_EXISTS)"));
}

TEST_F(VerbsTest, ListsPageByPage) {
  Create("bureau");
  Report(5);
  ListFlags flags;
  flags.as_of.min_position = 6;
  flags.page_size = 2;
  std::string tickets;
  do {
    ASSERT_THAT(RunTicketList(flags, MakeSession(OutputFormat::kJson)), IsOk());
    tickets += out_.str();
    const std::string label = "next-page-token: ";
    const std::string note = err_.str();
    flags.page_token =
        note.empty()
            ? ""
            : note.substr(label.size(), note.size() - label.size() - 1);
  } while (!flags.page_token.empty());
  ListFlags all;
  all.all = true;
  ASSERT_THAT(RunTicketList(all, MakeSession(OutputFormat::kJson)), IsOk());
  EXPECT_EQ(out_.str(), tickets);
  EXPECT_EQ(std::count(tickets.begin(), tickets.end(), '\n'), 5);
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(VerbsTest, ReadsTheLogUpToItsLimit) {
  Create("bureau");
  Report(5);
  ASSERT_THAT(RunLogRead({.from_position = 2, .limit = 3},
                         MakeSession(OutputFormat::kJson)),
              IsOk());
  const std::string lines = out_.str();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
  EXPECT_THAT(lines, StartsWith(R"({"position":"2",)"));
  ASSERT_THAT(
      RunLogRead({.limit = 0, .filter = {.ticket = "t-4"}}, MakeSession()),
      IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("t-4"));
  EXPECT_THAT(out_.str(), ::testing::Not(HasSubstr("t-3")));
}

TEST_F(VerbsTest, ExportsWhatVerifies) {
  Create("bureau");
  Report(5);
  const TempDir folder;
  const std::string whole = folder.path().string() + "/whole";
  const std::string tail = folder.path().string() + "/tail";
  ASSERT_THAT(RunLogExport({.file = whole}, MakeSession()), IsOk());
  ASSERT_THAT(RunVerify({.export_file = whole}, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), StartsWith("6 records of bureau, positions 1 to 6"));
  EXPECT_THAT(out_.str(), HasSubstr("5 tickets, 5 open"));
  ASSERT_THAT(RunLogExport({.file = tail, .from_position = 3}, MakeSession()),
              IsOk());
  ASSERT_THAT(RunVerify({.export_file = tail}, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), StartsWith("4 records of bureau, positions 3 to 6"));
  EXPECT_FALSE(std::filesystem::exists(whole + ".partial"));
}

TEST_F(VerbsTest, RefusesAnExportThatWasCutOff) {
  Create("bureau");
  Report(2);
  const TempDir folder;
  const std::string file = folder.path().string() + "/cut";
  ASSERT_THAT(RunLogExport({.file = file}, MakeSession()), IsOk());
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  const absl::Status status = RunVerify({.export_file = file}, MakeSession());
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kRefused);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RECORD_CORRUPT);
}

TEST_F(VerbsTest, ExportsLinesOfJson) {
  Create("bureau");
  Report(1);
  const TempDir folder;
  const std::string file = folder.path().string() + "/lines";
  ASSERT_THAT(RunLogExport({.file = file, .format = "json"}, MakeSession()),
              IsOk());
  std::ifstream in(file);
  std::string line;
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_THAT(line, HasSubstr("\"ledger_created\""));
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_THAT(line, HasSubstr("\"ticket_reported\""));
  EXPECT_FALSE(std::getline(in, line));
}

TEST_F(VerbsTest, HeadsTheTableOfRecords) {
  Create("bureau");
  Report(1);
  ASSERT_THAT(RunLogRead({}, MakeSession()), IsOk());
  const std::string lines = out_.str();
  EXPECT_THAT(lines, StartsWith(" POSITION  OCCURRED             STREAM "));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
  EXPECT_EQ(lines.find("EVENT"),
            lines.find("ledger-created") - lines.find('\n') - 1);
}

TEST_F(VerbsTest, StopsWhereTheOutputTakesNoMore) {
  Create("bureau");
  Report(1);
  Session session = MakeSession();
  out_.setstate(std::ios::badbit);
  const absl::Status read = RunLogRead({}, session);
  EXPECT_EQ(ExitCodeOf(read), ExitCode::kFile);
  EXPECT_EQ(FailureText(read),
            "workledger: standard output: cannot be written (FILE)");
  // Its first frame brings the records, so there is no token from before them.
  const absl::Status tail = RunLogTail({.from_position = 1}, session);
  EXPECT_EQ(ExitCodeOf(tail), ExitCode::kFile);
  EXPECT_THAT(err_.str(), ::testing::Not(HasSubstr("resume-token")));
}

TEST_F(VerbsTest, SaysThatTheServerStopped) {
  Create("bureau");
  const Session session = MakeSession();
  server_.reset();
  const absl::Status status = RunLedgerList(session);
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kUnreachable);
  EXPECT_THAT(FailureText(status), HasSubstr(": cannot be reached (UNAV"));
}

TEST_F(VerbsTest, ReplacesNothingButFilesByAnExport) {
  Create("bureau");
  const TempDir folder;
  const std::string link = folder.path().string() + "/link";
  std::filesystem::create_symlink("/dev/null", link);
  for (const std::string& file : {link, folder.path().string()}) {
    const absl::Status status = RunLogExport({.file = file}, MakeSession());
    EXPECT_EQ(ExitCodeOf(status), ExitCode::kFile) << file;
  }
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(ExitCodeOf(RunVerify({.export_file = folder.path().string()},
                                 MakeSession())),
            ExitCode::kFile);
}

TEST_F(VerbsTest, SaysWhyItCannotExport) {
  Create("bureau");
  const TempDir folder;
  EXPECT_THAT(
      RunLogExport({.file = folder.path().string() + "/x", .from_position = 9},
                   MakeSession()),
      IsUsageError("--from: got \"9\", want a position from 1 to the "
                   "head, 1"));
  EXPECT_THAT(
      RunLogExport({.file = folder.path().string() + "/x", .format = "xml"},
                   MakeSession()),
      IsUsageError("--format: got \"xml\", want one of frames, json"));
  const absl::Status status = RunLogExport(
      {.file = folder.path().string() + "/missing/x"}, MakeSession());
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kFile);
  EXPECT_EQ(ExitCodeOf(RunVerify({.export_file = folder.path().string() + "/x"},
                                 MakeSession())),
            ExitCode::kFile);
}

TEST_F(VerbsTest, VerifiesALedger) {
  Create("bureau");
  Report(3);
  ASSERT_THAT(RunVerify({}, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), StartsWith("4 records, "));
  const absl::Status missing =
      RunVerify({}, MakeSession(OutputFormat::kTable, "nope"));
  EXPECT_EQ(ReasonOf(missing), v1::ERROR_REASON_LEDGER_NOT_FOUND);
}

TEST_F(VerbsTest, SaysWhyItCannotTail) {
  Create("bureau");
  LogTailFlags flags;
  flags.resume_token = "zz";
  EXPECT_THAT(RunLogTail(flags, MakeSession()),
              IsUsageError("--resume-token: got \"zz\""));
  flags.from_position = 1;
  EXPECT_THAT(RunLogTail(flags, MakeSession()),
              IsUsageError("--from, --resume-token: want at most one"));
  LogTailFlags foreign;
  foreign.resume_token = "00ff";
  EXPECT_EQ(ReasonOf(RunLogTail(foreign, MakeSession())),
            v1::ERROR_REASON_RESUME_TOKEN_INVALID);
  EXPECT_THAT(err_.str(), IsEmpty());
  EXPECT_THAT(ParseRecordFilter({.ticket = "", .event_types = {"tea-made"}}),
              IsUsageError("--event: got \"tea-made\", want one of "
                           "ticket-reported, "));
}

}  // namespace
}  // namespace workledger
