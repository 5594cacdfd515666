#ifndef WORKLEDGER_CORE_METRIC_METRIC_MARKS_H_
#define WORKLEDGER_CORE_METRIC_METRIC_MARKS_H_

// What a ticket's fold keeps for figures beside its spans: which category,
// place and priority it had when, and what was counted of it.

#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Keeps the facets and marks of an event that is applied already, its spans
// too. A correction moves the marks of the event that it is about.
void KeepMarks(const v1::Record& record, const v1::Event& event,
               v1::Ticket& ticket);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_MARKS_H_
