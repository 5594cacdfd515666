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
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/sla/working_calendar.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the value at `now`. A deadline is the least instant at which the open
// time since the start, less pauses, reaches the target (DOMAIN 2.1, 2.3); an
// agreed time is a fixed instant. Met if stopped at or before it.
v1::ClockValue EvaluateClock(const v1::Clock& clock, const v1::Ticket& ticket,
                             const WorkingCalendar& calendar, absl::Time now);

// A part of a clock's life in which a hold stops it: [start, end).
struct Pause {
  absl::Time start;
  absl::Time end;
  v1::HoldReason reason;
};

// Returns the pauses of the clock up to `now`, ascending and apart, cut at
// their caps; read from the ticket's spans and the clock's terms.
std::vector<Pause> PausesOf(const v1::Clock& clock, const v1::Ticket& ticket,
                            const WorkingCalendar& calendar, absl::Time now);

// Returns the open time that the clock's target stands for.
absl::Duration TargetOf(const v1::ClockTerms& terms,
                        const WorkingCalendar& calendar);

// Something that falls due while a clock runs: its deadline, or a level.
struct ClockAlarm {
  absl::Time due;
  // Empty for the deadline.
  std::string level;
  // Counted from 1 for a level that comes again.
  uint32_t repeat = 0;
};

// Returns the next alarm of a running clock that has not been raised for its
// present deadline, if its holds stay as they are; nothing while it is paused,
// after its end, or when all have been. `following`, if not null, gets the due
// time of the one after it (infinite future if there is none).
std::optional<ClockAlarm> NextAlarm(const v1::Clock& clock,
                                    const v1::Ticket& ticket,
                                    const Catalogue& catalogue,
                                    absl::Time* following = nullptr);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_EVALUATE_H_
