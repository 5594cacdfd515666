#include "engine/view/due_timers.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/view/calendar_index.h"
#include "engine/view/policy_index.h"

namespace workledger {
namespace {

absl::Time DueTime(const DueTimer& due) {
  return FromTimestamp(due.timer.due_time());
}

}  // namespace

absl::StatusOr<std::vector<DueTimer>> FindDue(rocksdb::DB& db,
                                              const rocksdb::ReadOptions& at,
                                              std::string_view ledger_uid,
                                              const Catalogue& catalogue,
                                              absl::Time through,
                                              int count_max) {
  WL_ASSIGN_OR_RETURN(const std::vector<DueTimer> timers,
                      FindDueTimers(db, at, ledger_uid, through, count_max));
  WL_ASSIGN_OR_RETURN(
      const std::vector<DueTimer> calendars,
      FindDueCalendars(db, at, ledger_uid, catalogue, through, count_max));
  WL_ASSIGN_OR_RETURN(
      const std::vector<DueTimer> policies,
      FindDuePolicies(db, at, ledger_uid, catalogue, through, count_max));
  std::vector<DueTimer> followers;
  std::ranges::merge(calendars, policies, std::back_inserter(followers), {},
                     DueTime, DueTime);
  std::vector<DueTimer> all;
  std::ranges::merge(timers, followers, std::back_inserter(all), {}, DueTime,
                     DueTime);
  if (std::ssize(all) > count_max) all.resize(static_cast<size_t>(count_max));
  return all;
}

}  // namespace workledger
