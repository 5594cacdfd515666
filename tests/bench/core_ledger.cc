#include "tests/bench/core_ledger.h"

#include <vector>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"

namespace workledger::bench {

absl::Status CoreLedger::Execute(const v1::Command& command, absl::Time now) {
  Folds folds = {.ledger = &ledger_, .catalogue = &catalogue_};
  const Context context = {.now = now, .occur_time = now};
  for (auto names = Reads(command, folds, context); !names.empty();
       names = Reads(command, folds, context)) {
    for (const StreamName& name : names) folds.streams[name] = &folds_[name];
  }
  WL_ASSIGN_OR_RETURN(const std::vector<StreamEvents> streams,
                      Decide(command, folds, context));
  for (const StreamEvents& stream : streams) {
    for (const v1::Event& event : stream.events) {
      Fold(command, stream.stream, event, now);
    }
  }
  return absl::OkStatus();
}

void CoreLedger::Fold(const v1::Command& command, const v1::StreamId& stream,
                      const v1::Event& event, absl::Time now) {
  v1::Record record;
  record.set_position(ledger_.position() + 1);
  *record.mutable_stream() = stream;
  *record.mutable_actor() = command.actor();
  *record.mutable_occur_time() = ToTimestamp(now);
  *record.mutable_record_time() = record.occur_time();
  if (stream.kind() == v1::STREAM_KIND_CATALOGUE) {
    record.set_version(catalogue_.version() + 1);
    catalogue_.Evolve(record, event);
  } else {
    v1::Fold& fold = folds_[{stream.kind(), stream.key()}];
    record.set_version(VersionOf(fold) + 1);
    EvolveFold(fold, record, event);
  }
  EvolveLedger(ledger_, record, event);
  if (!sink_) return;
  record.set_event_type(EventTypeOf(event));
  record.set_payload(event.SerializeAsString());
  sink_(record);
}

}  // namespace workledger::bench
