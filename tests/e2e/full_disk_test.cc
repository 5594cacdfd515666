// The real programs on a disk that runs full: what is refused says so, nothing
// acknowledged is lost, nothing is half written, and with space again it goes
// on where it stopped.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tmpfs.h"
#include "workledger/v1/ledger_service.pb.h"

namespace workledger {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

using Arguments = std::vector<std::string>;

constexpr int kSmallMegabytes = 48;
// A verification wants a gigabyte for itself.
constexpr int kLargeMegabytes = 3000;
constexpr char kReserve[] = "8388608";
// As services/exit_code.h and tools/workledger/exit_code.h have them.
constexpr int kEngineFailed = 75;
constexpr int kRefused = 1;

constexpr std::string_view kMapping = R"(source = "desk"
id = "no"
text = "words"
[time]
column = "changed"
format = "%Y-%m-%d %H:%M"
zone = "UTC"
[state]
column = "status"
map = {new = "REPORTED"}
)";

// More than the small disk holds, whatever compresses it.
constexpr int kRows = 9'000;
constexpr int kTextBytes = 4'000;

class FullDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const absl::Status mounted = disk_.Resize(kSmallMegabytes);
        !mounted.ok()) {
      GTEST_SKIP() << "no small disk to fill: " << mounted;
    }
    std::ofstream(Path("mapping.toml")) << kMapping;
    WriteRows();
  }

  std::string Path(std::string_view name) const {
    return (directory_.path() / name).string();
  }

  void WriteRows() const {
    std::mt19937 random(1);  // NOLINT: seeded, so that a failure comes again
    std::ofstream rows(Path("rows.csv"));
    rows << "no,changed,status,words\n";
    for (int i = 0; i < kRows; ++i) {
      std::string words;
      while (words.size() < kTextBytes) {
        words.push_back(static_cast<char>('a' + random() % 26));
      }
      rows << "t-" << i << ",2024-01-02 03:04,new," << words << '\n';
    }
  }

  void Start(const std::string& reserve) {
    auto server = StartServer(WORKLEDGERD, (disk_.path() / "data").string(),
                              "127.0.0.1:0", {"--disk-reserve-bytes", reserve});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = std::make_unique<RunningServer>(*std::move(server));
  }

  Arguments ToolArguments(const Arguments& arguments) const {
    Arguments all = {WORKLEDGER, "--server", server_->address,
                     "--ledger", "bureau",   "--output",
                     "json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }

  Finished Tool(const Arguments& arguments) const {
    auto finished = RunToEndWithErrors(ToolArguments(arguments));
    EXPECT_TRUE(finished.ok()) << finished.status();
    return *std::move(finished);
  }

  void Do(const Arguments& arguments) const {
    const Finished finished = Tool(arguments);
    ASSERT_EQ(finished.exit_code, 0) << arguments[0] << finished.errors;
  }

  static Arguments Report(const std::string& ticket) {
    return {"ticket",  "report", ticket,   "--channel", "hotline",
            "--actor", "zhao",   "--role", "desk"};
  }

  Arguments ImportArguments() const {
    return {"import", Path("rows.csv"), "--mapping", Path("mapping.toml")};
  }

  // Imports all rows, and returns a figure of the summary.
  double Imported(const std::string& figure) const {
    const Finished finished = Tool(ImportArguments());
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    google::protobuf::Struct summary;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(finished.output, &summary)
            .ok());
    return summary.fields().at(figure).number_value();
  }

  // The head, or 0 if the server does not answer.
  uint64_t Head() const {
    const Finished finished = Tool({"ledger", "show", "bureau"});
    v1::Ledger ledger;
    if (finished.exit_code != 0) return 0;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(finished.output, &ledger)
            .ok());
    return ledger.head_position();
  }

  // With space again: all that was acknowledged is there, the rest comes, and
  // everything holds together.
  void ExpectGoesOn() const {
    EXPECT_EQ(Imported("rows"), kRows);
    EXPECT_EQ(Imported("events"), 0);
    const Finished verified = Tool({"verify"});
    EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
  }

  Tmpfs disk_;
  const TempDir directory_;
  std::unique_ptr<RunningServer> server_;
};

TEST_F(FullDiskTest, RefusesCommandsAtTheReserveAndServesReads) {
  ASSERT_NO_FATAL_FAILURE(Start(kReserve));
  Do({"ledger", "create", "bureau"});
  Do(Report("first"));
  const Finished import = Tool(ImportArguments());
  EXPECT_EQ(import.exit_code, kRefused);
  EXPECT_THAT(import.errors, EndsWith(" (DISK_FULL)\n"));
  const uint64_t head = Head();
  EXPECT_GT(head, 1'000u);
  EXPECT_LT(head, kRows);
  const Finished refused = Tool(Report("second"));
  EXPECT_EQ(refused.exit_code, kRefused);
  EXPECT_THAT(refused.errors, EndsWith(" (DISK_FULL)\n"));
  EXPECT_EQ(Head(), head);
  Do({"ticket", "show", "first"});
  Do({"log", "read", "--limit", "5"});
  Do({"report", "summary"});

  // Space alone mends it, also after a restart.
  ASSERT_TRUE(disk_.Resize(kLargeMegabytes).ok());
  Do(Report("second"));
  EXPECT_EQ(Head(), head + 1);
  server_->process.Signal(SIGTERM);
  EXPECT_EQ(server_->process.Wait(), 0);
  ASSERT_NO_FATAL_FAILURE(Start(kReserve));
  EXPECT_EQ(Head(), head + 1);
  ExpectGoesOn();
}

TEST_F(FullDiskTest, FailsByNameWithoutAReserveAndLosesNothing) {
  ASSERT_NO_FATAL_FAILURE(Start("0"));
  Do({"ledger", "create", "bureau"});
  Do(Report("first"));
  auto import = ChildProcess::Start(ToolArguments(ImportArguments()),
                                    Path("import.errors"));
  ASSERT_TRUE(import.ok()) << import.status();
  uint64_t acknowledged = 0;
  while (const uint64_t head = Head()) acknowledged = head;
  EXPECT_GT(acknowledged, 2u);
  EXPECT_EQ(server_->process.Wait(), kEngineFailed);
  // It would go on by itself if the server came back on its address.
  import->Signal(SIGKILL);
  import->Wait();

  ASSERT_TRUE(disk_.Resize(kLargeMegabytes).ok());
  ASSERT_NO_FATAL_FAILURE(Start("0"));
  EXPECT_GE(Head(), acknowledged);
  Do({"ticket", "show", "first"});
  ExpectGoesOn();
}

}  // namespace
}  // namespace workledger
