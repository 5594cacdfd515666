#ifndef WORKLEDGER_CORE_METRIC_METRIC_FLOWS_H_
#define WORKLEDGER_CORE_METRIC_METRIC_FLOWS_H_

// The backlog's facts: when a ticket was reported, opened again and ended, and
// the stretches in between in which it was open with the same dimensions.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/metric/metric_timeline.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Appends the facts, so that for every set of dimensions
//
//   OPEN at t + entries in [t, u) - exits in [t, u) = OPEN at u
//
// where entries are REPORTED, REOPENED and the OPEN facts that MOVED leads to,
// exits ENDED and the OPEN facts that MOVED ends. A ticket that was opened
// again from a terminal state is REOPENED, whatever order did it. Of a
// duplicate there is REPORTED only.
void AppendFlows(const v1::Ticket& ticket,
                 const std::vector<TicketPoint>& points,
                 std::vector<v1::MetricFact>& facts);

// Returns how the ticket ended by the event of this version.
v1::ClosureCode EndCodeOf(const v1::Ticket& ticket, uint64_t version);

// Returns what repairs of a repeated fault have in common: the asset, or any of
// several, or else place and category, as they are known at present: a report
// seldom knows them. Empty where neither is known.
std::string MatchOf(const v1::Ticket& ticket);

// Returns what the fact's fault is known by, one for each of the things that it
// is of; with the cause, where one is given.
std::vector<std::string> KeysOf(const v1::MetricFact& fact,
                                std::string_view cause);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_FLOWS_H_
