#ifndef WORKLEDGER_CORE_METRIC_METRIC_HOLDERS_H_
#define WORKLEDGER_CORE_METRIC_METRIC_HOLDERS_H_

// The responsibility ledger's facts: with whom a ticket was while it was open.
// Read from the same time line as sla/holder.h, so that the stays of a ticket
// add up to its open time on the wall and to what ExplainClocks shows.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Appends HELD facts: one for each stretch of open time with the same
// dimensions, in order and without overlap.
void AppendHolders(const v1::Ticket& ticket,
                   std::vector<v1::MetricFact>& facts);

// What of a stay lies in a part of a period. Points at the fact.
struct StayPart {
  // Of `boundaries`.
  size_t part;
  const v1::HolderStay* stay;
  int64_t millis;
  // Whether the stay begins here, rather than in the part before.
  bool begun;
};

// Cuts the stays of a HELD fact at `boundaries`, which are sorted and at least
// two, and leaves out what lies before the first, behind the last or behind
// `now_millis`.
std::vector<StayPart> CutStays(const v1::MetricFact& fact,
                               const std::vector<int64_t>& boundaries,
                               int64_t now_millis);

// Returns the part of HOLDERS that a stay counts in: the holder's name, of
// contractors with whose: "DESK", "CONTRACTOR:wuye-1".
std::string HolderBucket(const v1::HolderStay& stay);

// Returns how long a ticket was open up to `now`, instant by instant and by the
// last word on each: another way to what HELD facts must add up to.
absl::Duration OpenTimeOf(const v1::Ticket& ticket, absl::Time now);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_HOLDERS_H_
