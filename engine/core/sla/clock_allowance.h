#ifndef WORKLEDGER_CORE_SLA_CLOCK_ALLOWANCE_H_
#define WORKLEDGER_CORE_SLA_CLOCK_ALLOWANCE_H_

// Time that a clock has whatever its target: what an extension granted, what a
// raised priority leaves, what was agreed on (DOMAIN 2.4, 2.5). The first two
// are open time from the start on, so that pauses move them; the last is an
// instant.

#include "engine/core/sla/clock_moves.h"
#include "workledger/v1/clock.pb.h"

namespace workledger {

// Whether the change raised the ticket's priority.
bool IsRaised(const ClockChange& change);

// Whether a clock with these terms has the time of an extension.
bool IsExtended(const v1::ClockTerms& terms);

// Gives `terms`, which hold for the clock from here on, what it had been
// allowed before, as far as the change leaves it: an extension or a grace is of
// one target, and gone with a raised priority.
void CarryAllowance(const v1::Clock& clock, const ClockChange& change,
                    v1::ClockTerms& terms);

// Gives the resolution what was granted, if that is more than it has.
void SetExtension(const v1::Clock& clock, const ClockChange& change,
                  v1::ClockTerms& terms);

// A raised priority does not breach at once: a tenth of the target is left. Nor
// does a clock that runs again and had missed that.
void SetGrace(const v1::Clock& clock, const ClockChange& change,
              v1::ClockTerms& terms);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_ALLOWANCE_H_
