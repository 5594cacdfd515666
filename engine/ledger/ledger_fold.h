#ifndef WORKLEDGER_LEDGER_LEDGER_FOLD_H_
#define WORKLEDGER_LEDGER_LEDGER_FOLD_H_

// What every command of a ledger is decided against: the ledger's state and its
// catalogue, at the same position.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

struct LedgerFold {
  v1::LedgerState state = {};
  Catalogue catalogue = {};

  // Applies any event of the ledger.
  void Evolve(const v1::Record& record, const v1::Event& event);
};

// Loads the fold at the log's head, from the views' rows and the records after
// them.
//
//   DATA_LOSS  a record cannot be read.
absl::StatusOr<LedgerFold> LoadLedgerFold(const EventLog& log,
                                          const LedgerView& view);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_LEDGER_FOLD_H_
