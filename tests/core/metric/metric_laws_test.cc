// What holds of figures whatever happened.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/metric/metric_holders.h"
#include "engine/core/sla/holder.h"
#include "tests/core/metric/totals_scene.h"

namespace workledger {
namespace {

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
      if (value.figure() == v1::METRIC_FIGURE_HOLD_SHARE ||
          value.figure() == v1::METRIC_FIGURE_HOLDERS) {
        continue;
      }
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

// The responsibility ledger: every open minute has one holder, whatever history
// says and however the period is cut.
TEST_P(MetricLawsTest, HoldersAddUpToTheTimeOnTheWall) {
  SCOPED_TRACE(GetParam());
  std::mt19937 random(GetParam());
  const int64_t begin = StoryMillis(absl::Hours(24 * 5));
  const int64_t end = StoryMillis(absl::Hours(24 * 40));
  // What is still open is held up to now, which may come before the end.
  const int64_t now = StoryMillis(absl::Hours(24 * (20 + GetParam() * 2)));
  const int64_t last = std::min(end, now);
  std::vector<Fact> facts;
  absl::Duration open;
  for (int i = 0; i < 60; ++i) {
    const Story story = RandomStory(i, random);
    const v1::Ticket& ticket = story.ticket();
    for (Fact& fact : NamedFactsOf(story)) facts.push_back(std::move(fact));
    // Of a duplicate only its report counts.
    if (ticket.state() == v1::TICKET_STATE_DUPLICATE) continue;
    open += OpenTimeOf(ticket, absl::FromUnixMillis(last)) -
            OpenTimeOf(ticket, absl::FromUnixMillis(begin));
    absl::Duration shown;
    for (const HolderPart& part :
         HolderParts(ticket, absl::FromUnixMillis(last))) {
      shown += part.end - part.start;
    }
    EXPECT_EQ(shown, OpenTimeOf(ticket, absl::FromUnixMillis(last)));
  }
  MetricQuestion question = Question(begin, end);
  question.imported = true;
  question.basis.now_millis = now;
  question.dimensions = {v1::METRIC_DIMENSION_SITE, v1::METRIC_DIMENSION_PARTY,
                         v1::METRIC_DIMENSION_MONTH};
  question.parts.clear();
  for (int64_t from = begin; from < end; from += 7 * kDay) {
    question.parts.push_back(
        {.begin_millis = from, .label = std::to_string(from)});
  }
  const v1::QueryMetricsResponse response =
      Total(question, facts, {v1::METRIC_FIGURE_HOLDERS});
  std::map<std::string, uint64_t> parts;
  uint64_t rows = 0;
  for (const v1::MetricRow& row : response.rows()) {
    for (const v1::FigureValue& value : row.figures()) {
      if (value.bucket().empty()) rows += value.count();
      parts[value.bucket()] += value.count();
    }
  }
  const auto millis = static_cast<uint64_t>(absl::ToInt64Milliseconds(open));
  EXPECT_EQ(rows, millis);
  EXPECT_EQ(parts[""], millis);
  uint64_t held = 0;
  for (const v1::FigureValue& value : response.total().figures()) {
    EXPECT_EQ(value.count(), parts[value.bucket()]) << value.bucket();
    if (!value.bucket().empty()) held += value.count();
  }
  EXPECT_EQ(held, millis);
  EXPECT_GT(parts["DESK"], 0);
  EXPECT_GT(parts["REQUESTER"], 0);
  EXPECT_GT(parts["CONTRACTOR:x"], 0);
  EXPECT_GT(parts["CONTRACTOR:y"], 0);
}

}  // namespace
}  // namespace workledger
