#ifndef WORKLEDGER_CORE_METRIC_METRIC_SPLIT_H_
#define WORKLEDGER_CORE_METRIC_METRIC_SPLIT_H_

// What figures are split by, and which facts they are of.

#include <string>
#include <string_view>
#include <vector>

#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Returns the fact's value of each dimension; `month` is that of MONTH. The
// site is the first part of the location's path, the building the first two;
// both are empty where the path has fewer.
std::vector<std::string> ValuesOf(
    const v1::MetricFact& fact,
    const std::vector<v1::MetricDimension>& dimensions, std::string_view month);

// Whether the fact is of the filter's kinds, place, category, priorities and
// party. Other fields are not looked at.
bool FactMatches(const v1::TicketFilter& filter, const v1::MetricFact& fact);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_SPLIT_H_
