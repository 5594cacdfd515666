#include "engine/core/metric/metric_question.h"

#include <algorithm>

#include "engine/core/metric/metric_facts.h"

namespace workledger {

bool Asks(const MetricQuestion& question, v1::MetricFigure figure) {
  return question.figures.empty() ||
         std::ranges::find(question.figures, figure) != question.figures.end();
}

void Complete(const MetricQuestion& question, v1::MetricFact& fact) {
  if (!fact.contract().empty()) {
    fact.set_party(question.party_of(fact.contract()));
  }
  if (fact.plan().empty()) return;
  const v1::Plan* const plan = question.plan_of(fact.plan());
  if (plan == nullptr) return;
  fact.set_location(plan->has_round() ? PlaceOf(plan->round().locations())
                                      : plan->location());
  fact.set_category(plan->category());
  fact.set_party(plan->has_round() ? plan->round().party()
                                   : plan->assignee().party());
  fact.set_priority(plan->priority());
  fact.set_ticket_kind(plan->kind());
  if (plan->has_gap_max()) {
    fact.set_amount_total(plan->gap_max().seconds() * 1000 +
                          plan->gap_max().nanos() / 1'000'000);
  }
}

uint64_t AreaOf(const MetricQuestion& question,
                const std::vector<std::string>& values) {
  const std::string* place = &question.filter.location();
  bool by_building = false;
  bool by_place = false;
  for (size_t i = 0; i < values.size(); ++i) {
    const v1::MetricDimension dimension = question.dimensions[i];
    const bool building = dimension == v1::METRIC_DIMENSION_BUILDING;
    if (!building && dimension != v1::METRIC_DIMENSION_SITE) continue;
    if (building || !by_building) place = &values[i];
    by_building = by_building || building;
    by_place = true;
  }
  // A row without a place is about none.
  return by_place && place->empty() ? 0 : question.area_of(*place);
}

}  // namespace workledger
