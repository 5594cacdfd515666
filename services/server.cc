#include "services/server.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/executor.h"
#include "engine/base/status_macros.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "services/alarm_service.h"
#include "services/call_count.h"
#include "services/call_metrics.h"
#include "services/catalogue_service.h"
#include "services/clock_service.h"
#include "services/command_service.h"
#include "services/inspection_service.h"
#include "services/ledger_service.h"
#include "services/listen_address.h"
#include "services/log_service.h"
#include "services/metric_service.h"
#include "services/plan_service.h"
#include "services/proof_service.h"
#include "services/report_service.h"
#include "services/ticket_service.h"

namespace workledger {
namespace {

// How long clients have to take what was answered and hang up.
constexpr absl::Duration kFlushMax = absl::Milliseconds(500);
// Threads for what gRPC itself serves in the blocking way: reflection.
constexpr int kBlockingThreadsMax = 8;

int Millis(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

// docs/errors.md says how clients meet these.
void Configure(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kBatchExecuteBytesMax);
  const std::pair<const char*, int> arguments[] = {
      // Else a second server would share the port in silence.
      {GRPC_ARG_ALLOW_REUSEPORT, 0},
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, kConnectionStreamsMax},
      {GRPC_ARG_MAX_METADATA_SIZE, static_cast<int>(kMetadataBytesMax)},
      // Finds dead peers.
      {GRPC_ARG_KEEPALIVE_TIME_MS, Millis(absl::Seconds(60))},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Millis(absl::Seconds(20))},
      // Turns away ping floods.
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
       Millis(absl::Seconds(30))},
      {GRPC_ARG_HTTP2_MAX_PING_STRIKES, 2},
      // Bounds what a connection can pile up over its life.
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS, Millis(absl::Minutes(15))},
      {GRPC_ARG_MAX_CONNECTION_AGE_MS, Millis(absl::Hours(1))},
      {GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Millis(absl::Minutes(5))},
  };
  for (const auto& [name, value] : arguments) {
    builder.AddChannelArgument(name, value);
  }
  // A small compressed message could unfold to any size.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  grpc::ResourceQuota quota("workledger");
  quota.SetMaxThreads(kBlockingThreadsMax);
  builder.SetResourceQuota(quota);
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
}

class GrpcServer final : public Server {
 public:
  GrpcServer(Engine& engine, const ServerOptions& options)
      : engine_(engine),
        call_metrics_(options.call_metrics),
        logs_(engine, calls_, executor_, options.stall_max) {}

  ~GrpcServer() override {
    if (server_ != nullptr) Stop(absl::ZeroDuration());
  }

  absl::Status Listen(ListenAddress address) {
    grpc::ServerBuilder builder;
    Configure(builder);
    if (call_metrics_ != nullptr) {
      std::vector<std::unique_ptr<
          grpc::experimental::ServerInterceptorFactoryInterface>>
          interceptors;
      interceptors.push_back(call_metrics_->MakeInterceptors());
      builder.experimental().SetInterceptorCreators(std::move(interceptors));
    }
    int port = 0;
    builder.AddListeningPort(address.ToString(),
                             grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&commands_);
    builder.RegisterService(&tickets_);
    builder.RegisterService(&logs_);
    builder.RegisterService(&ledgers_);
    builder.RegisterService(&catalogues_);
    builder.RegisterService(&alarms_);
    builder.RegisterService(&plans_);
    builder.RegisterService(&reports_);
    builder.RegisterService(&inspections_);
    builder.RegisterService(&metrics_);
    builder.RegisterService(&clocks_);
    builder.RegisterService(&proofs_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) {
      return absl::UnavailableError(
          absl::StrCat("listen: got ", address.ToString(),
                       ", want an address of this machine that is not in use"));
    }
    address.port = port;
    address_ = address.ToString();
    server_->GetHealthCheckService()->SetServingStatus(true);
    return absl::OkStatus();
  }

  const std::string& address() const override { return address_; }

  void Stop(absl::Duration grace) override {
    server_->GetHealthCheckService()->SetServingStatus(false);
    engine_.BeginShutdown();
    const bool answered = calls_.AwaitNone(absl::Now() + grace);
    server_->Shutdown(absl::ToChronoTime(
        absl::Now() + (answered ? kFlushMax : absl::ZeroDuration())));
  }

 private:
  Engine& engine_;
  CallMetrics* const call_metrics_;
  CallCount calls_;
  // Opens subscriptions and watches for stalls.
  ThreadPool executor_{1};
  CommandService commands_{engine_, calls_};
  TicketService tickets_{engine_, calls_};
  LedgerService ledgers_{engine_, calls_};
  CatalogueService catalogues_{engine_, calls_};
  AlarmService alarms_{engine_, calls_};
  PlanService plans_{engine_, calls_};
  ReportService reports_{engine_, calls_};
  InspectionService inspections_{engine_, calls_};
  MetricService metrics_{engine_, calls_};
  ClockService clocks_{engine_, calls_};
  ProofService proofs_{engine_, calls_};
  LogService logs_;
  std::string address_;
  // Destroyed first: calls use all of the above.
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    Engine& engine, const ServerOptions& options) {
  WL_ASSIGN_OR_RETURN(ListenAddress address,
                      ParseListenAddress(options.listen));
  // Both are gRPC's own settings for the process, and idempotent.
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto server = std::make_unique<GrpcServer>(engine, options);
  WL_RETURN_IF_ERROR(server->Listen(std::move(address)));
  return server;
}

}  // namespace workledger
