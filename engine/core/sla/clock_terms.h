#ifndef WORKLEDGER_CORE_SLA_CLOCK_TERMS_H_
#define WORKLEDGER_CORE_SLA_CLOCK_TERMS_H_

// What a clock is judged by, as a rule of a policy says it of a ticket. The
// terms go into the event, so that a replay asks no catalogue for them.

#include <optional>
#include <vector>

#include "engine/core/catalogue/catalogue.h"
#include "engine/core/sla/clock_anchor.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Where terms are made. Refers to what the caller owns.
struct TermsCase {
  const v1::Ticket& ticket;
  const v1::Policy& policy;
  const Catalogue& catalogue;
  // The clocks of history tell nobody.
  bool silent = false;
};

// Returns the terms of a clock that starts at `anchor`; nothing where its
// calendar is not in the catalogue. With `previous`, the terms it has,
// calendars of the same codes keep their revisions.
std::optional<v1::ClockTerms> TermsOf(const v1::PolicyRule& rule,
                                      const Anchor& anchor,
                                      const TermsCase& terms_case,
                                      const v1::ClockTerms* previous = nullptr);

// Returns the holds that stop a clock of the metric and party, in the order in
// which they are tried. Only force majeure stops those that ask for an answer:
// accept, acknowledge, response.
std::vector<v1::ClockPause> PausesFor(const v1::Policy& policy,
                                      v1::Metric metric, v1::ClockParty party);

// Returns when a clock with these terms is due, as it is known at `now`; the
// infinite future where its calendar is not in the catalogue.
absl::Time DueOf(const v1::ClockTerms& terms, const v1::Ticket& ticket,
                 const Catalogue& catalogue, absl::Time now);

// Returns the calendar that the terms name, or null.
const WorkingCalendar* CalendarOf(const v1::ClockTerms& terms,
                                  const Catalogue& catalogue);

// Returns the calendar of what the clock promised first; null where no other
// terms have come since.
const WorkingCalendar* OriginalCalendarOf(const v1::Clock& clock,
                                          const Catalogue& catalogue);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_TERMS_H_
