#include "services/alarm_reactor.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "services/call_options.h"
#include "services/codec.h"
#include "services/status.h"
#include "workledger/error.h"
#include "workledger/limits.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {
namespace {

// Enough to gather while a batch before is made durable, and far from filling
// the ledger's queue.
constexpr int kInFlightMax = 4;

absl::Status Differs(std::string_view field) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, field,
                    "got another than in the first message, want the same or "
                    "none");
}

std::string RequestIdOf(const v1::Command& command) {
  return ToHex(AsBytes(Sha256({command.actor().SerializeAsString(),
                               command.record_signals().SerializeAsString()})));
}

void CountSignal(const v1::SignalRecorded& recorded,
                 v1::ReportAlarmsResponse& counts) {
  switch (recorded.outcome()) {
    case v1::SIGNAL_OUTCOME_OPENED:
      return counts.set_opened(counts.opened() + 1);
    case v1::SIGNAL_OUTCOME_CORRELATED:
      return counts.set_correlated(counts.correlated() + 1);
    case v1::SIGNAL_OUTCOME_SUPPRESSED:
      return counts.set_suppressed(counts.suppressed() + 1);
    case v1::SIGNAL_OUTCOME_WAITING:
      return counts.set_waiting(counts.waiting() + 1);
    case v1::SIGNAL_OUTCOME_CLEARED:
      return counts.set_cleared(counts.cleared() + 1);
    case v1::SIGNAL_OUTCOME_UNSPECIFIED:
    case v1::SignalOutcome_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::SignalOutcome_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
}

uint64_t SignalsIn(const v1::ReportAlarmsResponse& counts) {
  return counts.opened() + counts.correlated() + counts.suppressed() +
         counts.waiting() + counts.cleared();
}

void Add(const v1::ReportAlarmsResponse& counts,
         v1::ReportAlarmsResponse& totals) {
  totals.set_signals(totals.signals() + counts.signals());
  totals.set_repeated_signals(totals.repeated_signals() +
                              counts.repeated_signals());
  totals.set_opened(totals.opened() + counts.opened());
  totals.set_correlated(totals.correlated() + counts.correlated());
  totals.set_suppressed(totals.suppressed() + counts.suppressed());
  totals.set_waiting(totals.waiting() + counts.waiting());
  totals.set_cleared(totals.cleared() + counts.cleared());
  totals.set_last_position(
      std::max(totals.last_position(), counts.last_position()));
}

}  // namespace

AlarmReactor::AlarmReactor(Engine& engine, CallCount& calls,
                           grpc::CallbackServerContext& context,
                           grpc::ByteBuffer& response)
    : engine_(engine), calls_(calls), context_(context), response_(response) {}

void AlarmReactor::Start() { GoOn(std::unique_lock(mutex_)); }

void AlarmReactor::OnReadDone(bool ok) {
  absl::StatusOr<v1::ExecuteRequest> request;
  if (ok) request = Take();
  {
    const std::lock_guard lock(mutex_);
    if (!ok) {
      read_all_ = true;
    } else if (!status_.ok()) {
      // Failed while it was read: no more is taken.
      ok = false;
    } else if (request.ok()) {
      ++in_flight_;
    } else {
      status_ = request.status();
    }
  }
  if (ok && request.ok()) Execute(*std::move(request));
  std::unique_lock lock(mutex_);
  // Only now, so that the next message is submitted after this one.
  reading_ = false;
  GoOn(std::move(lock));
}

absl::StatusOr<v1::ExecuteRequest> AlarmReactor::Take() {
  v1::ReportAlarmsRequest message;
  WL_RETURN_IF_ERROR(Decode(bytes_, kExecuteBytesMax, message));
  bytes_.Clear();
  v1::ExecuteRequest request;
  v1::Command& command = *request.mutable_command();
  if (first_) {
    ledger_ = message.ledger();
    actor_ = message.actor();
    // What a client sends is replaced: nothing here proves who calls.
    actor_.set_assurance(v1::ASSURANCE_ASSERTED);
    first_ = false;
  } else {
    if (!message.ledger().empty() && message.ledger() != ledger_) {
      return Differs("ledger");
    }
    message.mutable_actor()->set_assurance(v1::ASSURANCE_ASSERTED);
    const bool same =
        message.actor().SerializeAsString() == actor_.SerializeAsString();
    if (!message.actor().principal().empty() && !same) return Differs("actor");
  }
  request.set_ledger(ledger_);
  *command.mutable_actor() = actor_;
  *command.mutable_record_signals()->mutable_signals() =
      std::move(*message.mutable_signals());
  command.set_request_id(RequestIdOf(command));
  return request;
}

void AlarmReactor::Execute(v1::ExecuteRequest request) {
  calls_.Begin();
  const auto signals =
      static_cast<uint64_t>(request.command().record_signals().signals_size());
  engine_.Execute(std::move(request), OptionsOf(context_),
                  [this, signals](absl::StatusOr<v1::ExecuteResponse> answer) {
                    if (!answer.ok()) return End(answer.status(), {});
                    Executed(signals, *answer);
                  });
}

void AlarmReactor::Executed(uint64_t signals,
                            const v1::ExecuteResponse& response) {
  Message message = {.signals = signals,
                     .next_position = response.first_position(),
                     .last_position = response.last_position(),
                     .counts = {}};
  message.counts.set_signals(signals);
  message.counts.set_last_position(response.last_position());
  if (response.replayed() || response.first_position() == 0) {
    message.counts.set_repeated_signals(signals);
    return End(absl::OkStatus(), message.counts);
  }
  ReadBack(std::move(message));
}

void AlarmReactor::ReadBack(Message message) {
  v1::ReadEventsRequest request;
  request.set_ledger(ledger_);
  request.set_from_position(message.next_position);
  request.set_page_size(static_cast<int32_t>(std::min<uint64_t>(
      message.last_position - message.next_position + 1, kPageSizeMax)));
  engine_.ReadEvents(std::move(request), OptionsOf(context_),
                     [this, message = std::move(message)](
                         const absl::StatusOr<v1::ReadEventsResponse>& page) {
                       if (!page.ok()) return End(page.status(), {});
                       Counted(message, *page);
                     });
}

void AlarmReactor::Counted(Message message,
                           const v1::ReadEventsResponse& page) {
  v1::Record record;
  v1::Event event;
  for (const v1::StoredRecord& stored : page.records()) {
    // Bytes that the engine has just read back parse.
    if (!record.ParseFromString(stored.record()) ||
        !event.ParseFromString(record.payload()) ||
        record.position() > message.last_position) {
      continue;
    }
    if (event.has_signal_recorded()) {
      CountSignal(event.signal_recorded(), message.counts);
    }
  }
  message.next_position = page.next_position();
  if (message.next_position <= message.last_position) {
    return ReadBack(std::move(message));
  }
  message.counts.set_repeated_signals(message.signals -
                                      SignalsIn(message.counts));
  End(absl::OkStatus(), message.counts);
}

void AlarmReactor::End(const absl::Status& status,
                       const v1::ReportAlarmsResponse& counts) {
  calls_.End();
  std::unique_lock lock(mutex_);
  if (status_.ok()) status_ = status;
  Add(counts, totals_);
  --in_flight_;
  GoOn(std::move(lock));
}

void AlarmReactor::GoOn(std::unique_lock<std::mutex> lock) {
  while (!finished_ && !starting_) {
    const bool wants_more = status_.ok() && !read_all_;
    if (wants_more && !reading_ && in_flight_ < kInFlightMax) {
      reading_ = true;
      starting_ = true;
      lock.unlock();
      StartRead(&bytes_);
      lock.lock();
      starting_ = false;
      continue;
    }
    if (wants_more || in_flight_ > 0) return;
    finished_ = true;
    const absl::Status status = status_;
    if (status.ok()) Encode(totals_, response_);
    lock.unlock();
    return Finish(ToGrpcStatus(status));
  }
}

}  // namespace workledger
