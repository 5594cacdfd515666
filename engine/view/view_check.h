#ifndef WORKLEDGER_VIEW_VIEW_CHECK_H_
#define WORKLEDGER_VIEW_VIEW_CHECK_H_

// Compares the views of a ledger, as they are at one moment, with views that
// are made afresh from the log.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/log/event_log.h"
#include "engine/view/view_store.h"
#include "workledger/limits.h"

namespace workledger {

// Whom a check tells.
struct ViewCheckObserver {
  // Called for each record folded and each row compared; the check stops with
  // the status that is not OK.
  std::function<absl::Status()> tick;
  // Called for each row of the live views.
  std::function<void()> row;
  // Called for every row that is missing, is too much or differs, with the
  // position that the views were at.
  std::function<void(uint64_t position, std::string_view detail)> violation;
};

// `scratch_directory` is created and removed; the folder that it is in exists.
// Fails as the view store does, or as `observer.tick` says, or with
//
//   DEADLINE_EXCEEDED   VIEW_BEHIND: the store is to be made anew.
//   RESOURCE_EXHAUSTED  DISK_FULL: less than `scratch_reserve_bytes` of the
//                       scratch directory's disk is free, at first or between
//                       two steps; free some and check again.
absl::Status CheckViews(const EventLog& log, ViewStore& view_store,
                        const std::string& scratch_directory,
                        const ViewCheckObserver& observer,
                        uint64_t scratch_reserve_bytes = kScratchReserveBytes);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_VIEW_CHECK_H_
