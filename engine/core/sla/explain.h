#ifndef WORKLEDGER_CORE_SLA_EXPLAIN_H_
#define WORKLEDGER_CORE_SLA_EXPLAIN_H_

// How each clock of a ticket came by its value: when it ran, what stopped it,
// which rule set it, what moved its deadline; and who had the ticket when. All
// of it is read from the ticket's events and from the revisions of calendars
// and policies that they name.
//
//   WL_ASSIGN_OR_RETURN(const v1::ExplainClocksResponse response,
//                       Explain(events, catalogue, now));

#include <cstddef>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/calendar/working_calendar.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/limits.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/clock_service.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// An event with its envelope.
struct ToldEvent {
  v1::Record record;
  v1::Event event;
};

// Returns the intervals of a clock's life from its start to its end, or to
// `now`: without gap or overlap, none of them empty, neighbours different.
// Those that ran sum up to EvaluateClock's elapsed time, those of pauses to its
// paused time, all of them to the time on the wall. Closed time is told by the
// day that it is of, at local midnight where its class or document changes.
// Whatever is closed is so for its calendar: a hold pauses open time only.
//
// `parts_left` counts down what is looked at.
//
//   INVALID_ARGUMENT  FIELD_INVALID: that would be more than `parts_left`.
absl::StatusOr<std::vector<v1::ClockInterval>> IntervalsOf(
    const v1::Clock& clock, const v1::Ticket& ticket,
    const WorkingCalendar& calendar, absl::Time now, size_t& parts_left);

// Explains the clocks of the ticket that these events are of, in the order in
// which they are folded, as read at `now`, which is finite. Clocks come in the
// order of the fold, each with the trials of its rule as the ticket was when
// its terms were last set and it matched; a clock whose calendar `catalogue`
// does not have has terms and moves only. The response has no position.
//
//   INVALID_ARGUMENT  FIELD_INVALID (at_time): more than kExplainedPartsMax.
absl::StatusOr<v1::ExplainClocksResponse> Explain(
    std::span<const ToldEvent> events, const Catalogue& catalogue,
    absl::Time now);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_EXPLAIN_H_
