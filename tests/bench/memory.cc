// The server's memory as the log grows: it levels off at the caches' size.

#include <grpcpp/grpcpp.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tests/bench/bench.h"
#include "tests/bench/rpc_load.h"
#include "tests/bench/workload.h"
#include "tests/support/child_process.h"
#include "workledger/limits.h"
#include "workledger/v1/command_service.grpc.pb.h"

namespace workledger::bench {
namespace {

constexpr uint64_t kStepEvents = 500'000;
constexpr int kSteps = 4;
// What the log's second half may add to the server's memory, as a share of what
// it has after the first. Caches that are not full yet explain a little; memory
// that grew with the log would double.
constexpr double kGrowthShareMax = 0.15;

absl::Status ToStatus(const grpc::Status& status) {
  return status.ok() ? absl::OkStatus()
                     : absl::InternalError(status.error_message());
}

// Sends whole batches one after the other.
class Filler {
 public:
  explicit Filler(const std::string& address)
      : address_(address),
        commands_(v1::CommandService::NewStub(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {
    for (size_t i = 0; i < kBatchCommandsMax; ++i) {
      callers_.emplace_back(absl::StrCat("m", i));
    }
  }

  absl::Status Fill(uint64_t events) {
    for (uint64_t sent = 0; sent < events; sent += callers_.size()) {
      v1::BatchExecuteRequest request;
      request.set_ledger("main");
      for (Caller& caller : callers_) *request.add_commands() = caller.Next();
      v1::BatchExecuteResponse response;
      grpc::ClientContext context;
      WL_RETURN_IF_ERROR(
          ToStatus(commands_->BatchExecute(&context, request, &response)));
    }
    return AwaitViews(address_).status();
  }

 private:
  const std::string address_;
  const std::unique_ptr<v1::CommandService::Stub> commands_;
  std::vector<Caller> callers_;
};

}  // namespace

absl::StatusOr<Figures> Memory(const Options& options) {
  WL_ASSIGN_OR_RETURN(
      const RunningServer server,
      StartServer(options.bin + "/workledgerd", options.directory + "/memory"));
  WL_RETURN_IF_ERROR(RunToEnd({options.bin + "/workledger", "--server",
                               server.address, "ledger", "create", "main"})
                         .status());
  Filler filler(server.address);
  Figures figures;
  double at_half = 0;
  for (int step = 1; step <= kSteps; ++step) {
    WL_RETURN_IF_ERROR(filler.Fill(kStepEvents));
    figures.push_back({.name = absl::StrCat("server memory at ",
                                            step * kStepEvents, " events"),
                       .value = server.process.MemoryMib(),
                       .unit = "MiB"});
    if (step == kSteps / 2) at_half = figures.back().value;
  }
  figures.push_back({.name = "growth while the log doubles",
                     .value = figures.back().value - at_half,
                     .unit = "MiB",
                     .at_most = at_half * kGrowthShareMax});
  return figures;
}

}  // namespace workledger::bench
