#ifndef WORKLEDGER_VIEW_VIEW_CHECK_H_
#define WORKLEDGER_VIEW_VIEW_CHECK_H_

// Compares the views of a ledger, as they are at one moment, with views that
// are made afresh from the log.

#include <string>

#include "absl/status/status.h"
#include "engine/log/event_log.h"
#include "engine/view/verify_run.h"
#include "engine/view/view_store.h"

namespace workledger {

// Adds a violation for every row that is missing, is too much or differs.
// `scratch_directory` is created and removed. Fails as the view store does, or
// with CANCELLED.
absl::Status CheckViews(const EventLog& log, ViewStore& view_store,
                        const std::string& scratch_directory, VerifyRun& run);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_VIEW_CHECK_H_
