#ifndef WORKLEDGER_VIEW_URGENCY_H_
#define WORKLEDGER_VIEW_URGENCY_H_

// How urgent a ticket is: by the tightest of its running clocks, whoever it is
// promised by. It does not change with time alone, so that lists can be kept in
// its order: a clock that runs is due at a fixed instant, and one that a hold
// stops has a fixed span of open time left. Those that run come first, as time
// is running out for them; then those that are stopped.

#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

struct Urgency {
  // The tightest clock; null if none runs. Points into the ticket.
  const v1::Clock* clock = nullptr;
  // Its deadline, if holds stay as they are; infinite where one stops it for
  // good.
  absl::Time due = absl::InfiniteFuture();
  // Of a clock that is stopped: the open time up to its deadline, negative if
  // it is past.
  absl::Duration left = absl::ZeroDuration();
};

// `catalogue` holds the calendars' revisions that the clocks name.
Urgency UrgencyOf(const v1::Ticket& ticket, const Catalogue& catalogue);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_URGENCY_H_
