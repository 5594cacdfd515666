#ifndef WORKLEDGER_TESTS_CORE_METRIC_TOTALS_SCENE_H_
#define WORKLEDGER_TESTS_CORE_METRIC_TOTALS_SCENE_H_

// Facts and questions for tests of totals.

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
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
  question.plan_of = [](const std::string&) { return nullptr; };
  question.area_of = [](const std::string&) { return uint64_t{0}; };
  return question;
}

inline v1::QueryMetricsResponse Total(
    MetricQuestion question, const std::vector<Fact>& facts,
    std::vector<v1::MetricFigure> figures = {}) {
  question.figures = std::move(figures);
  MetricTotals totals(std::move(question));
  for (const auto& [stream, fact] : facts) {
    EXPECT_TRUE(totals.Add(stream, fact).ok());
  }
  const absl::Status finished = totals.Finish();
  EXPECT_TRUE(finished.ok()) << finished;
  return totals.Render();
}

// A story by chance: reported, moved about, ended and opened again.
inline Story RandomStory(int number, std::mt19937& random) {
  const auto draw = [&random](int n) {
    return static_cast<int>(random() % static_cast<unsigned>(n));
  };
  const std::vector<std::string> events = {
      "ticket_accepted { category: 'a' location: 'east/b1' }",
      "ticket_accepted { category: 'b' location: 'west/b2' }",
      "work_dispatched { assignee { party: 'x' } segment: 1 }",
      "work_dispatched { assignee { party: 'y' } segment: 2 }",
      "work_returned { assignee { party: 'x' } }",
      "work_started {}",
      "work_completed {}",
      "work_rejected {}",
      "work_accepted {}",
      "ticket_closed { closure_code: CLOSURE_CODE_FIXED }",
      "ticket_reopened { cycle: 2 }",
      "priority_set { priority: PRIORITY_P1 }",
      "ticket_withdrawn {}",
      "duplicate_linked { master: 'm' }",
      "duplicate_unlinked { state: TICKET_STATE_ACCEPTED }",
      "work_held { reason: HOLD_REASON_AWAIT_REQUESTER }",
      "work_held { reason: HOLD_REASON_AWAIT_PARTS }",
      "work_resumed {}"};
  Story story("t-" + std::to_string(number));
  // Another system's history for every fourth.
  if (number % 4 == 3) story.Imported();
  int minutes = draw(30'000);
  story.At(absl::Minutes(minutes),
           "ticket_reported { kind: TICKET_KIND_REPAIR location: 'east/b1' }");
  const int count = draw(12);
  for (int i = 0; i < count; ++i) {
    // History may go back in time.
    minutes += draw(10'000) - 500;
    story.At(
        absl::Minutes(minutes),
        events[static_cast<size_t>(draw(static_cast<int>(events.size())))]);
  }
  return story;
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
