#ifndef WORKLEDGER_CORE_METRIC_METRIC_FACTS_H_
#define WORKLEDGER_CORE_METRIC_METRIC_FACTS_H_

// What a stream contributes to figures: one fact for each contribution, with
// the event behind it and what the ticket was like then. Views keep the facts
// by time, so that a figure of a period is a sum over what lies in it; a replay
// makes them of the tickets as they were. docs/metrics.md defines the figures.

#include <string>
#include <vector>

#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/inspection.pb.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/penalty.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the facts of a ticket; no two are equal. None of a drill 演练, nor of
// a ticket of version 0. Reads the catalogue's calendars only.
std::vector<v1::MetricFact> MetricFactsOf(const v1::Ticket& ticket,
                                          const Catalogue& catalogue);

// Returns the facts of a contract's month, whenever its penalties were
// proposed. They have no dimension but what the contract says, which is asked
// when a figure is.
std::vector<v1::MetricFact> MetricFactsOf(const v1::PenaltyMonth& month);

// Returns the facts of an inspection round: PLANNED of one that a plan opened,
// ROUND once it is closed.
std::vector<v1::MetricFact> MetricFactsOf(const v1::Inspection& round);

// Returns the path that all places of a round lie in; empty if there is none.
std::string PlaceOf(
    const google::protobuf::RepeatedPtrField<std::string>& locations);

// Whether the fact tells of something that lasts, from `start_millis` up to its
// time; for ever so far, if it has none.
bool Lasts(const v1::MetricFact& fact);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_FACTS_H_
