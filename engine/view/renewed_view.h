#ifndef WORKLEDGER_VIEW_RENEWED_VIEW_H_
#define WORKLEDGER_VIEW_RENEWED_VIEW_H_

// The views of a ledger that outlive damage. Whoever finds that a row cannot be
// read, the projector or a query, has the store of all views made again from
// the log; until they are where they were, nobody gets an answer from them.

#include <memory>

#include "absl/status/statusor.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "engine/view/view_store.h"

namespace workledger {

// Opens the views of `log`'s ledger as LedgerView::Open does, but for this:
//
//   Open     does not fail because of damage; the views are rebuilding then.
//   Advance  renews a damaged store, which takes the views of all ledgers back
//            to position 1. DEADLINE_EXCEEDED (VIEW_BEHIND): it has just found
//            damage, or the store is held; call it again in a while. DATA_LOSS
//            is the log's alone.
//   reads    fail with VIEW_BEHIND where they meet damage, and from then on
//            until the views are where they were, while Rebuilding says so.
//   Position and ClockCatalogue never go back.
absl::StatusOr<std::unique_ptr<LedgerView>> OpenRenewedView(
    ViewStore& store, const EventLog& log);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_RENEWED_VIEW_H_
