// The server's memory as the log grows: it levels off at the caches' size.

#include <grpcpp/grpcpp.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tests/bench/bench.h"
#include "tests/bench/workload.h"
#include "tests/support/child_process.h"
#include "workledger/limits.h"
#include "workledger/v1/command_service.grpc.pb.h"
#include "workledger/v1/ticket_service.grpc.pb.h"

namespace workledger::bench {
namespace {

constexpr uint64_t kStepEvents = 500'000;
constexpr int kSteps = 4;

absl::Status ToStatus(const grpc::Status& status) {
  return status.ok() ? absl::OkStatus()
                     : absl::InternalError(status.error_message());
}

// Sends whole batches one after the other.
class Filler {
 public:
  explicit Filler(const std::string& address)
      : channel_(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials())),
        commands_(v1::CommandService::NewStub(channel_)),
        tickets_(v1::TicketService::NewStub(channel_)) {
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
      last_position_ = response.outcomes(response.outcomes_size() - 1)
                           .response()
                           .last_position();
    }
    return WaitForViews();
  }

 private:
  absl::Status WaitForViews() {
    v1::SummarizeRequest request;
    request.set_ledger("main");
    request.set_min_position(last_position_);
    v1::SummarizeResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(30));
    return ToStatus(tickets_->Summarize(&context, request, &response));
  }

  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::CommandService::Stub> commands_;
  const std::unique_ptr<v1::TicketService::Stub> tickets_;
  std::vector<Caller> callers_;
  uint64_t last_position_ = 0;
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
  for (int step = 1; step <= kSteps; ++step) {
    WL_RETURN_IF_ERROR(filler.Fill(kStepEvents));
    figures.push_back({.name = absl::StrCat("server memory at ",
                                            step * kStepEvents, " events"),
                       .value = server.process.MemoryMib(),
                       .unit = "MiB"});
  }
  return figures;
}

}  // namespace workledger::bench
