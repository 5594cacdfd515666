#ifndef WORKLEDGER_CORE_INSPECTION_INSPECTION_EVOLVE_H_
#define WORKLEDGER_CORE_INSPECTION_INSPECTION_EVOLVE_H_

// Folds the events of an inspection round.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/inspection.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

void EvolveInspection(v1::Inspection& round, const v1::Record& record,
                      const v1::Event& event);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_INSPECTION_INSPECTION_EVOLVE_H_
