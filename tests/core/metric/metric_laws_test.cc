// What holds of figures whatever happened.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/core/metric/totals_scene.h"

namespace workledger {
namespace {

// A story by chance: reported, moved about, ended and opened again.
Story RandomStory(int number, std::mt19937& random) {
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
      "duplicate_unlinked { state: TICKET_STATE_ACCEPTED }"};
  Story story("t-" + std::to_string(number));
  int minutes = draw(30'000);
  story.At(absl::Minutes(minutes),
           "ticket_reported { kind: TICKET_KIND_REPAIR location: 'east/b1' }");
  const int count = draw(12);
  for (int i = 0; i < count; ++i) {
    // History may go back in time.
    minutes += draw(10'000) - 500;
    story.At(absl::Minutes(minutes), events[static_cast<size_t>(draw(15))]);
  }
  return story;
}

std::vector<Fact> RandomFacts(int stories, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Fact> facts;
  for (int i = 0; i < stories; ++i) {
    for (Fact& fact : NamedFactsOf(RandomStory(i, random))) {
      facts.push_back(std::move(fact));
    }
  }
  return facts;
}

class MetricLawsTest : public testing::TestWithParam<unsigned> {};

INSTANTIATE_TEST_SUITE_P(Seeds, MetricLawsTest, testing::Range(1u, 21u));

// Only what is counted one by one adds up over time.
bool AddsUp(const v1::FigureValue& value) {
  return value.figure() != v1::METRIC_FIGURE_BACKLOG_START &&
         value.figure() != v1::METRIC_FIGURE_BACKLOG_END &&
         value.figure() != v1::METRIC_FIGURE_BACKLOG_AGE &&
         value.figure() != v1::METRIC_FIGURE_OPEN_BREACHES;
}

using Sums = std::map<std::pair<int, std::string>, std::vector<int64_t>>;

void AddTo(Sums& sums, const v1::MetricRow& row) {
  for (const v1::FigureValue& value : row.figures()) {
    if (!AddsUp(value)) continue;
    std::vector<int64_t>& sum = sums[{value.figure(), value.bucket()}];
    sum.resize(3);
    sum[0] += static_cast<int64_t>(value.count());
    sum[1] += static_cast<int64_t>(value.total());
    sum[2] += value.sum();
  }
}

TEST_P(MetricLawsTest, PartsAddUpToThePeriodAndRowsToTheTotal) {
  SCOPED_TRACE(GetParam());
  const std::vector<Fact> facts = RandomFacts(60, GetParam());
  const int64_t begin = StoryMillis(absl::Hours(24 * 5));
  const int64_t end = StoryMillis(absl::Hours(24 * 40));
  MetricQuestion whole = Question(begin, end);
  whole.dimensions = {v1::METRIC_DIMENSION_SITE, v1::METRIC_DIMENSION_PARTY,
                      v1::METRIC_DIMENSION_CATEGORY};
  const v1::QueryMetricsResponse year = Total(whole, facts);
  Sums rows;
  for (const v1::MetricRow& row : year.rows()) AddTo(rows, row);
  Sums total;
  AddTo(total, year.total());
  EXPECT_EQ(rows, total);
  // Asked for week by week, and in one question.
  Sums weeks;
  MetricQuestion split = Question(begin, end);
  split.dimensions = {v1::METRIC_DIMENSION_MONTH};
  split.parts.clear();
  for (int64_t from = begin; from < end; from += 7 * kDay) {
    MetricQuestion week = Question(from, std::min(end, from + 7 * kDay));
    // Whether a window has ended is not a matter of the period.
    week.basis.now_millis = end;
    AddTo(weeks, Total(week, facts).total());
    split.parts.push_back(
        {.begin_millis = from, .label = std::to_string(from)});
  }
  EXPECT_EQ(weeks, total);
  const v1::QueryMetricsResponse parts = Total(split, facts);
  Sums labelled;
  for (const v1::MetricRow& row : parts.rows()) AddTo(labelled, row);
  EXPECT_EQ(labelled, total);
}

TEST_P(MetricLawsTest, OrderOfFactsDoesNotMatter) {
  SCOPED_TRACE(GetParam());
  std::vector<Fact> facts = RandomFacts(30, GetParam());
  MetricQuestion question = Question(StoryMillis(absl::Hours(24 * 5)),
                                     StoryMillis(absl::Hours(24 * 40)));
  question.dimensions = {v1::METRIC_DIMENSION_PARTY};
  const std::string sorted = Total(question, facts).DebugString();
  std::mt19937 random(GetParam());
  std::ranges::shuffle(facts, random);
  EXPECT_EQ(Total(question, facts).DebugString(), sorted);
}

TEST_P(MetricLawsTest, ListsAsManyAsItCounts) {
  SCOPED_TRACE(GetParam());
  const std::vector<Fact> facts = RandomFacts(30, GetParam());
  MetricQuestion question = Question(StoryMillis(absl::Hours(24 * 5)),
                                     StoryMillis(absl::Hours(24 * 40)));
  question.dimensions = {v1::METRIC_DIMENSION_PARTY};
  const v1::QueryMetricsResponse response = Total(question, facts);
  for (const v1::MetricRow& row : response.rows()) {
    for (const v1::FigureValue& value : row.figures()) {
      if (value.figure() == v1::METRIC_FIGURE_HOLD_SHARE) continue;
      MetricTotals totals(question);
      totals.List({.figure = {value.figure(), value.bucket()},
                   .values = {row.values().begin(), row.values().end()}});
      for (const auto& [stream, fact] : facts) {
        ASSERT_TRUE(totals.Add(stream, fact).ok());
      }
      ASSERT_TRUE(totals.Finish().ok());
      EXPECT_EQ(totals.Behind().size(), value.count())
          << value.ShortDebugString();
    }
  }
}

}  // namespace
}  // namespace workledger
