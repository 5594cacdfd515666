#ifndef WORKLEDGER_CORE_METRIC_METRIC_OUTCOMES_H_
#define WORKLEDGER_CORE_METRIC_METRIC_OUTCOMES_H_

// The facts of what came of a ticket: whether it was fixed at once, accepted,
// rated, inspected, done in its window; whether an alarm was true.

#include <vector>

#include "engine/core/metric/metric_timeline.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Appends CLOSED, VERIFIED, RATED, CALLED_BACK and EXTENDED.
void AppendAnswers(const v1::Ticket& ticket,
                   const std::vector<TicketPoint>& points,
                   std::vector<v1::MetricFact>& facts);

// Appends PLANNED, SCORED and RECTIFIED. What is due but not done counts when
// it is due, which may lie ahead.
void AppendTasks(const v1::Ticket& ticket,
                 const std::vector<TicketPoint>& points,
                 std::vector<v1::MetricFact>& facts);

// Appends ALARM and CONTAINED.
void AppendIncident(const v1::Ticket& ticket,
                    const std::vector<TicketPoint>& points,
                    std::vector<v1::MetricFact>& facts);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_OUTCOMES_H_
