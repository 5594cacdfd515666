// `workledger catalogue` against a server in this process. The file is the
// example of docs/catalogue.md.

#include "tools/workledger/catalogue_verbs.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tools/workledger/exit_code.h"
#include "workledger/engine.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The block of TOML in the documentation.
std::string Example() {
  const std::string doc = ReadText(WORKLEDGER_CATALOGUE_DOC);
  const std::string fence = "```toml\n";
  const size_t begin = doc.find(fence) + fence.size();
  return doc.substr(begin, doc.find("```", begin) - begin);
}

class CatalogueVerbsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({});
    ASSERT_THAT(engine, IsOk());
    engine_ = *std::move(engine);
    v1::CreateLedgerRequest create;
    create.set_ledger("main");
    create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
    create.mutable_start_time()->set_seconds(1767225600);
    ASSERT_THAT(Call(*engine_, &Engine::CreateLedger, create), IsOk());
    auto server = Server::Start(*engine_, {.listen = "127.0.0.1:0"});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  Session MakeSession(OutputFormat output = OutputFormat::kTable) {
    out_.str("");
    err_.str("");
    return {.server = server_->address(),
            .zone = absl::UTCTimeZone(),
            .output = output,
            .out = out_,
            .err = err_};
  }

  std::string WriteFile(const std::string& name, const std::string& text) {
    const std::string path = (directory_.path() / name).string();
    std::ofstream(path) << text;
    return path;
  }

  static CatalogueChangeFlags ByASupervisor() {
    CatalogueChangeFlags flags;
    flags.yes = true;
    flags.confirm = nullptr;
    flags.command.actor = "zhao";
    flags.command.roles = {"supervisor"};
    return flags;
  }

  absl::Status Apply(const std::string& text) {
    return RunCatalogueApply(
        {.file = WriteFile("b.toml", text), .change = ByASupervisor()},
        MakeSession());
  }

  std::string Show(const CatalogueShowFlags& flags,
                   OutputFormat output = OutputFormat::kTable) {
    EXPECT_THAT(RunCatalogueShow(flags, MakeSession(output)), IsOk());
    return out_.str();
  }

  uint64_t HeadPosition() {
    v1::GetLedgerRequest request;
    request.set_ledger("main");
    return Call(*engine_, &Engine::GetLedger, request)
        ->ledger()
        .head_position();
  }

  AsOfFlags Now() {
    AsOfFlags flags;
    flags.min_position = HeadPosition();
    return flags;
  }

  TempDir directory_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CatalogueVerbsTest, AppliesTheExampleAndAddsNothingTwice) {
  ASSERT_THAT(Apply(Example()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("added location east/b1/f1/101\n"));
  EXPECT_THAT(out_.str(),
              HasSubstr("26 added, 0 changed, 0 retired, 0 unchanged\n"));
  const uint64_t head = HeadPosition();
  // The ledger, the items, and what the plan has to come.
  EXPECT_EQ(head, 28u);

  ASSERT_THAT(Apply(Example()), IsOk());
  EXPECT_EQ(out_.str(), "0 added, 0 changed, 0 retired, 26 unchanged\n");
  EXPECT_EQ(HeadPosition(), head);
}

TEST_F(CatalogueVerbsTest, SendsOnlyWhatDiffers) {
  ASSERT_THAT(Apply(Example()), IsOk());
  const uint64_t head = HeadPosition();
  ASSERT_THAT(Apply("[[location]]\ncode = \"east\"\nkind = \"site\"\n"
                    "[[location]]\ncode = \"east/b1/f1\"\nkind = \"floor\"\n"
                    "[[retire]]\nkind = \"window\"\ncode = \"spring-drill\"\n"),
              IsOk());
  EXPECT_EQ(out_.str(),
            "changed location east\nretired window spring-drill\n"
            "0 added, 1 changed, 1 retired, 1 unchanged\napplied\n");
  EXPECT_EQ(HeadPosition(), head + 2);
}

TEST_F(CatalogueVerbsTest, ABadFileChangesNothing) {
  ASSERT_THAT(Apply(Example()), IsOk());
  const uint64_t head = HeadPosition();
  struct Bad {
    std::string text;
    v1::ErrorReason reason;
    std::string message;
  };
  const std::string good = "[[location]]\ncode = \"west\"\nkind = \"site\"\n";
  for (const Bad& bad : std::vector<Bad>{
           {good + "[[asset]]\ncode = \"lift-1\"\npart_of = \"cabin-1\"\n",
            v1::ERROR_REASON_CATALOGUE_CYCLE, "b.toml:6:1: "},
           {good + "[[asset]]\ncode = \"a\"\nlocation = \"north\"\n",
            v1::ERROR_REASON_CATALOGUE_UNKNOWN, "b.toml:6:1: "},
           {good + "[[contract]]\ncode = \"c\"\nparty = \"lift-service\"\n"
                   "start_time = 2026-12-01\nend_time = 2027-12-01\n",
            v1::ERROR_REASON_CONTRACT_OVERLAPS, "b.toml:7:1: "},
           {good + "[[calendar]]\ncode = \"c\"\nzone = \"Mars\"\n"
                   "weekdays = [1]\nintervals = [{ close_minute = 1 }]\n",
            v1::ERROR_REASON_FIELD_INVALID, "b.toml:6:1: "},
           {good + "[[calendar]]\ncode = \"c\"\nzone = \"UTC\"\n",
            v1::ERROR_REASON_CALENDAR_NEVER_OPEN, "b.toml:4:1: "},
           {good + "[[retire]]\nkind = \"party\"\ncode = \"lift-service\"\n",
            v1::ERROR_REASON_CATALOGUE_IN_USE, "b.toml:6:1: "},
           {good + "[[plan]]\ncode='p'\nrecurrence='X'\nstart_date=2026-01-05\n"
                   "window='2h'\nmode='fixed'\ncalendar='office'\nlocation="
                   "'west'\nkind='repair'\ncategory='repair/lift'\n",
            v1::ERROR_REASON_RECURRENCE_INVALID, "b.toml:6:1: "},
           {good + "[[procedure]]\ncode = \"p\"\n",
            v1::ERROR_REASON_FIELD_REQUIRED, "b.toml:4:1: "},
       }) {
    const absl::Status status = Apply(bad.text);
    EXPECT_EQ(ReasonOf(status), bad.reason) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(bad.message));
    EXPECT_EQ(ExitCodeOf(status), ExitCode::kRefused);
    EXPECT_THAT(out_.str(), testing::Not(HasSubstr("applied")));
  }
  EXPECT_EQ(HeadPosition(), head);
}

TEST_F(CatalogueVerbsTest, ABadPolicyChangesNothing) {
  ASSERT_THAT(Apply(Example()), IsOk());
  const uint64_t head = HeadPosition();
  // Lines 1 to 8; what is appended begins on line 9.
  const std::string good =
      "[[policy]]\ncode = \"p\"\ncalendar = \"office\"\n"
      "[[policy.rules]]\ncode = \"a\"\nmetric = \"arrival\"\n"
      "party = \"sla\"\ntarget = { working_days = 1 }\n";
  const std::string rule = good + "[[policy.rules]]\ncode = \"b\"\n";
  struct Bad {
    std::string text;
    v1::ErrorReason reason;
    std::string message;
  };
  for (const Bad& bad : std::vector<Bad>{
           {rule + "metric = \"speed\"\n", v1::ERROR_REASON_FIELD_INVALID,
            "b.toml:11:10: "},
           {rule + "metric = \"accept\"\nparty = \"ola\"\n"
                   "target = { open_time = \"0s\" }\n",
            v1::ERROR_REASON_FIELD_INVALID, "b.toml:13:24: "},
           {rule + "metric = \"accept\"\nparty = \"ola\"\n"
                   "target = { working_days = 0 }\n",
            v1::ERROR_REASON_FIELD_INVALID, "b.toml:13:12: "},
           {rule + "metric = \"accept\"\nparty = \"ola\"\n"
                   "target = { open_time = \"365d\" }\n",
            v1::ERROR_REASON_FIELD_INVALID, "b.toml:13:12: "},
           {rule + "metric = \"accept\"\nparty = \"ola\"\n"
                   "target = { open_time = \"1h\", natural_days = 1 }\n",
            v1::ERROR_REASON_FIELD_INVALID, "b.toml:13:"},
           {rule + "metric = \"accept\"\nparty = \"ola\"\n"
                   "target = { open_time = \"1h\" }\ncalendar = \"moon\"\n",
            v1::ERROR_REASON_CATALOGUE_UNKNOWN, "b.toml:14:1: "},
           {rule + "metric = \"arrival\"\nparty = \"sla\"\n"
                   "target = { open_time = \"1h\" }\n"
                   "priorities = [\"p1\"]\n",
            v1::ERROR_REASON_RULE_UNREACHABLE, "b.toml:9:1: "},
           {"[[policy]]\ncode = \"p\"\ncalendar = \"moon\"\n",
            v1::ERROR_REASON_CATALOGUE_UNKNOWN, "b.toml:3:1: "},
           {good + "[[policy.levels]]\ncode = \"l\"\npercent = 101\n",
            v1::ERROR_REASON_FIELD_INVALID, "b.toml:11:1: "},
           {"[[retire]]\nkind = \"contract\"\ncode = \"lifts-2026\"\n",
            v1::ERROR_REASON_CATALOGUE_IN_USE, "b.toml:3:1: "},
       }) {
    const absl::Status status = Apply(bad.text);
    EXPECT_EQ(ReasonOf(status), bad.reason) << bad.text << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(bad.message));
    EXPECT_EQ(ExitCodeOf(status), ExitCode::kRefused);
    EXPECT_EQ(HeadPosition(), head) << bad.text;
  }
}

TEST_F(CatalogueVerbsTest, TheDefaultPolicyGoesBesideABureau) {
  ASSERT_THAT(Apply(Example()), IsOk());
  const CatalogueApplyFlags flags = {
      .file = WORKLEDGER_SHARED_CATALOGUE "/cn-gov-default.toml",
      .change = ByASupervisor()};
  ASSERT_THAT(RunCatalogueApply(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(),
            "added calendar cn-gov-always\nadded calendar cn-gov-office\n"
            "added policy cn-gov-default\n"
            "3 added, 0 changed, 0 retired, 0 unchanged\napplied\n");
  const uint64_t head = HeadPosition();
  ASSERT_THAT(RunCatalogueApply(flags, MakeSession()), IsOk());
  EXPECT_EQ(out_.str(), "0 added, 0 changed, 0 retired, 3 unchanged\n");
  EXPECT_EQ(HeadPosition(), head);
  EXPECT_THAT(Show({.kind = "policy", .as_of = Now()}),
              HasSubstr("cn-gov-default"));
  EXPECT_THAT(out_.str(), HasSubstr("east"));
  EXPECT_THAT(Show({.kind = "policy", .code = "cn-gov-default", .as_of = Now()},
                   OutputFormat::kJson),
              HasSubstr("\"METRIC_FINAL_REPORT\""));
  EXPECT_THAT(out_.str(), testing::Not(HasSubstr("\"code\":\"done\"")));
}

TEST_F(CatalogueVerbsTest, AsksBeforeItChangesAnything) {
  CatalogueApplyFlags flags = {.file = WriteFile("b.toml", Example()),
                               .change = ByASupervisor()};
  flags.change.dry_run = true;
  ASSERT_THAT(RunCatalogueApply(flags, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("26 added"));
  flags.change.dry_run = false;
  flags.change.yes = false;
  EXPECT_EQ(ExitCodeOf(RunCatalogueApply(flags, MakeSession())),
            ExitCode::kUsage);
  flags.change.confirm = [](const std::string&) { return false; };
  ASSERT_THAT(RunCatalogueApply(flags, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("nothing applied"));
  EXPECT_EQ(HeadPosition(), 1u);
  flags.change.confirm = [](const std::string&) { return true; };
  ASSERT_THAT(RunCatalogueApply(flags, MakeSession()), IsOk());
  EXPECT_EQ(HeadPosition(), 28u);
}

TEST_F(CatalogueVerbsTest, ShowsWhatIsAndWhatWas) {
  ASSERT_THAT(Apply(Example()), IsOk());
  const uint64_t before = HeadPosition();
  ASSERT_THAT(Apply("document = \"no. 9\"\n[[location]]\ncode = \"east\"\n"
                    "name = \"East\"\nkind = \"site\"\n"),
              IsOk());
  EXPECT_THAT(Show({.kind = "location", .code = "east", .as_of = Now()}),
              HasSubstr("East"));
  EXPECT_THAT(out_.str(), HasSubstr("east/b1/f1/101"));
  EXPECT_THAT(out_.str(), HasSubstr("no. 9"));
  EXPECT_THAT(out_.str(), testing::Not(HasSubstr("calendar")));

  CatalogueShowFlags then = {.kind = "location", .code = "east"};
  then.as_of.position = before;
  EXPECT_THAT(Show(then), testing::Not(HasSubstr("East")));
  EXPECT_THAT(out_.str(), HasSubstr("bureau notice 2026 no. 1"));
  then.as_of.position.reset();
  then.as_of.known_time = "2025-01-01 00:00";
  EXPECT_THAT(Show(then), testing::Not(HasSubstr("east")));

  EXPECT_THAT(Show({.kind = "alarm-rule", .as_of = Now()}, OutputFormat::kJson),
              HasSubstr("\"alarm_rule\""));
  EXPECT_EQ(ExitCodeOf(RunCatalogueShow({.kind = "colour"}, MakeSession())),
            ExitCode::kUsage);
}

TEST_F(CatalogueVerbsTest, SetsTheDaysOfNotices) {
  ASSERT_THAT(Apply(Example()), IsOk());
  CatalogueHolidaysFlags flags;
  flags.files = {
      WriteFile("2027.json", R"({"year": 2027, "papers": ["notice"], "days": [
        {"date": "2027-01-01", "isOffDay": true}]})")};
  flags.calendar = "office";
  flags.change = ByASupervisor();
  ASSERT_THAT(RunCatalogueHolidays(flags, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("changed calendar office\n"));
  EXPECT_THAT(Show({.kind = "calendar", .code = "office", .as_of = Now()},
                   OutputFormat::kJson),
              HasSubstr("\"last_year\":2027"));
  ASSERT_THAT(RunCatalogueHolidays(flags, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("0 changed"));
  flags.calendar = "moon";
  EXPECT_EQ(ExitCodeOf(RunCatalogueHolidays(flags, MakeSession())),
            ExitCode::kUsage);
}

// The days of a year that no notice is known of would pass for ordinary ones.
TEST_F(CatalogueVerbsTest, RefusesNoticesWithAYearTwiceOrMissing) {
  ASSERT_THAT(Apply(Example()), IsOk());
  const auto notice = [this](int year) {
    return WriteFile(
        absl::StrCat(year, ".json"),
        absl::StrCat(R"({"year": )", year, R"(, "papers": [], "days": []})"));
  };
  const std::string again =
      WriteFile("again.json", R"({"year": 2027, "papers": [], "days": []})");
  CatalogueHolidaysFlags flags;
  flags.calendar = "office";
  flags.change = ByASupervisor();
  const auto run = [&](std::vector<std::string> files) {
    flags.files = std::move(files);
    return RunCatalogueHolidays(flags, MakeSession());
  };
  const uint64_t head = HeadPosition();
  EXPECT_THAT(std::string(run({notice(2027), again}).message()),
              HasSubstr("got 2027 twice"));
  EXPECT_THAT(std::string(run({notice(2027), notice(2029)}).message()),
              HasSubstr("without 2028"));
  EXPECT_THAT(
      std::string(run({notice(2028)}).message()),
      HasSubstr("calendar office: got 2028 first, want 2027 or before"));
  EXPECT_EQ(HeadPosition(), head);
  EXPECT_THAT(run({notice(2027), notice(2026)}), IsOk());
  EXPECT_THAT(run({notice(2028)}), IsOk());
}

TEST_F(CatalogueVerbsTest, AppliesHolidayFilesOnce) {
  CatalogueApplyFlags flags;
  flags.file =
      WriteFile("bureau.toml",
                "[[calendar]]\ncode = \"office\"\n"
                "zone = \"Asia/Shanghai\"\n"
                "weekdays = [1, 2, 3, 4, 5]\n"
                "intervals = [{ open_minute = 09:00:00, "
                "close_minute = \"24:00\" }]\n"
                "holiday_files = [\"" WORKLEDGER_HOLIDAYS
                "/cn-2025.json\", \"" WORKLEDGER_HOLIDAYS "/cn-2026.json\"]\n");
  flags.change = ByASupervisor();
  ASSERT_THAT(RunCatalogueApply(flags, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("added calendar office\n"));
  const std::string shown =
      Show({.kind = "calendar", .code = "office", .as_of = Now()},
           OutputFormat::kJson);
  EXPECT_THAT(shown, HasSubstr("\"last_year\":2026"));
  EXPECT_THAT(shown, HasSubstr("content_7047091.htm"));
  ASSERT_THAT(RunCatalogueApply(flags, MakeSession()), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("0 added, 0 changed"));
}

TEST_F(CatalogueVerbsTest, AppliesNothingWithAWrongHolidayFile) {
  WriteFile("2026.json", R"({"year": 2026, "days": [{"date": "2026"}]})");
  CatalogueApplyFlags flags;
  flags.file = WriteFile("bureau.toml",
                         "[[asset]]\ncode = \"pump\"\n"
                         "[[calendar]]\ncode = \"office\"\n"
                         "holiday_files = [\"2026.json\"]\n");
  flags.change = ByASupervisor();
  const absl::Status status = RunCatalogueApply(flags, MakeSession());
  EXPECT_THAT(status, FailsWith(absl::StatusCode::kInvalidArgument,
                                v1::ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("bureau.toml:5:18: holiday_files: "));
  EXPECT_THAT(std::string(status.message()), HasSubstr("days[0].date"));
  EXPECT_THAT(Show({.as_of = Now()}), testing::Not(HasSubstr("pump")));
}

TEST_F(CatalogueVerbsTest, AMissingFileIsOne) {
  EXPECT_EQ(ExitCodeOf(RunCatalogueApply(
                {.file = (directory_.path() / "none").string(),
                 .change = ByASupervisor()},
                MakeSession())),
            ExitCode::kFile);
}

}  // namespace
}  // namespace workledger
