#include "services/call_metrics.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/server_context.h"
#include "services/log_line.h"
#include "services/status.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

namespace {

std::string CodeName(grpc::StatusCode code) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

}  // namespace

// The metrics of one method. Thread-safe.
class CallMetrics::Method {
 public:
  Method(CallMetrics& all, prometheus::Labels labels)
      : all_(all),
        labels_(std::move(labels)),
        started_(all.started_.Add(labels_)),
        handling_(all.handling_.Add(labels_, kBuckets)) {}

  void Begin() { started_.Increment(); }

  void End(grpc::StatusCode code, absl::Duration took) {
    handling_.Observe(absl::ToDoubleSeconds(took));
    Handled(code).Increment();
  }

 private:
  static constexpr int kCodes = 17;
  static const prometheus::Histogram::BucketBoundaries kBuckets;

  prometheus::Counter& Handled(grpc::StatusCode code) {
    const std::lock_guard lock(mutex_);
    prometheus::Counter*& counter = handled_.at(static_cast<size_t>(code));
    if (counter == nullptr) {
      prometheus::Labels labels = labels_;
      labels["grpc_code"] = CodeName(code);
      counter = &all_.handled_.Add(labels);
    }
    return *counter;
  }

  CallMetrics& all_;
  const prometheus::Labels labels_;
  prometheus::Counter& started_;
  prometheus::Histogram& handling_;
  std::mutex mutex_;
  // By code, made when they are needed; guarded by mutex_.
  std::array<prometheus::Counter*, kCodes> handled_{};
};

// Seconds: from a command in memory to the longest deadline.
const prometheus::Histogram::BucketBoundaries CallMetrics::Method::kBuckets = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
    0.1,    0.25,  0.5,    1,     2.5,  5,     10};

namespace {

// Failed calls that are logged a second.
constexpr int kFailureLinesMax = 10;

const char* TypeName(ServerRpcInfo::Type type) {
  switch (type) {
    case ServerRpcInfo::Type::UNARY:
      return "unary";
    case ServerRpcInfo::Type::CLIENT_STREAMING:
      return "client_stream";
    case ServerRpcInfo::Type::SERVER_STREAMING:
      return "server_stream";
    case ServerRpcInfo::Type::BIDI_STREAMING:
      break;
  }
  return "bidi_stream";
}

// What all calls of methods that the server does not have are counted as:
// clients choose those names, and each metric is kept for good.
constexpr std::string_view kUnknown = "/unknown/unknown";

// Health is served by gRPC itself, which has no descriptor of it.
bool IsServed(std::string_view name) {
  if (name == "/grpc.health.v1.Health/Check" ||
      name == "/grpc.health.v1.Health/Watch") {
    return true;
  }
  std::string full_name(name.substr(std::min<size_t>(name.size(), 1)));
  std::ranges::replace(full_name, '/', '.');
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
             full_name) != nullptr;
}

// "/workledger.v1.CommandService/Execute" as the service and the method.
std::pair<std::string, std::string> Split(std::string_view name) {
  const size_t slash = name.rfind('/');
  return {std::string(name.substr(1, slash - 1)),
          std::string(name.substr(slash + 1))};
}

// Whether a call that ends so is one that whoever keeps the server should see:
// what a client did wrong is the client's.
bool IsServersFault(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DATA_LOSS:
      return true;
    default:
      return false;
  }
}

std::string TraceParentOf(const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  const auto trace = metadata.find("traceparent");
  if (trace == metadata.end()) return "";
  return std::string(trace->second.data(),
                     std::min(trace->second.size(), kTraceParentBytesMax));
}

// Watches one call.
class CallWatch final : public grpc::experimental::Interceptor {
 public:
  CallWatch(CallMetrics::Method& method, LogBudget& budget, ServerRpcInfo& info)
      : method_(method), budget_(budget), info_(info) {
    method_.Begin();
  }

  ~CallWatch() override {
    // The client went away before it was answered.
    if (!ended_) End(grpc::StatusCode::CANCELLED);
  }

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::PRE_SEND_STATUS)) {
      const grpc::Status status = methods->GetSendStatus();
      if (GivenUp()) {
        End(grpc::StatusCode::CANCELLED);
      } else {
        End(status.error_code());
        if (IsServersFault(status.error_code())) LogFailure(status);
      }
    }
    methods->Proceed();
  }

 private:
  // The client went away while its answer was made. A call past its deadline
  // was not given up.
  bool GivenUp() const {
    const grpc::ServerContextBase& context = *info_.server_context();
    return context.IsCancelled() &&
           std::chrono::system_clock::now() < context.deadline();
  }

  void End(grpc::StatusCode code) {
    ended_ = true;
    method_.End(code,
                absl::FromChrono(std::chrono::steady_clock::now() - start_));
  }

  void LogFailure(const grpc::Status& status) {
    const std::optional<int64_t> dropped = budget_.Take();
    if (!dropped) return;
    const std::string trace_parent = TraceParentOf(*info_.server_context());
    const std::string reason = ReasonName(ReasonOf(ToAbslStatus(status)));
    const std::string code = CodeName(status.error_code());
    Log(LogLevel::kWarning, "call_failed",
        {{"method", info_.method()},
         {"code", code},
         {"reason", reason},
         {"message", status.error_message()},
         {"traceparent", trace_parent},
         {"dropped_lines", *dropped}});
  }

  CallMetrics::Method& method_;
  LogBudget& budget_;
  ServerRpcInfo& info_;
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  bool ended_ = false;
};

class Interceptors final
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit Interceptors(CallMetrics& metrics) : metrics_(metrics) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      ServerRpcInfo* info) override {
    return new CallWatch(metrics_.MethodOf(info->method(), info->type()),
                         budget_, *info);
  }

 private:
  CallMetrics& metrics_;
  LogBudget budget_{kFailureLinesMax};
};

}  // namespace

CallMetrics::CallMetrics(prometheus::Registry& registry)
    : started_(prometheus::BuildCounter()
                   .Name("grpc_server_started_total")
                   .Help("Calls that were begun.")
                   .Register(registry)),
      handled_(prometheus::BuildCounter()
                   .Name("grpc_server_handled_total")
                   .Help("Calls that ended, by code.")
                   .Register(registry)),
      handling_(prometheus::BuildHistogram()
                    .Name("grpc_server_handling_seconds")
                    .Help("Time of calls until they ended.")
                    .Register(registry)) {}

CallMetrics::~CallMetrics() = default;

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>
CallMetrics::MakeInterceptors() {
  return std::make_unique<Interceptors>(*this);
}

CallMetrics::Method& CallMetrics::MethodOf(std::string_view name,
                                           ServerRpcInfo::Type type) {
  const std::lock_guard lock(mutex_);
  auto found = methods_.find(name);
  if (found == methods_.end() && !IsServed(name)) {
    name = kUnknown;
    found = methods_.find(name);
  }
  if (found != methods_.end()) return *found->second;
  auto [service, method] = Split(name);
  const prometheus::Labels labels = {{"grpc_type", TypeName(type)},
                                     {"grpc_service", std::move(service)},
                                     {"grpc_method", std::move(method)}};
  return *methods_
              .emplace(std::string(name),
                       std::make_unique<Method>(*this, labels))
              .first->second;
}

}  // namespace workledger
