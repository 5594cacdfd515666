#ifndef WORKLEDGER_CORE_METRIC_METRIC_FIGURES_H_
#define WORKLEDGER_CORE_METRIC_METRIC_FIGURES_H_

// Which figures a fact counts in, and as what: the formulas of docs/metrics.md.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "workledger/v1/metric_service.pb.h"

namespace workledger {

// What one fact adds to one figure, or to a part of it.
struct Contribution {
  v1::MetricFigure figure;
  // As in FigureValue; lives for ever, or as long as the fact.
  std::string_view bucket = {};
  int64_t count = 0;
  int64_t total = 0;
  int64_t sum = 0;
  // One value of a time.
  std::optional<int64_t> millis = std::nullopt;
  bool provisional = false;
  // Of a time: how long it may be.
  std::optional<int64_t> allowed_millis = std::nullopt;
};

// What a fact's contributions depend on besides.
struct FigureBasis {
  bool working_time = false;
  // Clocks that count; any if unspecified.
  v1::Metric metric = v1::METRIC_UNSPECIFIED;
  v1::ClockParty party = v1::CLOCK_PARTY_UNSPECIFIED;
  // What is due later is not due yet.
  int64_t now_millis = 0;
};

// Returns what the fact adds. Nothing for what lasts, which is counted at
// instants, and for what needs other facts: of REPORTED whether the fault was
// there before (RECURRENCE), of CLOSED whether it came back.
//
// `repeated` says the latter, where it is known.
std::vector<Contribution> ContributionsOf(const v1::MetricFact& fact,
                                          const FigureBasis& basis,
                                          bool repeated);

// Whether a clock's fact is one that `basis` asks for.
bool ClockAsked(const v1::MetricFact& fact, const FigureBasis& basis);

// Whether the figure is a share of things that were counted one by one, for
// which an interval of confidence means something.
bool IsShare(v1::MetricFigure figure);

// Returns the part of the backlog that a ticket of so many working days is in.
std::string_view AgeBucket(int64_t working_days);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_FIGURES_H_
