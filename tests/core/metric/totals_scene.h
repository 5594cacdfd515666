#ifndef WORKLEDGER_TESTS_CORE_METRIC_TOTALS_SCENE_H_
#define WORKLEDGER_TESTS_CORE_METRIC_TOTALS_SCENE_H_

// Facts and questions for tests of totals.

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/metric/metric_facts.h"
#include "engine/core/metric/metric_totals.h"
#include "tests/core/sla/story.h"

namespace workledger {

using Fact = std::pair<std::string, v1::MetricFact>;

constexpr int64_t kDay = int64_t{24} * 3600 * 1000;

inline MetricQuestion Question(int64_t begin, int64_t end) {
  MetricQuestion question = {.begin_millis = begin,
                             .end_millis = end,
                             .parts = {{.begin_millis = begin}},
                             .basis = {.now_millis = end},
                             .rows_max = 100,
                             .facts_max = 1'000'000};
  question.age_days = [](const std::string&, int64_t report, int64_t at) {
    return (at - report) / kDay;
  };
  question.party_of = [](const std::string&) { return "wuye"; };
  return question;
}

inline v1::QueryMetricsResponse Total(
    MetricQuestion question, const std::vector<Fact>& facts,
    std::vector<v1::MetricFigure> figures = {}) {
  MetricTotals totals(std::move(question));
  for (const auto& [stream, fact] : facts) {
    EXPECT_TRUE(totals.Add(stream, fact).ok());
  }
  const absl::Status finished = totals.Finish();
  EXPECT_TRUE(finished.ok()) << finished;
  return totals.Render(figures);
}

inline std::vector<Fact> NamedFactsOf(const Story& story) {
  std::vector<Fact> facts;
  for (v1::MetricFact& fact : MetricFactsOf(story.ticket(), Catalogue())) {
    facts.emplace_back(story.ticket().ticket(), std::move(fact));
  }
  return facts;
}

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_METRIC_TOTALS_SCENE_H_
