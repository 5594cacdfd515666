#ifndef WORKLEDGER_CORE_SLA_SPANS_H_
#define WORKLEDGER_CORE_SLA_SPANS_H_

// A ticket's time line in spans: from when on it was in which state, held for
// which reason, and with whom. All that clocks pause for, and who had a ticket
// when, is read from them.

#include <vector>

#include "absl/time/time.h"
#include "engine/core/lifecycle/timeline.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Begins a new span if the event, which is applied already, changed what a span
// says; moves the start of the one whose event a correction is about. A hold
// with an end is over by then, also if its timer has not fired. Spans are in
// the order of their events; history may bring one that starts before the one
// before it. `before` is where the ticket stood.
void KeepSpans(const Standing& before, const v1::Record& record,
               const v1::Event& event, v1::Ticket& ticket);

// Whether a person did what was recorded. Whoever imports a person's work is a
// system.
bool IsOfAPerson(const v1::Record& record);

// A span and how long it lasted: [start, end).
struct SpanPart {
  absl::Time start;
  absl::Time end;
  const v1::TicketSpan* span;
};

// Returns the ticket's time line: its spans without gap or overlap, those that
// lasted no time left out. The word that came last counts, so a span ends where
// any later one begins. The last goes on for ever.
std::vector<SpanPart> PartsOf(const v1::Ticket& ticket);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_SPANS_H_
