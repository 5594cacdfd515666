#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_COURSE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_COURSE_H_

// What goes wrong with a ticket: one thing at most, so that it is known
// beforehand which of its clocks are missed.

#include <cstdint>

#include "tools/demo/draw.h"

namespace workledger {

enum class StoryCourse {
  kSmooth,
  // Later than promised; all that comes before and after is in time.
  kLateAccept,
  kLateAcknowledge,
  kLateArrival,
  kLateCompletion,
  // Held. Only for parts, which the bureau owes the contractor, its own clock
  // runs on and is missed.
  kAwaitRequester,
  kAwaitParts,
  kThirdParty,
  kNoAccess,
  // The party gives it back 退单, and the bureau's own team takes it.
  kReturned,
  // The requester sends it back to work 返工.
  kReworked,
  // Closed and opened again three working days later 重开.
  kReopened,
  // More time is granted before it is due 延期, and used.
  kExtended,
  // Nobody answers, so the work counts as accepted.
  kUnanswered,
  // Cleaning: nobody comes 漏做; the inspection fails and is put right, in time
  // or not.
  kMissed,
  kFailed,
  kRectifiedLate,
};

// Of a repair. Where it is urgent nothing waits.
StoryCourse DrawRepairCourse(bool urgent, Draw& draw);

// Of a planned cleaning; only one that is inspected can fail.
StoryCourse DrawCleaningCourse(bool inspected, Draw& draw);

// Of an incident: guards come late to some.
StoryCourse DrawIncidentCourse(Draw& draw);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_COURSE_H_
