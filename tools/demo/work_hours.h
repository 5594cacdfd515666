#ifndef WORKLEDGER_TOOLS_DEMO_WORK_HOURS_H_
#define WORKLEDGER_TOOLS_DEMO_WORK_HOURS_H_

// The bureau's hours: Monday to Friday, 08:30 to 12:00 and 14:00 to 18:00, at
// UTC+8. The demo's month has no public holiday.

#include "absl/time/time.h"

namespace workledger {

absl::TimeZone BureauZone();

// Returns the time at which `work` of open hours has passed since `start`.
absl::Time AddWorkTime(absl::Time start, absl::Duration work);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_DEMO_WORK_HOURS_H_
