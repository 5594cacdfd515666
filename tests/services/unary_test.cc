// Every unary method, from a generated client to a fake engine.

#include <atomic>
#include <future>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "services/status.h"
#include "tests/services/raw_client.h"
#include "tests/services/server_fixture.h"
#include "workledger/error.h"
#include "workledger/limits.h"
#include "workledger/v1/clock_service.grpc.pb.h"
#include "workledger/v1/command_service.grpc.pb.h"
#include "workledger/v1/ledger_service.grpc.pb.h"
#include "workledger/v1/log_service.grpc.pb.h"
#include "workledger/v1/metric_service.grpc.pb.h"
#include "workledger/v1/report_service.grpc.pb.h"
#include "workledger/v1/ticket_service.grpc.pb.h"

namespace workledger {
namespace {

constexpr char kExecute[] = "/workledger.v1.CommandService/Execute";
constexpr char kBatchExecute[] = "/workledger.v1.CommandService/BatchExecute";

class UnaryTest : public ServerTest {
 protected:
  void SetUp() override { StartServer(); }

  // Calls `method` of `Service` and expects that the request reaches `answer`
  // and its response comes back, and then that an error does.
  template <typename Service, typename Request, typename Response>
  void ExpectServed(FakeEngine::Answer<Request, Response>& answer,
                    grpc::Status (Service::StubInterface::*method)(
                        grpc::ClientContext*, const Request&, Response*)) {
    SCOPED_TRACE(Request::descriptor()->name());
    const auto stub = Service::NewStub(channel_);
    Request request;
    request.set_ledger("bureau");
    bool fails = false;
    answer = [&](const Request& received,
                 const CallOptions&) -> absl::StatusOr<Response> {
      EXPECT_EQ(received.SerializeAsString(), request.SerializeAsString());
      if (fails) return kError;
      return Filled<Response>();
    };
    Response response;
    grpc::ClientContext context;
    EXPECT_TRUE(((*stub).*method)(&context, request, &response).ok());
    EXPECT_EQ(response.SerializeAsString(),
              Filled<Response>().SerializeAsString());
    fails = true;
    grpc::ClientContext context_of_error;
    EXPECT_EQ(
        ToAbslStatus(((*stub).*method)(&context_of_error, request, &response)),
        kError);
  }

  // A message that is not empty: its first scalar field is set.
  template <typename Response>
  static Response Filled() {
    Response response;
    const auto& reflection = *response.GetReflection();
    const auto& type = *response.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      if (type.field(i)->is_repeated()) continue;
      switch (type.field(i)->cpp_type()) {
        case google::protobuf::FieldDescriptor::CPPTYPE_STRING:
          reflection.SetString(&response, type.field(i), "text");
          return response;
        case google::protobuf::FieldDescriptor::CPPTYPE_UINT64:
          reflection.SetUInt64(&response, type.field(i), 7);
          return response;
        case google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE:
          reflection.MutableMessage(&response, type.field(i));
          return response;
        default:
          break;
      }
    }
    return response;
  }

  const absl::Status kError =
      MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_LEDGER_NOT_FOUND,
                "ledger: got bureau, want one that exists", "ledger");
};

TEST_F(UnaryTest, ServesEveryMethod) {
  using Commands = v1::CommandService;
  using Tickets = v1::TicketService;
  using Ledgers = v1::LedgerService;
  using Logs = v1::LogService;
  using Reports = v1::ReportService;
  ExpectServed<Commands>(engine_.execute, &Commands::StubInterface::Execute);
  ExpectServed<Commands>(engine_.batch_execute,
                         &Commands::StubInterface::BatchExecute);
  ExpectServed<Tickets>(engine_.get_ticket, &Tickets::StubInterface::GetTicket);
  ExpectServed<Tickets>(engine_.list_tickets,
                        &Tickets::StubInterface::ListTickets);
  ExpectServed<Tickets>(engine_.summarize, &Tickets::StubInterface::Summarize);
  ExpectServed<Tickets>(engine_.count_tickets,
                        &Tickets::StubInterface::CountTickets);
  ExpectServed<Reports>(engine_.report_work,
                        &Reports::StubInterface::ReportWork);
  ExpectServed<Reports>(engine_.report_tallies,
                        &Reports::StubInterface::ReportTallies);
  ExpectServed<v1::MetricService>(
      engine_.query_metrics, &v1::MetricService::StubInterface::QueryMetrics);
  ExpectServed<v1::ClockService>(
      engine_.explain_clocks, &v1::ClockService::StubInterface::ExplainClocks);
  ExpectServed<v1::ClockService>(
      engine_.preview_migration,
      &v1::ClockService::StubInterface::PreviewMigration);
  ExpectServed<Ledgers>(engine_.create_ledger,
                        &Ledgers::StubInterface::CreateLedger);
  ExpectServed<Ledgers>(engine_.get_ledger, &Ledgers::StubInterface::GetLedger);
  ExpectServed<Logs>(engine_.read_events, &Logs::StubInterface::ReadEvents);
}

TEST_F(UnaryTest, ServesListLedgers) {
  engine_.list_ledgers = [](const v1::ListLedgersRequest& request,
                            const CallOptions&) {
    v1::ListLedgersResponse response;
    response.set_next_page_token(request.page_token() + "!");
    return response;
  };
  v1::ListLedgersRequest request;
  request.set_page_token("next");
  v1::ListLedgersResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(v1::LedgerService::NewStub(channel_)
                  ->ListLedgers(&context, request, &response)
                  .ok());
  EXPECT_EQ(response.next_page_token(), "next!");
}

TEST_F(UnaryTest, MarksEveryActorAsAsserted) {
  std::vector<v1::Command> received;
  engine_.execute = [&](const v1::ExecuteRequest& request,
                        const CallOptions&) -> v1::ExecuteResponse {
    received.push_back(request.command());
    return {};
  };
  engine_.batch_execute = [&](const v1::BatchExecuteRequest& request,
                              const CallOptions&) -> v1::BatchExecuteResponse {
    received.insert(received.end(), request.commands().begin(),
                    request.commands().end());
    return {};
  };
  v1::Command forged;
  forged.mutable_actor()->set_principal("eve");
  forged.mutable_actor()->set_assurance(v1::ASSURANCE_AUTHENTICATED);
  v1::ExecuteRequest one;
  *one.mutable_command() = forged;
  v1::BatchExecuteRequest many;
  *many.add_commands() = forged;
  many.add_commands();
  EXPECT_TRUE(CallRaw(channel_, kExecute, one.SerializeAsString()).status.ok());
  EXPECT_TRUE(
      CallRaw(channel_, kBatchExecute, many.SerializeAsString()).status.ok());
  ASSERT_EQ(received.size(), 3u);
  EXPECT_EQ(received[0].actor().assurance(), v1::ASSURANCE_ASSERTED);
  EXPECT_EQ(received[1].actor().assurance(), v1::ASSURANCE_ASSERTED);
  EXPECT_EQ(received[1].actor().principal(), "eve");
  EXPECT_FALSE(received[2].has_actor());
}

TEST_F(UnaryTest, PassesDeadlineAndTraceOn) {
  CallOptions received;
  engine_.get_ticket = [&](const v1::GetTicketRequest&,
                           const CallOptions& options) {
    received = options;
    return v1::GetTicketResponse();
  };
  const auto call = [&](std::optional<absl::Duration> timeout,
                        const std::string& trace) {
    grpc::ClientContext context;
    if (timeout) {
      context.set_deadline(absl::ToChronoTime(absl::Now() + *timeout));
    }
    context.AddMetadata("traceparent", trace);
    v1::GetTicketResponse response;
    EXPECT_TRUE(v1::TicketService::NewStub(channel_)
                    ->GetTicket(&context, {}, &response)
                    .ok());
  };
  const std::string trace =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const absl::Time start = absl::Now();
  call(std::nullopt, trace);
  EXPECT_EQ(received.trace_parent, trace);
  EXPECT_GE(received.deadline, start + kDeadlineDefault);
  EXPECT_LE(received.deadline, absl::Now() + kDeadlineDefault);
  call(absl::Hours(1), std::string(kTraceParentBytesMax, 'x'));
  EXPECT_EQ(received.trace_parent.size(), kTraceParentBytesMax);
  EXPECT_GT(received.deadline, start + kDeadlineDefault);
  EXPECT_LE(received.deadline, absl::Now() + kDeadlineMax);
  call(absl::Seconds(20), std::string(kTraceParentBytesMax + 1, 'x'));
  EXPECT_EQ(received.trace_parent, "");
  // On the way it is rounded up.
  EXPECT_LE(received.deadline, absl::Now() + absl::Seconds(21));
}

TEST_F(UnaryTest, NamesTheFieldOfABadRequest) {
  v1::ExecuteRequest request;
  request.mutable_command()->mutable_actor()->set_principal("\xC3\x28");
  absl::Status status = ToAbslStatus(
      CallRaw(channel_, kExecute, request.SerializeAsString()).status);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_NOT_UTF8);
  EXPECT_EQ(ErrorOf(status).field(), "command.actor.principal");

  status = ToAbslStatus(CallRaw(channel_, kExecute, "\xff").status);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);

  status = ToAbslStatus(CallRaw(channel_, kExecute, "\x78\x01").status);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_UNKNOWN);
  EXPECT_EQ(ErrorOf(status).field(), "15");
}

// A request of exactly `bytes`.
std::string Padded(size_t bytes) {
  v1::ExecuteRequest request;
  request.set_ledger(std::string(bytes, 'x'));
  const size_t over = request.ByteSizeLong() - bytes;
  request.set_ledger(std::string(bytes - over, 'x'));
  return request.SerializeAsString();
}

TEST_F(UnaryTest, RefusesAMessageOverItsLimit) {
  EXPECT_TRUE(
      CallRaw(channel_, kExecute, Padded(kExecuteBytesMax)).status.ok());
  EXPECT_EQ(
      ReasonOf(ToAbslStatus(
          CallRaw(channel_, kExecute, Padded(kExecuteBytesMax + 1)).status)),
      v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  // Both requests begin with the ledger.
  EXPECT_TRUE(CallRaw(channel_, kBatchExecute, Padded(kBatchExecuteBytesMax))
                  .status.ok());
  // gRPC itself refuses what no method takes.
  EXPECT_EQ(CallRaw(channel_, kBatchExecute, Padded(kBatchExecuteBytesMax + 1))
                .status.error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(UnaryTest, RefusesCompressedMessages) {
  EXPECT_EQ(CallRaw(channel_, kExecute, Padded(4096), GRPC_COMPRESS_GZIP)
                .status.error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(UnaryTest, LetsAClientCancel) {
  absl::Notification arrived;
  absl::Notification release;
  engine_.execute = [&](const v1::ExecuteRequest&, const CallOptions&) {
    arrived.Notify();
    release.WaitForNotification();
    return v1::ExecuteResponse();
  };
  grpc::ClientContext context;
  auto call = std::async(std::launch::async, [&] {
    v1::ExecuteResponse response;
    return v1::CommandService::NewStub(channel_)->Execute(&context, {},
                                                          &response);
  });
  arrived.WaitForNotification();
  context.TryCancel();
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::CANCELLED);
  release.Notify();
  server_->Stop(absl::InfiniteDuration());
}

TEST_F(UnaryTest, ServesManyCallsOfOneConnectionAtOnce) {
  constexpr int kCalls = 200;
  engine_.execute = [](const v1::ExecuteRequest& request, const CallOptions&) {
    v1::ExecuteResponse response;
    response.set_ticket(request.command().ticket());
    return response;
  };
  struct Pending {
    grpc::ClientContext context;
    v1::ExecuteRequest request;
    v1::ExecuteResponse response;
    std::promise<grpc::Status> done;
  };
  const auto stub = v1::CommandService::NewStub(channel_);
  std::vector<Pending> calls(kCalls);
  for (int i = 0; i < kCalls; ++i) {
    Pending& call = calls[i];
    call.request.mutable_command()->set_ticket(absl::StrCat("t", i));
    stub->async()->Execute(
        &call.context, &call.request, &call.response,
        [&call](grpc::Status status) { call.done.set_value(status); });
  }
  for (int i = 0; i < kCalls; ++i) {
    EXPECT_TRUE(calls[i].done.get_future().get().ok());
    EXPECT_EQ(calls[i].response.ticket(), absl::StrCat("t", i));
  }
}

}  // namespace
}  // namespace workledger
