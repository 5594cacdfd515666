#ifndef WORKLEDGER_CORE_METRIC_METRIC_QUESTION_H_
#define WORKLEDGER_CORE_METRIC_METRIC_QUESTION_H_

// What figures are asked for, and what they depend on besides the facts.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/core/metric/metric_figures.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// How long after an end, and before a report, a fault is the same one again.
inline constexpr int64_t kRecurrenceMillis = int64_t{30} * 24 * 3600 * 1000;

// A part of the period, from here up to the next one or to its end.
struct MetricPart {
  int64_t begin_millis;
  // The value of MONTH.
  std::string label = {};
};

struct MetricQuestion {
  int64_t begin_millis = 0;
  int64_t end_millis = 0;
  // At least one; the first begins where the period does. More than one where
  // MONTH is asked for.
  std::vector<MetricPart> parts = {};
  std::vector<v1::MetricDimension> dimensions = {};
  v1::TicketFilter filter = {};
  // All if empty. What no figure asks for is not worked out.
  std::vector<v1::MetricFigure> figures = {};
  bool imported = false;
  FigureBasis basis = {};
  // How many working days lie between a report at a location and an instant.
  std::function<int64_t(const std::string& location, int64_t report_millis,
                        int64_t at_millis)>
      age_days;
  // Whose a contract is.
  std::function<std::string(const std::string& contract)> party_of;
  // What a plan says of its visits; null if it never was.
  std::function<const v1::Plan*(const std::string& plan)> plan_of;
  // How large a place is, in thousandths of a square metre; all of them for an
  // empty path, 0 where it is not known.
  std::function<uint64_t(const std::string& location)> area_of;
  // More rows than that are refused, and more facts of the period and of the 30
  // days before and after it.
  size_t rows_max = 0;
  size_t facts_max = 0;
};

// Whether the figure is asked for.
bool Asks(const MetricQuestion& question, v1::MetricFigure figure);

// Gives a fact what the catalogue says of it: of penalties the contract's
// party, of visits the plan's dimensions and how long may pass between two.
void Complete(const MetricQuestion& question, v1::MetricFact& fact);

// Returns how large the place is that a row of these values is about: its
// building or site, else that of the filter, else all; 0 if it is not known.
uint64_t AreaOf(const MetricQuestion& question,
                const std::vector<std::string>& values);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_QUESTION_H_
