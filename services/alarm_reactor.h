#ifndef WORKLEDGER_SERVICES_ALARM_REACTOR_H_
#define WORKLEDGER_SERVICES_ALARM_REACTOR_H_

// One call of AlarmService.ReportAlarms.

#include <cstdint>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/call_count.h"
#include "workledger/engine.h"
#include "workledger/v1/alarm_service.pb.h"

namespace workledger {

// Each message becomes one RecordSignals command, whose request id is a digest
// of what it says, so that a message that is sent again adds nothing. Commands
// overlap, a bounded number at a time, and are taken in as the messages come;
// what became of their signals is read back from the log. Destroys itself when
// the call is over.
class AlarmReactor final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  // References outlive the call; `context` and `response` are its own.
  AlarmReactor(Engine& engine, CallCount& calls,
               grpc::CallbackServerContext& context,
               grpc::ByteBuffer& response);

  // Reads the first message.
  void Start();

  void OnReadDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  // A message on its way: how many signals it held, and where its events are.
  struct Message {
    uint64_t signals = 0;
    uint64_t next_position = 0;
    uint64_t last_position = 0;
    v1::ReportAlarmsResponse counts;
  };

  ~AlarmReactor() override = default;

  // Takes the next message as a request to execute.
  absl::StatusOr<v1::ExecuteRequest> Take();
  void Execute(v1::ExecuteRequest request);
  void Executed(uint64_t signals, const v1::ExecuteResponse& response);
  // Counts what the log says of the message's signals.
  void ReadBack(Message message);
  void Counted(Message message, const v1::ReadEventsResponse& page);
  // Ends what Execute began.
  void End(const absl::Status& status, const v1::ReportAlarmsResponse& counts);
  // Reads on, or finishes the call, whichever is due. Takes the lock under
  // which the caller has changed the state: whoever finishes the call may
  // destroy it as soon as that is released.
  void GoOn(std::unique_lock<std::mutex> lock);

  Engine& engine_;
  CallCount& calls_;
  grpc::CallbackServerContext& context_;
  grpc::ByteBuffer& response_;
  // Used by the read that is under way.
  grpc::ByteBuffer bytes_;
  std::string ledger_;
  v1::Actor actor_;
  bool first_ = true;

  std::mutex mutex_;
  // Guarded by mutex_.
  v1::ReportAlarmsResponse totals_;
  absl::Status status_;
  int in_flight_ = 0;
  bool starting_ = false;  // a read; whoever starts it goes on after that
  bool reading_ = false;
  bool read_all_ = false;
  bool finished_ = false;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_ALARM_REACTOR_H_
