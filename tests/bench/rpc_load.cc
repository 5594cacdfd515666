#include "tests/bench/rpc_load.h"

#include <grpcpp/grpcpp.h>
#include <sys/resource.h>

#include <atomic>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "tests/bench/workload.h"
#include "workledger/v1/command_service.grpc.pb.h"
#include "workledger/v1/ledger_service.grpc.pb.h"
#include "workledger/v1/ticket_service.grpc.pb.h"

namespace workledger::bench {
namespace {

// What the calls share.
struct Shared {
  v1::CommandService::Stub& stub;
  std::atomic<bool> stop = false;
  std::atomic<int> running = 0;
  std::atomic<uint64_t> answered = 0;
  std::atomic<uint64_t> failed = 0;
  std::atomic<size_t> request_bytes = 0;
  std::atomic<size_t> response_bytes = 0;
};

class Loop {
 public:
  Loop(Shared& shared, std::string name)
      : shared_(shared), caller_(std::move(name)) {}

  void Send() {
    context_ = std::make_unique<grpc::ClientContext>();
    context_->set_deadline(std::chrono::system_clock::now() +
                           std::chrono::seconds(10));
    request_.set_ledger("main");
    *request_.mutable_command() = caller_.Next();
    shared_.stub.async()->Execute(
        context_.get(), &request_, &response_,
        [this](const grpc::Status& status) { Answered(status); });
  }

 private:
  void Answered(const grpc::Status& status) {
    ++(status.ok() ? shared_.answered : shared_.failed);
    shared_.request_bytes = request_.ByteSizeLong();
    shared_.response_bytes = response_.ByteSizeLong();
    if (status.ok() && !shared_.stop) return Send();
    if (!status.ok()) std::cerr << status.error_message() << "\n";
    --shared_.running;
    shared_.running.notify_all();
  }

  Shared& shared_;
  Caller caller_;
  std::unique_ptr<grpc::ClientContext> context_;
  v1::ExecuteRequest request_;
  v1::ExecuteResponse response_;
};

class EchoService final
    : public v1::CommandService::WithRawCallbackMethod_Execute<
          v1::CommandService::Service> {
 public:
  explicit EchoService(size_t response_bytes)
      : answer_(MakeAnswer(response_bytes)) {}

  grpc::ServerUnaryReactor* Execute(grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* /*request*/,
                                    grpc::ByteBuffer* response) override {
    *response = answer_;
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  static grpc::ByteBuffer MakeAnswer(size_t bytes) {
    // An ExecuteResponse of this size: its ticket takes two bytes of framing.
    v1::ExecuteResponse response;
    response.set_ticket(std::string(bytes - 2, 'x'));
    const grpc::Slice slice(response.SerializeAsString());
    return grpc::ByteBuffer(&slice, 1);
  }

  const grpc::ByteBuffer answer_;
};

absl::Duration OwnCpuTime() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  return absl::DurationFromTimeval(used.ru_utime) +
         absl::DurationFromTimeval(used.ru_stime);
}

}  // namespace

absl::StatusOr<RpcLoad> LoadExecute(const std::string& address, int in_flight,
                                    const std::string& prefix,
                                    absl::Duration duration) {
  const auto stub = v1::CommandService::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  Shared shared{.stub = *stub};
  std::vector<std::unique_ptr<Loop>> loops;
  shared.running = in_flight;
  const absl::Duration cpu_before = OwnCpuTime();
  const absl::Time start = absl::Now();
  for (int i = 0; i < in_flight; ++i) {
    loops.push_back(
        std::make_unique<Loop>(shared, absl::StrCat(prefix, "-", i)));
    loops.back()->Send();
  }
  absl::SleepFor(duration);
  shared.stop = true;
  for (int left = shared.running; left != 0; left = shared.running) {
    shared.running.wait(left);
  }
  if (shared.failed != 0) {
    return absl::InternalError(
        absl::StrCat(shared.failed.load(), " calls failed"));
  }
  RpcLoad load;
  load.calls = shared.answered;
  load.calls_per_second = static_cast<double>(shared.answered) /
                          absl::ToDoubleSeconds(absl::Now() - start);
  load.request_bytes = shared.request_bytes;
  load.response_bytes = shared.response_bytes;
  load.client_cpu = OwnCpuTime() - cpu_before;
  return load;
}

absl::StatusOr<absl::Duration> AwaitViews(const std::string& address) {
  const auto channel =
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  const absl::Time start = absl::Now();
  v1::GetLedgerRequest get;
  get.set_ledger("main");
  v1::GetLedgerResponse ledger;
  grpc::ClientContext get_context;
  grpc::Status status = v1::LedgerService::NewStub(channel)->GetLedger(
      &get_context, get, &ledger);
  if (!status.ok()) return absl::InternalError(status.error_message());
  v1::SummarizeRequest summarize;
  summarize.set_ledger("main");
  summarize.set_min_position(ledger.ledger().head_position());
  v1::SummarizeResponse ignored;
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(start + absl::Seconds(30)));
  status = v1::TicketService::NewStub(channel)->Summarize(&context, summarize,
                                                          &ignored);
  if (!status.ok()) return absl::InternalError(status.error_message());
  return absl::Now() - start;
}

int ServeEcho(size_t response_bytes) {
  // As workledgerd does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  EchoService service(response_bytes);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::cout << "127.0.0.1:" << port << std::endl;
  server->Wait();
  return 0;
}

}  // namespace workledger::bench
