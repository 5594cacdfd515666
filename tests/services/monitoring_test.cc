// What the server says of itself: metrics, their page, log lines, and what the
// service manager is told.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "prometheus/text_serializer.h"
#include "services/call_metrics.h"
#include "services/engine_metrics.h"
#include "services/log_line.h"
#include "services/metrics_page.h"
#include "services/service_manager.h"
#include "tests/services/http_get.h"
#include "tests/services/server_fixture.h"
#include "tests/support/temp_dir.h"
#include "workledger/error.h"
#include "workledger/v1/command_service.grpc.pb.h"
#include "workledger/v1/log_service.grpc.pb.h"

namespace workledger {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string TextOf(const prometheus::Collectable& source) {
  return prometheus::TextSerializer().Serialize(source.Collect());
}

class CallMetricsTest : public ServerTest {
 protected:
  void SetUp() override {
    auto server = Server::Start(
        engine_, {.listen = "127.0.0.1:0", .call_metrics = &metrics_});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(server_->address(),
                                   grpc::InsecureChannelCredentials());
  }

  // Calls Execute and returns what was logged meanwhile.
  std::string Execute(const std::string& trace_parent = "") {
    testing::internal::CaptureStderr();
    grpc::ClientContext context;
    if (!trace_parent.empty()) context.AddMetadata("traceparent", trace_parent);
    v1::ExecuteResponse response;
    v1::CommandService::NewStub(channel_)->Execute(
        &context, v1::ExecuteRequest(), &response);
    return testing::internal::GetCapturedStderr();
  }

  // Waits until a line is among the metrics: a call is over for its client
  // before it is for the server.
  void ExpectLine(const std::string& line) {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    while (TextOf(registry_).find(line) == std::string::npos &&
           absl::Now() < deadline) {
      absl::SleepFor(absl::Milliseconds(1));
    }
    EXPECT_THAT(TextOf(registry_), HasSubstr(line));
  }

  prometheus::Registry registry_;
  CallMetrics metrics_{registry_};
};

TEST_F(CallMetricsTest, CountAndTimeEachMethodsCallsByCode) {
  Execute();
  Execute();
  engine_.execute =
      [](const v1::ExecuteRequest&,
         const CallOptions&) -> absl::StatusOr<v1::ExecuteResponse> {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_TICKET_NOT_FOUND, "ticket: x");
  };
  EXPECT_EQ(Execute(), "");  // the client's own fault is not logged
  const std::string labels =
      "grpc_method=\"Execute\",grpc_service=\"workledger.v1.CommandService\","
      "grpc_type=\"unary\"";
  ExpectLine(absl::StrCat("grpc_server_started_total{", labels, "} 3\n"));
  ExpectLine(absl::StrCat("grpc_server_handled_total{grpc_code=\"OK\",", labels,
                          "} 2\n"));
  ExpectLine(absl::StrCat("grpc_server_handled_total{grpc_code=\"NOT_FOUND\",",
                          labels, "} 1\n"));
  ExpectLine(
      absl::StrCat("grpc_server_handling_seconds_count{", labels, "} 3\n"));
}

TEST_F(CallMetricsTest, CountACallThatItsClientGaveUp) {
  grpc::ClientContext context;
  v1::SubscribeRequest request;
  const auto reader =
      v1::LogService::NewStub(channel_)->Subscribe(&context, request);
  engine_.feed.AwaitIdle(1);
  context.TryCancel();
  reader->Finish();
  ExpectLine(
      "grpc_server_handled_total{grpc_code=\"CANCELLED\",grpc_method="
      "\"Subscribe\",grpc_service=\"workledger.v1.LogService\",grpc_type="
      "\"server_stream\"} 1\n");
}

TEST_F(CallMetricsTest, CountAUnaryCallThatItsClientGaveUp) {
  absl::Notification begun;
  absl::Notification given_up;
  engine_.execute =
      [&](const v1::ExecuteRequest&,
          const CallOptions&) -> absl::StatusOr<v1::ExecuteResponse> {
    begun.Notify();
    given_up.WaitForNotification();
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_ENGINE_FAILED, "too late");
  };
  testing::internal::CaptureStderr();
  grpc::ClientContext context;
  std::thread client([&] {
    v1::ExecuteResponse response;
    EXPECT_EQ(v1::CommandService::NewStub(channel_)
                  ->Execute(&context, v1::ExecuteRequest(), &response)
                  .error_code(),
              grpc::StatusCode::CANCELLED);
  });
  begun.WaitForNotification();
  context.TryCancel();
  client.join();
  // The server has read what came before this call.
  grpc::ClientContext next;
  v1::ReadEventsResponse events;
  v1::LogService::NewStub(channel_)->ReadEvents(&next, v1::ReadEventsRequest(),
                                                &events);
  given_up.Notify();
  ExpectLine(
      "grpc_server_handled_total{grpc_code=\"CANCELLED\",grpc_method="
      "\"Execute\",grpc_service=\"workledger.v1.CommandService\",grpc_type="
      "\"unary\"} 1\n");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(CallMetricsTest, CountMethodsThatAreNotThereAsOne) {
  for (const char* const name : {"/x.Y/Z1", "/x.Y/Z2", "Z"}) {
    grpc::GenericStub stub(channel_);
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    grpc::ByteBuffer response;
    grpc::Status status;
    const auto call =
        stub.PrepareUnaryCall(&context, name, grpc::ByteBuffer(), &queue);
    call->StartCall();
    call->Finish(&response, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << name;
  }
  ExpectLine(
      "grpc_server_started_total{grpc_method=\"unknown\",grpc_service="
      "\"unknown\",grpc_type=");
  EXPECT_THAT(TextOf(registry_), Not(HasSubstr("Z1")));
}

TEST_F(CallMetricsTest, LogsCallsThatFailedByTheServersFault) {
  engine_.execute =
      [](const v1::ExecuteRequest&,
         const CallOptions&) -> absl::StatusOr<v1::ExecuteResponse> {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_ENGINE_FAILED, "the engine failed: disk");
  };
  const std::string trace =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const auto line = nlohmann::json::parse(Execute(trace));
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["event"], "call_failed");
  EXPECT_EQ(line["method"], "/workledger.v1.CommandService/Execute");
  EXPECT_EQ(line["code"], "UNAVAILABLE");
  EXPECT_EQ(line["reason"], "ENGINE_FAILED");
  EXPECT_EQ(line["message"], "the engine failed: disk");
  EXPECT_EQ(line["traceparent"], trace);
  EXPECT_EQ(line["dropped_lines"], 0);
}

TEST(EngineMetricsTest, SayWhatTheEngineTells) {
  prometheus::Registry registry;
  EngineMetrics metrics(registry);
  metrics.OnBatch({.commands = 3,
                   .events = 5,
                   .total = absl::Milliseconds(4),
                   .append = absl::Milliseconds(2)});
  metrics.OnSync(absl::Milliseconds(2));
  metrics.OnRefused(v1::ERROR_REASON_QUEUE_FULL);
  metrics.OnRefused(v1::ERROR_REASON_QUEUE_FULL);
  const std::string text = TextOf(registry);
  for (const char* const line :
       {"workledger_batch_commands_bucket{le=\"2\"} 0\n",
        "workledger_batch_commands_bucket{le=\"4\"} 1\n",
        "workledger_commit_seconds_bucket{le=\"0.0025\"} 0\n",
        "workledger_commit_seconds_bucket{le=\"0.005\"} 1\n",
        "workledger_append_seconds_bucket{le=\"0.0025\"} 1\n",
        "workledger_fsync_seconds_count 1\n", "workledger_events_total 5\n",
        "workledger_refused_total{reason=\"QUEUE_FULL\"} 2\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(LedgerCollectorTest, SaysWhereEachLedgerStands) {
  FakeEngine engine;
  engine.status = {{.ledger = "east",
                    .head_position = 100,
                    .view_position = 90,
                    .view_lag = absl::Milliseconds(1500),
                    .commit_stall = absl::Seconds(2),
                    .subscribers = 3,
                    .subscriber_lag = 40,
                    .verified_records = 7},
                   {.ledger = "west", .head_position = 5, .view_position = 6}};
  const std::string text = TextOf(LedgerCollector(engine));
  for (const char* const line :
       {"workledger_head_position{ledger=\"east\"} 100\n",
        "workledger_view_lag_events{ledger=\"east\"} 10\n",
        "workledger_view_lag_events{ledger=\"west\"} 0\n",
        "workledger_view_lag_seconds{ledger=\"east\"} 1.5\n",
        "workledger_commit_stall_seconds{ledger=\"east\"} 2\n",
        "workledger_subscribers{ledger=\"east\"} 3\n",
        "workledger_subscriber_lag_events{ledger=\"east\"} 40\n",
        "workledger_verified_records{ledger=\"east\"} 7\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, Not(HasSubstr("verified_records{ledger=\"west\"}")));
}

ListenAddress AnyPort() { return *ParseMetricsAddress("127.0.0.1:0"); }

TEST(MetricsPageTest, ServesItsSourcesAndNothingElse) {
  const auto registry = std::make_shared<prometheus::Registry>();
  EngineMetrics metrics(*registry);
  const auto page = MetricsPage::Start(AnyPort(), {registry});
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(HttpGet((*page)->address(), "/metrics"),
              HasSubstr("workledger_events_total 0\n"));
  EXPECT_THAT(HttpGet((*page)->address(), "/other"), HasSubstr(" 404 "));
}

TEST(MetricsPageTest, RefusesAddressesThatAreNotItsOwn) {
  for (const char* const text : {"0.0.0.0:9464", "unix:/tmp/x", "9464", ""}) {
    const auto address = ParseMetricsAddress(text);
    EXPECT_TRUE(absl::IsInvalidArgument(address.status())) << text;
    EXPECT_EQ(ErrorOf(address.status()).field(), "metrics");
  }
  const auto first = MetricsPage::Start(AnyPort(), {});
  ASSERT_TRUE(first.ok());
  const auto second =
      MetricsPage::Start(*ParseMetricsAddress((*first)->address()), {});
  EXPECT_TRUE(absl::IsUnavailable(second.status())) << second.status();
}

TEST(LogTest, WritesOneObjectALine) {
  testing::internal::CaptureStderr();
  Log(LogLevel::kInfo, "listening",
      {{"address", "quote \" and\nline"}, {"count", 3}, {"bytes", "\xff"}});
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
  const auto line = nlohmann::json::parse(text);
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["event"], "listening");
  EXPECT_EQ(line["address"], "quote \" and\nline");
  EXPECT_EQ(line["count"], 3);
  EXPECT_EQ(line["bytes"], "\xef\xbf\xbd");
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full,
                              line["time"].get<std::string>(), &time, nullptr));
}

TEST(LogTest, CutsLongValues) {
  testing::internal::CaptureStderr();
  const std::string longest(kLogValueBytesMax, 'x');
  Log(LogLevel::kInfo, "e", {{"at", longest}, {"past", longest + "y"}});
  const auto line =
      nlohmann::json::parse(testing::internal::GetCapturedStderr());
  EXPECT_EQ(line["at"], longest);
  EXPECT_EQ(line["past"], longest);
}

TEST(LogTest, NeverWaitsForItsReader) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const int standard_error = dup(STDERR_FILENO);
  dup2(ends[1], STDERR_FILENO);
  const std::string value(kLogValueBytesMax, 'x');
  // More than any pipe holds by default, 64 KiB.
  for (int i = 0; i < 1000; ++i) Log(LogLevel::kInfo, "e", {{"v", value}});
  dup2(standard_error, STDERR_FILENO);
  close(standard_error);
  close(ends[1]);
  std::string all;
  char buffer[4096];
  while (const ssize_t got = read(ends[0], buffer, sizeof(buffer))) {
    ASSERT_GT(got, 0);
    all.append(buffer, static_cast<size_t>(got));
  }
  close(ends[0]);
  EXPECT_GT(all.size(), 32'000u);
  for (const auto line : absl::StrSplit(all, '\n', absl::SkipEmpty())) {
    EXPECT_TRUE(nlohmann::json::accept(line)) << line;
  }
}

TEST(LogTest, ABudgetDropsAFloodAndSaysHowMuch) {
  LogBudget budget(2);
  EXPECT_EQ(budget.Take(), 0);
  EXPECT_EQ(budget.Take(), 0);
  EXPECT_EQ(budget.Take(), std::nullopt);
  EXPECT_EQ(budget.Take(), std::nullopt);
  absl::SleepFor(absl::Milliseconds(1001));
  EXPECT_EQ(budget.Take(), 2);
  EXPECT_EQ(budget.Take(), 0);
}

// The socket of a service manager.
class ServiceManagerTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string path = folder_.path() / "notify";
    socket_ = socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un address{.sun_family = AF_UNIX};
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    ASSERT_EQ(
        bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)),
        0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", "2000000", 1);
  }
  void TearDown() override {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(socket_);
  }

  // What was told last; empty if nothing was.
  std::string Told() {
    char text[64];
    const ssize_t bytes = recv(socket_, text, sizeof(text), MSG_DONTWAIT);
    return bytes < 0 ? "" : std::string(text, static_cast<size_t>(bytes));
  }

  const TempDir folder_;
  int socket_ = -1;
};

TEST_F(ServiceManagerTest, IsToldOfStartAndEnd) {
  ServiceManager manager;
  manager.Ready();
  EXPECT_EQ(Told(), "READY=1");
  manager.Stopping();
  EXPECT_EQ(Told(), "STOPPING=1");
}

TEST_F(ServiceManagerTest, IsToldOfLifeWhileNoCommitterStalls) {
  FakeEngine engine;
  ServiceManager manager;
  engine.status = {{.ledger = "east"},
                   {.ledger = "west", .commit_stall = absl::Milliseconds(999)}};
  manager.KeepAlive(engine);
  EXPECT_EQ(Told(), "WATCHDOG=1");
  engine.status.back().commit_stall = absl::Seconds(1);
  testing::internal::CaptureStderr();
  manager.KeepAlive(engine);
  EXPECT_EQ(Told(), "");
  const auto line =
      nlohmann::json::parse(testing::internal::GetCapturedStderr());
  EXPECT_EQ(line["event"], "commit_stalled");
  EXPECT_EQ(line["ledger"], "west");
}

TEST_F(ServiceManagerTest, IsNotToldOfLifeWithoutAWatchdog) {
  unsetenv("WATCHDOG_USEC");
  FakeEngine engine;
  ServiceManager manager;
  manager.KeepAlive(engine);
  EXPECT_EQ(Told(), "");
}

}  // namespace
}  // namespace workledger
