#ifndef WORKLEDGER_CORE_SLA_EVALUATE_H_
#define WORKLEDGER_CORE_SLA_EVALUATE_H_

// The value of a clock: a function of its facts, the ticket's spans, the
// revision of its calendar and an instant, and of nothing else. Computing it
// anew at any time gives the same value.
//
//   const WorkingCalendar* calendar = catalogue.FindWorkingCalendar(
//       clock.terms().calendar(), clock.terms().calendar_revision());
//   const v1::ClockValue value =
//       EvaluateClock(clock, ticket, *calendar, now);

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/core/calendar/working_calendar.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/sla/deadline.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the value at `now`, which is finite. A deadline is the least instant
// at which the open time since the start, less pauses, reaches the target
// (DOMAIN 2.1, 2.3); an agreed time is a fixed instant. Met if stopped at or
// before it. A breach that was recorded and stands is one, wherever the
// deadline has moved since. A clock that was cancelled is CANCELLED, also if it
// had been breached: `breach` tells.
//
// `original` is the calendar of what was promised first (OriginalCalendarOf);
// null where that is `calendar`.
v1::ClockValue EvaluateClock(const v1::Clock& clock, const v1::Ticket& ticket,
                             const WorkingCalendar& calendar, absl::Time now,
                             const WorkingCalendar* original = nullptr);

// Returns the pauses of the clock up to `now` that count, ascending and apart,
// cut at their caps; none for an agreed time, which they do not move, and none
// that began after the deadline.
std::vector<Pause> PausesOf(const v1::Clock& clock, const v1::Ticket& ticket,
                            const WorkingCalendar& calendar, absl::Time now);

// Whether a breach of the clock was recorded and neither voided nor rescinded.
bool IsBreached(const v1::Clock& clock);

// Something that falls due while a clock runs: its deadline, or a level.
struct ClockAlarm {
  absl::Time due;
  // Empty for the deadline.
  std::string level;
  // Counted from 1 for a level that comes again.
  uint32_t repeat = 0;
};

// Returns the next alarm of the clock that has not been raised for its present
// deadline, if its holds stay as they are: of a running one its deadline and
// its levels, in the order in which they are due; of one that ended later than
// it was due and whose breach nobody has noticed, the deadline. Nothing
// otherwise, and none while a hold without an end stops it. `following`, if not
// null, gets the due time of the one after it (infinite future if there is
// none).
//
// A level that was raised for an earlier deadline comes again only if it is now
// due later than it was. Of a ticket that another system keeps, a silent clock
// is breached when its history has passed the deadline, not before: until then
// it may not have been told all.
std::optional<ClockAlarm> NextAlarm(const v1::Clock& clock,
                                    const v1::Ticket& ticket,
                                    const Catalogue& catalogue,
                                    absl::Time* following = nullptr);

// Returns when the clock was or will be breached, if its holds stay as they are
// and nobody has noticed it yet; the infinite future if it is not. The same
// rules.
absl::Time BreachDue(const v1::Clock& clock, const v1::Ticket& ticket,
                     const Catalogue& catalogue);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_EVALUATE_H_
