// `workledger alarm` against a server in this process.

#include "tools/workledger/alarm_verbs.h"

#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tools/workledger/exit_code.h"
#include "workledger/engine.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

class AlarmVerbsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({});
    ASSERT_THAT(engine, IsOk());
    engine_ = *std::move(engine);
    v1::CreateLedgerRequest request;
    request.set_ledger("main");
    request.set_clock(v1::LEDGER_CLOCK_WALL);
    ASSERT_THAT(Call(*engine_, &Engine::CreateLedger, request), IsOk());
    auto server = Server::Start(*engine_, {.listen = "127.0.0.1:0"});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    flags_.command.actor = "gateway";
    flags_.command.actor_kind = "device";
  }

  Session MakeSession(OutputFormat output = OutputFormat::kTable) {
    out_.str("");
    return {.server = server_->address(),
            .zone = absl::UTCTimeZone(),
            .output = output,
            .out = out_,
            .err = err_};
  }

  absl::Status Report(const std::string& text,
                      OutputFormat output = OutputFormat::kTable) {
    std::istringstream lines(text);
    return ReportAlarms(lines, "signals", flags_, MakeSession(output));
  }

  static std::string Line(int id, const std::string& more = "") {
    return absl::StrCat(R"({"signal":"s-)", id,
                        R"(","device":"cam-1","alarmClass":"theft",)",
                        R"("site":"east")", more, "}\n");
  }

  uint64_t Head() {
    v1::GetLedgerRequest request;
    request.set_ledger("main");
    return Call(*engine_, &Engine::GetLedger, request)
        ->ledger()
        .head_position();
  }

  ReportAlarmsFlags flags_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(AlarmVerbsTest, ReportSendsEveryLineAndTellsWhatBecameOfThem) {
  std::string text;
  const int count = static_cast<int>(kSignalsMax) + 44;
  for (int i = 0; i < count; ++i) text += Line(i);
  // An empty line, and one that does not end.
  text += "\n" + Line(count, R"(,"clear":true)");
  text.pop_back();
  ASSERT_THAT(Report(text, OutputFormat::kJson), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr(R"("signals":"301")"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("opened":"1")"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("correlated":"299")"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("cleared":"1")"));
  const uint64_t head = Head();
  ASSERT_THAT(Report(text), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("known already"));
  EXPECT_EQ(Head(), head);
}

TEST_F(AlarmVerbsTest, ReportNamesTheLineThatIsWrong) {
  for (const char* wrong : {"no json", R"({"sign":"s-1"})"}) {
    const absl::Status status = Report(Line(1) + wrong + "\n");
    EXPECT_EQ(ExitCodeOf(status), ExitCode::kRefused) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("signals:2"));
  }
}

TEST_F(AlarmVerbsTest, ReportSaysWhyTheServerRefuses) {
  const absl::Status status =
      Report("{\"signal\":\"s-1\",\"site\":\"east\"}\n");
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kRefused) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("signals[0].device"));
}

TEST_F(AlarmVerbsTest, ReportNeedsAFileThatIsThere) {
  flags_.file = "/nonexistent/signals.jsonl";
  EXPECT_EQ(ExitCodeOf(RunAlarmReport(flags_, MakeSession())), ExitCode::kFile);
}

TEST_F(AlarmVerbsTest, PrecisionShowsDevicesOrAlgorithms) {
  ASSERT_THAT(Report(Line(1, R"(,"algorithm":"thief-2")") + Line(2)), IsOk());
  PrecisionFlags flags{.min_position = Head()};
  ASSERT_THAT(RunAlarmPrecision(flags, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("DEVICE"));
  EXPECT_THAT(out_.str(), HasSubstr("cam-1"));
  flags.by_algorithm = true;
  ASSERT_THAT(RunAlarmPrecision(flags, MakeSession(OutputFormat::kJson)),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr(R"("algorithm":"thief-2","signals":"1")"));
}

}  // namespace
}  // namespace workledger
