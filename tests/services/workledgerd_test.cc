// The real server program on a real folder.

#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/exit_code.h"
#include "services/status.h"
#include "tests/services/daemon.h"
#include "tests/services/http_get.h"
#include "workledger/error.h"
#include "workledger/v1/command_service.grpc.pb.h"
#include "workledger/v1/ledger_service.grpc.pb.h"
#include "workledger/v1/log_service.grpc.pb.h"
#include "workledger/v1/ticket_service.grpc.pb.h"

namespace workledger {
namespace {

constexpr char kLine[] = "workledgerd listening on ";
constexpr char kAnyPort[] = "127.0.0.1:0";

class WorkledgerdTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        std::filesystem::temp_directory_path() / "workledgerd_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> Flags(const std::string& listen) const {
    return {"--data-dir", absl::StrCat(folder_, "/data"), "--listen", listen};
  }

  int ExitCodeOf(const std::vector<std::string>& flags) {
    return Daemon(WORKLEDGERD, flags).AwaitExit();
  }

  // Waits until `daemon` is ready and connects to it.
  void Connect(Daemon& daemon) {
    const std::string line = daemon.ReadLine();
    ASSERT_EQ(line.find(kLine), 0u) << line;
    address_ = line.substr(sizeof(kLine) - 1);
    channel_ =
        grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
  }

  absl::Status CreateLedger() {
    v1::CreateLedgerRequest request;
    request.set_ledger("bureau");
    request.set_clock(v1::LEDGER_CLOCK_WALL);
    v1::CreateLedgerResponse response;
    grpc::ClientContext context;
    return ToAbslStatus(v1::LedgerService::NewStub(channel_)->CreateLedger(
        &context, request, &response));
  }

  absl::Status Report(const std::string& id) {
    v1::ExecuteRequest request;
    request.set_ledger("bureau");
    v1::Command& command = *request.mutable_command();
    command.set_request_id(id);
    command.set_ticket(id);
    command.mutable_actor()->set_principal("desk-1");
    command.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
    command.mutable_actor()->add_roles(v1::ROLE_DESK);
    v1::Report& report = *command.mutable_report();
    report.set_channel(v1::CHANNEL_HOTLINE);
    report.mutable_text()->set_clear(std::string(4000, 'x'));
    v1::ExecuteResponse response;
    grpc::ClientContext context;
    return ToAbslStatus(v1::CommandService::NewStub(channel_)->Execute(
        &context, request, &response));
  }

  std::string folder_;
  std::string address_;
  std::shared_ptr<grpc::Channel> channel_;
};

int Code(ExitCode code) { return static_cast<int>(code); }

TEST_F(WorkledgerdTest, ServesMetricsOfItsCallsAndItsLog) {
  const std::string errors = absl::StrCat(folder_, "/errors");
  std::vector<std::string> flags = Flags(kAnyPort);
  flags.insert(flags.end(), {"--metrics", kAnyPort});
  Daemon daemon(WORKLEDGERD, flags, errors);
  Connect(daemon);
  ASSERT_EQ(CreateLedger(), absl::OkStatus());
  ASSERT_EQ(Report("t1"), absl::OkStatus());
  std::string line;
  std::getline(std::ifstream(errors) >> std::ws, line);
  const auto log = nlohmann::json::parse(line);
  EXPECT_EQ(log["event"], "listening");
  EXPECT_EQ(log["address"], address_);
  const std::string page = HttpGet(log["metrics"], "/metrics");
  for (const char* const metric :
       {"grpc_server_started_total{grpc_method=\"Execute\"",
        "workledger_batch_commands_bucket{le=\"1\"} 1\n",
        "workledger_events_total 1\n", "workledger_fsync_seconds_count ",
        "workledger_head_position{ledger=\"bureau\"} 2\n",
        "workledger_view_lag_seconds{ledger=\"bureau\"} "}) {
    EXPECT_NE(page.find(metric), std::string::npos) << metric << page;
  }
  daemon.Signal(SIGTERM);
  EXPECT_EQ(daemon.AwaitExit(), Code(ExitCode::kStopped));
}

TEST_F(WorkledgerdTest, RefusesAMetricsAddressThatIsNotLoopback) {
  std::vector<std::string> flags = Flags(kAnyPort);
  flags.insert(flags.end(), {"--metrics", "0.0.0.0:0"});
  EXPECT_EQ(ExitCodeOf(flags), Code(ExitCode::kUsage));
  EXPECT_FALSE(std::filesystem::exists(absl::StrCat(folder_, "/data")));
}

TEST_F(WorkledgerdTest, ServesUntilItIsToldToStop) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Daemon daemon(WORKLEDGERD, Flags(kAnyPort));
    Connect(daemon);
    EXPECT_EQ(CreateLedger(), absl::OkStatus());
    EXPECT_EQ(Report(absl::StrCat("t", signal)), absl::OkStatus());
    daemon.Signal(signal);
    EXPECT_EQ(daemon.ReadLine(), "");
    EXPECT_EQ(daemon.AwaitExit(), Code(ExitCode::kStopped));
  }
}

TEST_F(WorkledgerdTest, KeepsWhatItAcknowledgedWhenItIsKilled) {
  Daemon killed(WORKLEDGERD, Flags(kAnyPort));
  Connect(killed);
  ASSERT_EQ(CreateLedger(), absl::OkStatus());
  ASSERT_EQ(Report("kept"), absl::OkStatus());
  killed.Signal(SIGKILL);
  EXPECT_EQ(killed.AwaitExit(), -1);
  Daemon daemon(WORKLEDGERD, Flags(kAnyPort));
  Connect(daemon);
  v1::GetTicketRequest request;
  request.set_ledger("bureau");
  request.set_ticket("kept");
  // The ledger's creation and the report.
  request.set_min_position(2);
  v1::GetTicketResponse response;
  grpc::ClientContext context;
  EXPECT_EQ(ToAbslStatus(v1::TicketService::NewStub(channel_)->GetTicket(
                &context, request, &response)),
            absl::OkStatus());
  EXPECT_EQ(response.ticket().state(), v1::TICKET_STATE_REPORTED);
}

TEST_F(WorkledgerdTest, ClosesSubscriptionsWhenItStops) {
  Daemon daemon(WORKLEDGERD, Flags(kAnyPort));
  Connect(daemon);
  ASSERT_EQ(CreateLedger(), absl::OkStatus());
  v1::SubscribeRequest request;
  request.set_ledger("bureau");
  grpc::ClientContext context;
  const auto reader =
      v1::LogService::NewStub(channel_)->Subscribe(&context, request);
  v1::SubscribeResponse frame;
  ASSERT_TRUE(reader->Read(&frame));
  EXPECT_TRUE(frame.has_events());
  daemon.Signal(SIGTERM);
  while (reader->Read(&frame)) {
  }
  EXPECT_EQ(frame.closing().reason(), v1::CLOSING_REASON_SHUTTING_DOWN);
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(daemon.AwaitExit(), Code(ExitCode::kStopped));
}

TEST_F(WorkledgerdTest, RefusesDataAndAddressOfAnother) {
  Daemon daemon(WORKLEDGERD, Flags(kAnyPort));
  Connect(daemon);
  EXPECT_EQ(ExitCodeOf(Flags(kAnyPort)), Code(ExitCode::kDataLocked));
  EXPECT_EQ(ExitCodeOf({"--data-dir", absl::StrCat(folder_, "/other"),
                        "--listen", address_}),
            Code(ExitCode::kAddressUnavailable));
}

TEST_F(WorkledgerdTest, RefusesBadFlags) {
  const int usage = Code(ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf({}), usage);
  EXPECT_EQ(ExitCodeOf({"--no-such-flag"}), usage);
  EXPECT_EQ(ExitCodeOf({"--data-dir", "", "--listen", kAnyPort}), usage);
  EXPECT_EQ(ExitCodeOf(Flags("0.0.0.0:0")), usage);
  EXPECT_EQ(ExitCodeOf(Flags("127.0.0.1")), usage);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  EXPECT_EQ(ExitCodeOf({"--help"}), 0);
}

TEST_F(WorkledgerdTest, RefusesAFolderThatItCannotMake) {
  EXPECT_EQ(ExitCodeOf({"--data-dir", absl::StrCat(folder_, "/no/parent"),
                        "--listen", kAnyPort}),
            Code(ExitCode::kCannotOpen));
}

TEST_F(WorkledgerdTest, EndsWhenItsEngineFails) {
  // No file may grow past 128 KiB, and growing is an error, not a signal.
  std::string script = "trap '' XFSZ; ulimit -f 256; exec " WORKLEDGERD;
  for (const std::string& flag : Flags(kAnyPort)) {
    absl::StrAppend(&script, " '", flag, "'");
  }
  Daemon daemon("sh", {"-c", script});
  Connect(daemon);
  ASSERT_EQ(CreateLedger(), absl::OkStatus());
  absl::Status status;
  for (int i = 0; i < 1000 && status.ok(); ++i) {
    status = Report(absl::StrCat("t", i));
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_EQ(daemon.AwaitExit(), Code(ExitCode::kEngineFailed));
}

}  // namespace
}  // namespace workledger
