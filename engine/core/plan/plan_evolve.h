#ifndef WORKLEDGER_CORE_PLAN_PLAN_EVOLVE_H_
#define WORKLEDGER_CORE_PLAN_PLAN_EVOLVE_H_

// Folds the events of a plan's stream: how far its occurrences are.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/plan.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// Of `record` it reads the stream's key, version, position and record_time.
void EvolvePlan(v1::PlanProgress& progress, const v1::Record& record,
                const v1::Event& event);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PLAN_PLAN_EVOLVE_H_
