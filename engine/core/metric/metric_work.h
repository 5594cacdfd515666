#ifndef WORKLEDGER_CORE_METRIC_METRIC_WORK_H_
#define WORKLEDGER_CORE_METRIC_METRIC_WORK_H_

// The facts of work: whom it was given to, when they came, when it was done and
// what it took.

#include <vector>

#include "engine/core/metric/metric_clocks.h"
#include "engine/core/metric/metric_timeline.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Appends DISPATCHED, ACKNOWLEDGED and ARRIVED, the last two once a dispatch.
// `clocks` gives the open time, where there is a clock of it; so below.
void AppendDispatches(const v1::Ticket& ticket,
                      const std::vector<TicketPoint>& points,
                      const std::vector<JudgedClock>& clocks,
                      std::vector<v1::MetricFact>& facts);

// Appends RETURNED: by whom, and how long it took to send somebody else.
void AppendReturns(const v1::Ticket& ticket,
                   const std::vector<TicketPoint>& points,
                   std::vector<v1::MetricFact>& facts);

// Appends COMPLETED, once for each cycle: the last time its work was called
// done, as long as nobody has rejected that.
void AppendCompletions(const v1::Ticket& ticket,
                       const std::vector<TicketPoint>& points,
                       const std::vector<JudgedClock>& clocks,
                       std::vector<v1::MetricFact>& facts);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_WORK_H_
