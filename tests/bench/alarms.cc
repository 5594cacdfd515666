// A storm: 100,000 signals on 50 keys over one stream of ReportAlarms, until
// all are durable. The server is a process of its own.

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "tests/bench/bench.h"
#include "tests/support/child_process.h"
#include "workledger/limits.h"
#include "workledger/v1/alarm_service.grpc.pb.h"
#include "workledger/v1/ledger_service.grpc.pb.h"

namespace workledger::bench {
namespace {

constexpr uint64_t kSignals = 100'000;
constexpr uint64_t kKeys = 50;
constexpr uint64_t kDevices = 200;

v1::AlarmSignal MakeSignal(uint64_t storm, uint64_t count) {
  v1::AlarmSignal signal;
  signal.set_signal(absl::StrCat(storm, "-", count));
  signal.set_device(absl::StrCat("camera-", count % kDevices));
  signal.set_alarm_class("intrusion");
  signal.set_site("east");
  signal.set_zone(absl::StrCat("east/b", count % kKeys));
  signal.set_confidence_milli(900);
  signal.set_algorithm("person-3.1");
  signal.set_media_digest(std::string(kAttachmentDigestBytes, 'd'));
  signal.mutable_device_time()->set_seconds(1'767'225'600);
  return signal;
}

absl::Status CreateLedger(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  v1::CreateLedgerRequest request;
  request.set_ledger("main");
  request.set_clock(v1::LEDGER_CLOCK_WALL);
  v1::CreateLedgerResponse response;
  const grpc::Status status = v1::LedgerService::NewStub(channel)->CreateLedger(
      &context, request, &response);
  return status.ok() ? absl::OkStatus()
                     : absl::InternalError(status.error_message());
}

// Sends one storm and returns its signals a second.
absl::StatusOr<double> Storm(v1::AlarmService::Stub& stub, uint64_t storm) {
  grpc::ClientContext context;
  v1::ReportAlarmsResponse response;
  v1::ReportAlarmsRequest message;
  message.set_ledger("main");
  message.mutable_actor()->set_principal("gateway");
  message.mutable_actor()->set_kind(v1::ACTOR_KIND_DEVICE);
  const absl::Time start = absl::Now();
  const auto writer = stub.ReportAlarms(&context, &response);
  for (uint64_t count = 0; count < kSignals; ++count) {
    *message.add_signals() = MakeSignal(storm, count);
    if (static_cast<size_t>(message.signals_size()) < kSignalsMax) continue;
    if (!writer->Write(message)) break;
    message.clear_signals();
  }
  if (message.signals_size() > 0) writer->Write(message);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return absl::InternalError(status.error_message());
  const uint64_t opened = storm == 0 ? kKeys : 0;
  if (response.opened() != opened ||
      response.correlated() != kSignals - opened) {
    return absl::InternalError(
        "the storm opened other incidents than it had "
        "keys, or signals were lost");
  }
  return static_cast<double>(kSignals) /
         absl::ToDoubleSeconds(absl::Now() - start);
}

}  // namespace

absl::StatusOr<Figures> Alarms(const Options& options) {
  WL_ASSIGN_OR_RETURN(
      const RunningServer server,
      StartServer(options.bin + "/workledgerd", options.directory + "/alarms"));
  const auto channel =
      grpc::CreateChannel(server.address, grpc::InsecureChannelCredentials());
  WL_RETURN_IF_ERROR(CreateLedger(channel));
  const auto stub = v1::AlarmService::NewStub(channel);
  WL_ASSIGN_OR_RETURN(const double first, Storm(*stub, 0));
  WL_ASSIGN_OR_RETURN(const double second, Storm(*stub, 1));
  const std::string note = absl::StrCat(kSignals, " signals on ", kKeys,
                                        " keys, ", kSignalsMax, " a message");
  return Figures{{.name = "alarm storm over gRPC, new keys",
                  .value = first,
                  .unit = "signals/s",
                  .note = note},
                 {.name = "alarm storm over gRPC, open incidents",
                  .value = second,
                  .unit = "signals/s",
                  .note = note}};
}

}  // namespace workledger::bench
