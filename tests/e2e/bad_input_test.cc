// Bad input to the real programs: each is refused with its reason, and leaves
// the ledger as it was.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/string_view.h"
#include "google/protobuf/util/json_util.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"
#include "workledger/v1/ledger_service.pb.h"

namespace workledger {
namespace {

using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;

using Arguments = std::vector<std::string>;

constexpr std::string_view kMapping = R"(source = "lift-desk"
id = "no"
[time]
column = "changed"
format = "%Y-%m-%d %H:%M"
zone = "UTC"
[state]
column = "status"
map = {new = "REPORTED", working = "IN_PROGRESS"}
)";

constexpr int kRefused = 1;
constexpr int kWrongUsage = 2;
constexpr int kAddressInUse = 69;
constexpr int kDataLocked = 73;

class BadInputTest : public testing::Test {
 protected:
  void SetUp() override {
    auto server = StartServer(WORKLEDGERD, Path("data"));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = std::make_unique<RunningServer>(*std::move(server));
    Do({"ledger", "create", "bureau"});
    Do({"ticket", "report", "leak-301", "--channel", "hotline", "--request-id",
        "first"});
    head_ = Head();
    ASSERT_EQ(head_, 2);
  }

  void TearDown() override {
    if (server_ == nullptr) return;
    EXPECT_EQ(Head(), head_);
  }

  std::string Path(std::string_view name) const {
    return (directory_.path() / name).string();
  }

  std::string Write(std::string_view name, std::string_view content) const {
    std::ofstream(Path(name), std::ios::binary) << content;
    return Path(name);
  }

  Finished Tool(const Arguments& arguments,
                const std::string& ledger = "bureau") const {
    Arguments all = {WORKLEDGER, "--server", server_->address,
                     "--ledger", ledger,     "--output",
                     "json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    if (arguments[0] == "ticket" && arguments[1] != "list" &&
        arguments[1] != "show") {
      all.insert(all.end(), {"--actor", "zhao", "--role", "desk"});
    }
    auto finished = RunToEndWithErrors(all);
    EXPECT_TRUE(finished.ok()) << finished.status();
    return *std::move(finished);
  }

  void Do(const Arguments& arguments) const {
    const Finished finished = Tool(arguments);
    ASSERT_EQ(finished.exit_code, 0) << finished.errors;
  }

  uint64_t Head() const {
    const Finished finished = Tool({"ledger", "show", "bureau"});
    v1::Ledger ledger;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(finished.output, &ledger)
            .ok())
        << finished.output << finished.errors;
    return ledger.head_position();
  }

  static void ExpectRefused(const Finished& finished, std::string_view reason) {
    EXPECT_EQ(finished.exit_code, kRefused) << finished.errors;
    EXPECT_THAT(finished.errors, HasSubstr("workledger: "));
    EXPECT_THAT(
        finished.errors,
        AnyOf(EndsWith(absl::StrCat(" (", ToAbsl(reason), ")\n")),
              HasSubstr(absl::StrCat(" (", ToAbsl(reason), "); it takes "))));
  }

  void Refuses(const Arguments& arguments, std::string_view reason) const {
    SCOPED_TRACE(arguments[1]);
    ExpectRefused(Tool(arguments), reason);
  }

  // Imports `rows` and expects words in the sentence of the refusal.
  void RefusesImport(std::string_view rows, std::string_view words,
                     std::string_view mapping = kMapping,
                     std::string_view reason = "FIELD_INVALID") const {
    const Finished finished =
        Tool({"import", Write("rows.csv", rows), "--mapping",
              Write("mapping.toml", mapping)});
    ExpectRefused(finished, reason);
    EXPECT_THAT(finished.errors, HasSubstr(std::string(words)));
  }

  const TempDir directory_;
  std::unique_ptr<RunningServer> server_;
  uint64_t head_ = 0;
};

TEST_F(BadInputTest, UnknownLedger) {
  ExpectRefused(Tool({"ticket", "show", "leak-301"}, "nowhere"),
                "LEDGER_NOT_FOUND");
  ExpectRefused(Tool({"import", Write("rows.csv", "no,changed,status\n"),
                      "--mapping", Write("mapping.toml", kMapping)},
                     "nowhere"),
                "LEDGER_NOT_FOUND");
}

TEST_F(BadInputTest, UnknownTicket) {
  Refuses({"ticket", "show", "t-9"}, "TICKET_NOT_FOUND");
  Refuses({"ticket", "resume", "t-9"}, "TICKET_NOT_FOUND");
}

TEST_F(BadInputTest, ForbiddenMove) {
  Refuses({"ticket", "dispatch", "leak-301", "--party", "q"}, "STATE_FORBIDS");
}

TEST_F(BadInputTest, StaleVersion) {
  Refuses({"ticket", "withdraw", "leak-301", "--expected-version", "7"},
          "VERSION_CONFLICT");
}

TEST_F(BadInputTest, ReusedRequestId) {
  Refuses({"ticket", "withdraw", "leak-301", "--request-id", "first"},
          "REQUEST_ID_REUSED");
}

TEST_F(BadInputTest, FieldThatIsMissing) {
  Refuses({"ticket", "report", "t-2"}, "FIELD_REQUIRED");
  const Finished party = Tool({"ticket", "dispatch", "leak-301"});
  ExpectRefused(party, "FIELD_REQUIRED");
  EXPECT_THAT(party.errors, HasSubstr("command.dispatch.party"));
}

TEST_F(BadInputTest, EventThatIsNone) {
  const Finished finished = Tool({"log", "read", "--event", "tea-made"});
  EXPECT_EQ(finished.exit_code, kWrongUsage);
  EXPECT_THAT(finished.errors, HasSubstr("--event: got \"tea-made\""));
}

TEST_F(BadInputTest, Filters) {
  Refuses({"ticket", "list", "--number", "1x"}, "FIELD_INVALID");
  Refuses({"ticket", "list", "--reported-from", "2025-01-02 00:00",
           "--reported-before", "2025-01-01 00:00"},
          "FIELD_INVALID");
  Refuses({"report", "summary", "--by", "category", "--from",
           "2025-01-02 00:00", "--to", "2025-01-01 00:00"},
          "FIELD_INVALID");
  Refuses({"ticket", "list", "--as-of-position", "99"}, "POSITION_AHEAD");
}

TEST_F(BadInputTest, FieldThatIsTooLong) {
  Refuses({"ticket", "report", "t-2", "--channel", "hotline", "--location",
           std::string(257, 'x')},
          "FIELD_TOO_LONG");
}

TEST_F(BadInputTest, FieldThatIsNotUtf8) {
  Refuses(
      {"ticket", "report", "t-2", "--channel", "hotline", "--location", "\xE4"},
      "FIELD_NOT_UTF8");
}

TEST_F(BadInputTest, Tokens) {
  Refuses({"ticket", "list", "--page-token", "xyz"}, "PAGE_TOKEN_INVALID");
  Refuses({"log", "tail", "--resume-token", "abcd"}, "RESUME_TOKEN_INVALID");
}

TEST_F(BadInputTest, MappingThatDoesNotFitTheFile) {
  RefusesImport("no,status\n", "mapping.toml:4:1: time.column");
  RefusesImport("no,changed,status\n1,2024-01-02 03:04,odd\n",
                "row 1, status: got \"odd\", which [state.map] has not");
  RefusesImport("no,changed,status\n", "mapping.toml:1:1: x",
                absl::StrCat("x = 1\n", std::string(kMapping)),
                "FIELD_UNKNOWN");
}

TEST_F(BadInputTest, MappingOfAStateOfAnotherKind) {
  RefusesImport(
      "no,changed,status\n1,2024-01-02 03:04,new\n",
      "mapping.toml:9:26: state.map.working: got \"PLANNED\", want one "
      "of REPORTED",
      absl::StrReplaceAll(std::string(kMapping), {{"IN_PROGRESS", "PLANNED"}}));
}

TEST_F(BadInputTest, FileWithNothingButAHeaderIsNone) {
  const Finished finished =
      Tool({"import", Write("rows.csv", "no,changed,status\n"), "--mapping",
            Write("mapping.toml", kMapping)});
  EXPECT_EQ(finished.exit_code, 0) << finished.errors;
  EXPECT_THAT(finished.output, HasSubstr("\"rows\" : 0"));
}

TEST_F(BadInputTest, FileThatIsNoCsv) {
  RefusesImport("", "the file is empty");
  RefusesImport("no,changed,status\n1,x\"y,new\n",
                "a quote inside an unquoted field");
  RefusesImport("no,changed,status\n1,2024-01-02 03:04\n",
                "got 2 fields, want 3");
  RefusesImport("no,changed,status\n1,2024-01-02 03:04,\"ne",
                "the file ends within a quoted field");
  RefusesImport(std::string("\x1f\x8b\x08\x00\x00", 5), "cut off or damaged");
}

TEST_F(BadInputTest, HistoryOfATicketThatWasBornHere) {
  RefusesImport(
      "no,changed,status\nleak-301,2024-01-02 03:04,new\n"
      "leak-301,2024-01-02 03:05,working\n",
      "row 1: ", kMapping, "SOURCE_DIFFERS");
}

TEST_F(BadInputTest, SecondServer) {
  const auto locked = RunToEndWithErrors(
      {WORKLEDGERD, "--data-dir", Path("data"), "--listen", "127.0.0.1:0"});
  ASSERT_TRUE(locked.ok());
  EXPECT_EQ(locked->exit_code, kDataLocked) << locked->errors;
  EXPECT_THAT(locked->errors, HasSubstr("workledgerd: "));
  EXPECT_EQ(std::ranges::count(locked->errors, '\n'), 1);
  const auto in_use = RunToEndWithErrors(
      {WORKLEDGERD, "--data-dir", Path("other"), "--listen", server_->address});
  ASSERT_TRUE(in_use.ok());
  EXPECT_EQ(in_use->exit_code, kAddressInUse) << in_use->errors;
  EXPECT_EQ(in_use->errors,
            absl::StrCat("workledgerd: listen: got ", server_->address,
                         ", want an address of this machine that is not in "
                         "use\n"));
}

}  // namespace
}  // namespace workledger
