#ifndef WORKLEDGER_CORE_SLA_CLOCK_BREACH_H_
#define WORKLEDGER_CORE_SLA_CLOCK_BREACH_H_

// Breaches as events: that one was found, and what facts that come late make of
// it.

#include <cstdint>

#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// A fact that shows that a clock had ended in time rescinds its breach for so
// long after that was recorded; later, only a correction of the time line does
// (DOMAIN 2.5).
inline constexpr absl::Duration kRescindTimeMax = absl::Hours(72);

// Returns the breach of the clock at `due`, noticed at `now`. Its calendar is
// in the catalogue.
v1::Event BreachEvent(const v1::Clock& clock, const v1::Ticket& ticket,
                      const Catalogue& catalogue, absl::Time due,
                      absl::Time now);

// Whether the resolution that was promised to the requester, or by the desk, is
// over at `time`: it is too late to ask for more of it (DOMAIN 2.4).
bool IsOverdue(const v1::Ticket& ticket, const Catalogue& catalogue,
               absl::Time time);

// Returns the breaches that are past at `now` and that nobody has noticed yet.
// What comes next could move the deadline behind it: a breach does not depend
// on how late the ticker is.
Events UnnoticedBreaches(const v1::Ticket& ticket, const Catalogue& catalogue,
                         absl::Time now);

// Returns what `event`, the ticket's last, which is applied and stands at
// `position`, says of breaches: rescinded where it shows that the clock had
// stopped, or ended otherwise, in time; excused where a correction shows that
// the deadline that was missed lay later, by a hold or by a start, so that the
// breach itself stays. `before` is the ticket before a correction; of other
// events it is not looked at.
Events LateFacts(const v1::Event& event, uint64_t position,
                 const v1::Ticket& before, const v1::Ticket& ticket,
                 const Catalogue& catalogue, absl::Time now);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_BREACH_H_
