#ifndef WORKLEDGER_SERVICES_CALL_METRICS_H_
#define WORKLEDGER_SERVICES_CALL_METRICS_H_

// Calls as metrics, by the names that gRPC servers in other languages use:
// grpc_server_started_total, grpc_server_handled_total and
// grpc_server_handling_seconds; and a log line for each call that failed for a
// reason of the server's own.

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "grpcpp/support/server_interceptor.h"
#include "grpcpp/support/status.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace workledger {

// Thread-safe. Outlives the server whose calls it counts.
class CallMetrics {
 public:
  // Adds its metrics to `registry`, which outlives it.
  explicit CallMetrics(prometheus::Registry& registry);
  ~CallMetrics();

  // One method's.
  class Method;

  // Makes what gRPC asks for each call.
  std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>
  MakeInterceptors();

  // Returns those of `name`, for example
  // "/workledger.v1.CommandService/Execute". All methods that the server does
  // not have share one.
  Method& MethodOf(std::string_view name,
                   grpc::experimental::ServerRpcInfo::Type type);

 private:
  prometheus::Family<prometheus::Counter>& started_;
  prometheus::Family<prometheus::Counter>& handled_;
  prometheus::Family<prometheus::Histogram>& handling_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Method>, std::less<>> methods_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_CALL_METRICS_H_
