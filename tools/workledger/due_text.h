#ifndef WORKLEDGER_TOOLS_WORKLEDGER_DUE_TEXT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_DUE_TEXT_H_

// Tickets by deadline: what a dispatcher looks at first, with the time that is
// left on the tightest clock of each.

#include <string>

#include "absl/time/time.h"
#include "tools/workledger/table.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// AddDueTicket for each ticket, then Print.
Table DueTable();

// What a row is read by.
struct DueMoment {
  absl::Time now;  // the ledger's
  absl::TimeZone zone;
};

// `clock` is the ticket's tightest; null if none runs. Of a clock that is
// stopped the row shows what is left of it, and no deadline.
void AddDueTicket(const v1::Ticket& ticket, const v1::ClockValue* clock,
                  const DueMoment& moment, Table& table);

// Returns both as one line of JSON: {"ticket": ..., "clock": ...}.
std::string DueJson(const v1::Ticket& ticket, const v1::ClockValue* clock);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_DUE_TEXT_H_
