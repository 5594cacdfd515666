#ifndef WORKLEDGER_CORE_PLAN_SCHEDULE_H_
#define WORKLEDGER_CORE_PLAN_SCHEDULE_H_

// When a plan's next occurrence is: the rule's next date, moved off closed days
// and brought nearer where the plan's longest gap demands it.
//
//   std::optional<v1::OccurrenceScheduled> next = NextOccurrence(
//       catalogue, entry, progress, {.now = context.now});

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/plan.pb.h"

namespace workledger {

// What a plan's dates are asked for.
struct ScheduleFrom {
  absl::Time now;
  // Dates before it are not taken.
  std::optional<absl::CivilDay> first_date = {};
  // Whether occurrences whose window is over are left out.
  bool skip_past = false;
};

// Whether the plan's next occurrence is only known when the work of the last
// one has ended: it floats, and the law does not hold it to its dates.
bool WaitsForWork(const v1::Plan& plan, const v1::PlanProgress& progress);

// Returns the occurrence that comes next, or nothing if the plan has none any
// more. `entry` holds a plan; `progress` says what was made and done of it.
//
// The key is the rule's date, later than any that was made, so that no
// occurrence comes twice. The window begins at `start_minute` of that date, or
// of the worked day before or after it; without a `window` it ends with the
// day. Without a calendar of its own the plan has that of its location, and
// without any its times are UTC and no day is closed.
//
// With `gap_max` the window begins no later than the start minute of the last
// open day within that time after the work was last done, or after the window
// of the last occurrence began, if that is not done.
std::optional<v1::OccurrenceScheduled> NextOccurrence(
    const Catalogue& catalogue, const v1::CatalogueEntry& entry,
    const v1::PlanProgress& progress, const ScheduleFrom& from);

// Returns the end of a window of the plan that begins at `start`.
absl::Time WindowEnd(const Catalogue& catalogue, const v1::Plan& plan,
                     absl::Time start);

// Reads a key, for example "2026-03-05"; nothing from an empty one.
std::optional<absl::CivilDay> DateOfKey(std::string_view key);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PLAN_SCHEDULE_H_
