#ifndef WORKLEDGER_CORE_METRIC_METRIC_EVENTS_H_
#define WORKLEDGER_CORE_METRIC_METRIC_EVENTS_H_

// What single events contribute to figures by themselves: what no fold keeps,
// because it would grow with every one of them, or because it is the envelope
// that tells it. Such a fact never changes.

#include <optional>

#include "workledger/v1/event.pb.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// Returns the fact of an event, if it has one: INTAKEN of a report that a
// person typed in, no drill and no history; SIGNALLED of a signal that is no
// all-clear, and of a group that was kept back after it had waited; VISITED of
// a plan's visit after another. `before` is the fold of the stream before the
// event.
std::optional<v1::MetricFact> EventFactOf(const v1::Record& record,
                                          const v1::Event& event,
                                          const v1::Fold& before);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_EVENTS_H_
