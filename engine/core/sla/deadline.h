#ifndef WORKLEDGER_CORE_SLA_DEADLINE_H_
#define WORKLEDGER_CORE_SLA_DEADLINE_H_

// Where a clock's deadline lies, and which holds moved it there (DOMAIN 2.3,
// 2.4). All of it is worked out from the clock's terms, the ticket's spans and
// one revision of a calendar.

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "engine/core/calendar/working_calendar.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// A part of a clock's life in which a hold stops it: [start, end). Without a
// reason the ticket was withdrawn.
struct Pause {
  absl::Time start;
  absl::Time end;
  v1::HoldReason reason;
};

// How a clock runs, as far as it is known at an instant.
struct Course {
  // Infinite future while a hold without an end stops it, or where its calendar
  // has no open time left.
  absl::Time due;
  // The pauses that count: those that began before the deadline.
  std::vector<Pause> pauses;
  // The last of them goes on.
  bool paused = false;
  // Open time from the start to the deadline, less pauses.
  absl::Duration available;
};

// Returns when the target is over, if nothing stops it; the open time that it
// stands for from `start` on.
absl::Time EndOfTarget(const v1::Target& target,
                       const WorkingCalendar& calendar, absl::Time start);
absl::Duration OpenTimeOf(const v1::Target& target,
                          const WorkingCalendar& calendar, absl::Time start);

// Returns the open time that the clock's target stands for: of one in days, all
// that is open from its start until it is due.
absl::Duration TargetOf(const v1::ClockTerms& terms,
                        const WorkingCalendar& calendar);

// Returns the least instant from `floor` on at which the open time since
// `start`, less `pauses`, has reached `open`. Pauses ascend and lie apart; one
// that begins at that instant or later does not count. Infinite future behind a
// pause without an end.
absl::Time Reach(const WorkingCalendar& calendar, absl::Time start,
                 absl::Duration open, const std::vector<Pause>& pauses,
                 absl::Time floor = absl::InfinitePast());

// Returns the course of a clock with these terms that ends at `end`, if it has
// one, as it is known at `now`: a hold that stops it then is taken to end then.
// With the infinite future it never ends, unless its cap says so.
Course CourseOf(const v1::ClockTerms& terms, const v1::Ticket& ticket,
                const WorkingCalendar& calendar, absl::Time now,
                std::optional<absl::Time> end = std::nullopt);

// Returns the open time from the start of a clock with these terms to `time`,
// less the pauses that are known at `now`: with no less than that it is due
// then, or later by what is paused later.
absl::Duration OpenTimeUntil(const v1::ClockTerms& terms,
                             const v1::Ticket& ticket,
                             const WorkingCalendar& calendar, absl::Time now,
                             absl::Time time);

// Returns when the clock ended: stopped, or cancelled; nothing while it runs.
std::optional<absl::Time> EndOf(const v1::Clock& clock);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_DEADLINE_H_
