#include "engine/ledger/ledger_fold.h"

#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"

namespace workledger {

void LedgerFold::Evolve(const v1::Record& record, const v1::Event& event) {
  EvolveLedger(state, record, event);
  if (record.stream().kind() == v1::STREAM_KIND_CATALOGUE) {
    catalogue.Evolve(record, event);
  }
}

absl::StatusOr<LedgerFold> LoadLedgerFold(const EventLog& log,
                                          const LedgerView& view) {
  LedgerFold fold;
  // The state first: a catalogue that is further takes its last events once
  // more, which changes nothing.
  absl::StatusOr<v1::LedgerState> state = view.GetLedgerState();
  absl::StatusOr<Catalogue> catalogue = view.GetCatalogue();
  // The rows save reading the whole log, which holds all that they do.
  if (state.ok() && catalogue.ok()) {
    fold.state = *std::move(state);
    fold.catalogue = *std::move(catalogue);
  }
  absl::Status broken;
  v1::Record record;
  v1::Event event;
  WL_RETURN_IF_ERROR(
      log.Read(fold.state.position() + 1, [&](const RecordView& stored) {
        broken = ParseRecord(stored.bytes, record);
        if (broken.ok()) broken = Upcast(record, event);
        if (broken.ok()) fold.Evolve(record, event);
        return broken.ok();
      }));
  WL_RETURN_IF_ERROR(broken);
  return fold;
}

}  // namespace workledger
