#include "engine/core/metric/metric_split.h"

#include <algorithm>

#include "engine/core/catalogue/path.h"

namespace workledger {
namespace {

// Returns the first `count` parts of a path; nothing if it has fewer.
std::string FirstParts(std::string_view path, int count) {
  size_t end = 0;
  for (int i = 0; i < count; ++i) {
    if (end >= path.size()) return "";
    end = path.find('/', i == 0 ? 0 : end + 1);
    if (end == path.npos) end = path.size();
  }
  return std::string(path.substr(0, end));
}

std::string WithoutPrefix(std::string_view name, std::string_view prefix) {
  return std::string(name.substr(prefix.size()));
}

std::string ValueOf(const v1::MetricFact& fact, v1::MetricDimension dimension,
                    std::string_view month) {
  switch (dimension) {
    case v1::METRIC_DIMENSION_SITE:
      return FirstParts(fact.location(), 1);
    case v1::METRIC_DIMENSION_BUILDING:
      return FirstParts(fact.location(), 2);
    case v1::METRIC_DIMENSION_CATEGORY:
      return fact.category();
    case v1::METRIC_DIMENSION_PARTY:
      return fact.party();
    case v1::METRIC_DIMENSION_PRIORITY:
      if (fact.priority() == v1::PRIORITY_UNSPECIFIED) return "";
      return WithoutPrefix(v1::Priority_Name(fact.priority()), "PRIORITY_");
    case v1::METRIC_DIMENSION_KIND:
      if (fact.ticket_kind() == v1::TICKET_KIND_UNSPECIFIED) return "";
      return WithoutPrefix(v1::TicketKind_Name(fact.ticket_kind()),
                           "TICKET_KIND_");
    case v1::METRIC_DIMENSION_MONTH:
      return std::string(month);
    case v1::METRIC_DIMENSION_DEVICE:
      return fact.device();
    case v1::METRIC_DIMENSION_ALGORITHM:
      return fact.algorithm();
    case v1::METRIC_DIMENSION_DEPARTMENT:
      return fact.department();
    case v1::METRIC_DIMENSION_UNSPECIFIED:
    case v1::MetricDimension_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::MetricDimension_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "";
}

template <typename List>
bool Holds(const List& list, int value) {
  return list.empty() || std::ranges::find(list, value) != list.end();
}

bool In(std::string_view code, std::string_view path) {
  return path.empty() || LiesIn(code, path);
}

}  // namespace

std::vector<std::string> ValuesOf(
    const v1::MetricFact& fact,
    const std::vector<v1::MetricDimension>& dimensions,
    std::string_view month) {
  std::vector<std::string> values;
  values.reserve(dimensions.size());
  for (const v1::MetricDimension dimension : dimensions) {
    values.push_back(ValueOf(fact, dimension, month));
  }
  return values;
}

bool FactMatches(const v1::TicketFilter& filter, const v1::MetricFact& fact) {
  return Holds(filter.kinds(), fact.ticket_kind()) &&
         Holds(filter.priorities(), fact.priority()) &&
         In(fact.location(), filter.location()) &&
         In(fact.category(), filter.category()) &&
         (filter.assignee_party().empty() ||
          filter.assignee_party() == fact.party());
}

}  // namespace workledger
