#ifndef WORKLEDGER_VIEW_HOLDER_CHECK_H_
#define WORKLEDGER_VIEW_HOLDER_CHECK_H_

// Whether the responsibility ledger that the views hold adds up.

#include <string_view>

#include "absl/status/status.h"
#include "engine/view/view_check.h"
#include "engine/view/view_store.h"

namespace workledger {

// Compares, ticket by ticket, what the stays in the views' facts add up to with
// the open time that the ticket's own row tells (OpenTimeOf). `observer.row` is
// not called; `tick` is for each fact and each ticket. A row that does not
// parse is CheckViews' to tell. Keeps some 100 bytes for each ticket.
absl::Status CheckHolders(std::string_view ledger_uid, ViewStore& view_store,
                          const ViewCheckObserver& observer);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_HOLDER_CHECK_H_
