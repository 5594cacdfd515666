#include "engine/core/metric/metric_totals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/core/metric/totals_scene.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::MetricFact Parse(const std::string& text) {
  v1::MetricFact fact;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &fact))
      << text;
  return fact;
}

// "FIGURE[/part] count/total sum", and the times in "mean median p90".
std::vector<std::string> Lines(const v1::MetricRow& row) {
  std::vector<std::string> lines;
  for (const v1::FigureValue& value : row.figures()) {
    std::string line = v1::MetricFigure_Name(value.figure()).substr(14);
    if (!value.bucket().empty()) line += "/" + value.bucket();
    line += " " + std::to_string(value.count());
    if (value.total() > 0) line += "/" + std::to_string(value.total());
    if (value.sum() != 0) line += " sum " + std::to_string(value.sum());
    if (value.mean_millis() != 0) {
      line += " times " + std::to_string(value.mean_millis()) + " " +
              std::to_string(value.median_millis()) + " " +
              std::to_string(value.p90_millis());
    }
    if (value.provisional()) line += " provisional";
    lines.push_back(line);
  }
  return lines;
}

TEST(MetricTotalsTest, RanksTimesThatWereMeasured) {
  std::vector<Fact> facts;
  for (int i = 1; i <= 10; ++i) {
    v1::MetricFact fact =
        Parse("kind: METRIC_FACT_KIND_ARRIVED time_millis: 5");
    fact.set_calendar_millis(i * 100);
    facts.emplace_back("t-" + std::to_string(i), fact);
  }
  EXPECT_THAT(Lines(Total(Question(0, 10), facts).total()),
              ElementsAre("TIME_TO_ARRIVAL 10 times 550 500 900"));
  // Open time is known of none.
  MetricQuestion working = Question(0, 10);
  working.basis.working_time = true;
  EXPECT_THAT(Lines(Total(std::move(working), facts).total()), IsEmpty());
  facts.resize(1);
  EXPECT_THAT(Lines(Total(Question(0, 10), facts).total()),
              ElementsAre("TIME_TO_ARRIVAL 1 times 100 100 100"));
  // The end is not included.
  EXPECT_THAT(Lines(Total(Question(0, 5), facts).total()), IsEmpty());
}

TEST(MetricTotalsTest, CountsClocksOnceWithASecondLine) {
  const std::vector<Fact> facts = {
      {"a", Parse("kind: METRIC_FACT_KIND_CLOCK time_millis: 1 good: true "
                  "original_good: true clock { metric: METRIC_RESPONSE }")},
      {"b", Parse("kind: METRIC_FACT_KIND_CLOCK time_millis: 2 good: true "
                  "clock { metric: METRIC_RESOLUTION }")},
      {"c", Parse("kind: METRIC_FACT_KIND_CLOCK time_millis: 3 "
                  "clock { metric: METRIC_RESOLUTION }")},
      {"d", Parse("kind: METRIC_FACT_KIND_CLOCK time_millis: 3 relief: "
                  "BREACH_STATE_EXCUSED clock { metric: METRIC_RESOLUTION }")}};
  EXPECT_THAT(Lines(Total(Question(0, 10), facts).total()),
              ElementsAre("COMPLIANCE 2/4", "COMPLIANCE/original 1/4",
                          "RELIEVED 1/2", "RELIEVED/EXCUSED 1"));
  MetricQuestion one = Question(0, 10);
  one.basis.metric = v1::METRIC_RESPONSE;
  EXPECT_THAT(Lines(Total(std::move(one), facts).total()),
              ElementsAre("COMPLIANCE 1/1", "COMPLIANCE/original 1/1"));
}

TEST(MetricTotalsTest, CountsWhatIsOverdueAtTheEnd) {
  const std::vector<Fact> facts = {
      {"a", Parse("kind: METRIC_FACT_KIND_OVERDUE start_millis: 2")},
      {"b", Parse("kind: METRIC_FACT_KIND_OVERDUE start_millis: 1 "
                  "time_millis: 9")},
      {"c", Parse("kind: METRIC_FACT_KIND_OVERDUE start_millis: 4 "
                  "time_millis: 12")}};
  EXPECT_THAT(Lines(Total(Question(0, 10), facts).total()),
              ElementsAre("OPEN_BREACHES 2 times 7 6 8"));
}

TEST(MetricTotalsTest, FindsFaultsThatCameAgain) {
  const auto reported = [](int64_t day, const std::string& cause) {
    v1::MetricFact fact = Parse(
        "kind: METRIC_FACT_KIND_REPORTED ticket_kind: "
        "TICKET_KIND_REPAIR match: 'lift-1'");
    fact.set_time_millis(day * kDay);
    fact.set_cause(cause);
    return fact;
  };
  const auto ended = [](int64_t day) {
    v1::MetricFact fact =
        Parse("kind: METRIC_FACT_KIND_ENDED bucket: 1 match: 'lift-1'");
    fact.set_time_millis(day * kDay);
    return fact;
  };
  v1::MetricFact closed = Parse(
      "kind: METRIC_FACT_KIND_CLOSED bucket: 1 good: true ticket_kind: "
      "TICKET_KIND_REPAIR match: 'lift-1' cause: 'worn'");
  closed.set_time_millis(10 * kDay);
  // Its own end is none before it; the other's is 30 days before the report.
  std::vector<Fact> facts = {{"a", reported(9, "worn")},
                             {"a", ended(10)},
                             {"a", closed},
                             {"b", reported(40, "worn")}};
  // What keeps the backlog right.
  const auto open = [](int64_t start) {
    v1::MetricFact fact =
        Parse("kind: METRIC_FACT_KIND_OPEN entry: METRIC_FLOW_REPORTED");
    fact.set_start_millis(start * kDay);
    return fact;
  };
  v1::MetricFact first = open(9);
  first.set_time_millis(10 * kDay);
  facts.emplace_back("a", first);
  facts.emplace_back("b", open(40));
  const std::vector<v1::MetricFigure> figures = {
      v1::METRIC_FIGURE_RECURRENCE, v1::METRIC_FIGURE_FIRST_TIME_FIX};
  EXPECT_THAT(Lines(Total(Question(0, 50 * kDay), facts, figures).total()),
              ElementsAre("FIRST_TIME_FIX 0/1", "RECURRENCE 1/2"));
  // So it is if one of several things was repaired with others before.
  facts[1].second.set_match("lift-0\tlift-1");
  facts[2].second.set_match("lift-0\tlift-1");
  facts[3].second.set_match("lift-1\tlift-2");
  EXPECT_THAT(Lines(Total(Question(0, 50 * kDay), facts, figures).total()),
              ElementsAre("FIRST_TIME_FIX 0/1", "RECURRENCE 1/2"));
  // A day later it is another fault.
  facts[3].second.set_time_millis(41 * kDay);
  facts[5].second.set_start_millis(41 * kDay);
  EXPECT_THAT(Lines(Total(Question(0, 50 * kDay), facts, figures).total()),
              ElementsAre("FIRST_TIME_FIX 1/1", "RECURRENCE 0/2"));
  // Another cause is another fault, too, though the place broke again.
  facts[3].second.set_time_millis(40 * kDay);
  facts[5].second.set_start_millis(40 * kDay);
  facts[3].second.set_cause("vandals");
  EXPECT_THAT(Lines(Total(Question(0, 50 * kDay), facts, figures).total()),
              ElementsAre("FIRST_TIME_FIX 1/1", "RECURRENCE 1/2"));
}

TEST(MetricTotalsTest, BalancesTheBacklogOfOneTicket) {
  Story story;
  story
      .At(absl::Hours(1),
          "ticket_reported { kind: TICKET_KIND_REPAIR location: 'east/b1' }")
      .At(absl::Hours(2),
          "work_dispatched { assignee { party: 'wuye' } segment: 1 }")
      .At(absl::Hours(100),
          "ticket_closed { closure_code: CLOSURE_CODE_FIXED }")
      .At(absl::Hours(200), "ticket_reopened { cycle: 2 }");
  MetricQuestion question =
      Question(StoryMillis(absl::Hours(2)), StoryMillis(absl::Hours(248)));
  question.dimensions = {v1::METRIC_DIMENSION_PARTY};
  const v1::QueryMetricsResponse response =
      Total(std::move(question), NamedFactsOf(story),
            {v1::METRIC_FIGURE_BACKLOG_START, v1::METRIC_FIGURE_BACKLOG_END,
             v1::METRIC_FIGURE_BACKLOG_AGE, v1::METRIC_FIGURE_ENDED,
             v1::METRIC_FIGURE_REOPENED, v1::METRIC_FIGURE_MOVED});
  ASSERT_EQ(response.rows_size(), 2);
  EXPECT_EQ(response.rows(0).values(0), "");
  EXPECT_THAT(Lines(response.rows(0)),
              ElementsAre("BACKLOG_START 1", "MOVED 0/1 sum -1"));
  EXPECT_THAT(Lines(response.rows(1)),
              ElementsAre("BACKLOG_END 1", "ENDED 1", "ENDED/FIXED 1",
                          "REOPENED 1", "BACKLOG_AGE/8-15 1", "MOVED 1 sum 1"));
  EXPECT_THAT(Lines(response.total()),
              ElementsAre("BACKLOG_START 1", "BACKLOG_END 1", "ENDED 1",
                          "ENDED/FIXED 1", "REOPENED 1", "BACKLOG_AGE/8-15 1",
                          "MOVED 1/1"));
}

TEST(MetricTotalsTest, FailsLoudlyWhereTheBacklogDoesNotBalance) {
  MetricTotals totals(Question(0, 10));
  ASSERT_TRUE(
      totals.Add("a", Parse("kind: METRIC_FACT_KIND_ENDED time_millis: 5"))
          .ok());
  EXPECT_TRUE(absl::IsInternal(totals.Finish()));
}

TEST(MetricTotalsTest, RefusesMoreRowsThanItMayGive) {
  MetricQuestion question = Question(0, 10);
  question.dimensions = {v1::METRIC_DIMENSION_PARTY};
  question.rows_max = 2;
  MetricTotals totals(std::move(question));
  v1::MetricFact fact = Parse("kind: METRIC_FACT_KIND_ARRIVED time_millis: 5");
  fact.set_calendar_millis(1);
  for (const char* const party : {"a", "b"}) {
    fact.set_party(party);
    EXPECT_TRUE(totals.Add("t", fact).ok()) << party;
  }
  fact.set_party("c");
  const absl::Status refused = totals.Add("t", fact);
  EXPECT_EQ(ErrorOf(refused).field(), "dimensions") << refused;
}

// Facts that the period has nothing of are no reason to refuse it.
TEST(MetricTotalsTest, RefusesMoreFactsThanItMayRead) {
  MetricQuestion question = Question(0, 10);
  question.facts_max = 2;
  MetricTotals totals(std::move(question));
  const auto add = [&totals](const std::string& text) {
    return totals.Add("t", Parse(text));
  };
  const auto arrived = [&add](int64_t millis) {
    return add(
        absl::StrCat("kind: METRIC_FACT_KIND_ARRIVED calendar_millis: 1 "
                     "time_millis: ",
                     millis));
  };
  EXPECT_TRUE(arrived(-kRecurrenceMillis - 1).ok());
  EXPECT_TRUE(arrived(10 + kRecurrenceMillis + 1).ok());
  EXPECT_TRUE(add("kind: METRIC_FACT_KIND_OPEN start_millis: -9 "
                  "time_millis: -1")
                  .ok());
  EXPECT_TRUE(add("kind: METRIC_FACT_KIND_OPEN start_millis: 10").ok());
  EXPECT_TRUE(arrived(-kRecurrenceMillis).ok());
  EXPECT_TRUE(arrived(10 + kRecurrenceMillis).ok());
  const absl::Status refused = arrived(5);
  EXPECT_EQ(ErrorOf(refused).field(), "end_time") << refused;
}

// A backlog takes as long to add up as to read.
TEST(MetricTotalsTest, LooksUpNowAndThenWhileItAddsUp) {
  MetricTotals totals(Question(0, 100));
  for (int i = 0; i < 5000; ++i) {
    ASSERT_TRUE(totals
                    .Add(absl::StrCat("t-", i),
                         Parse("kind: METRIC_FACT_KIND_OPEN start_millis: -5 "
                               "entry: METRIC_FLOW_REPORTED"))
                    .ok());
  }
  int looks = 0;
  EXPECT_TRUE(absl::IsDeadlineExceeded(totals.Finish([&looks] {
    ++looks;
    return absl::DeadlineExceededError("late");
  })));
  EXPECT_EQ(looks, 1);
}

TEST(MetricTotalsTest, WorksAgesOutOnlyWhereTheyAreAskedFor) {
  const std::vector<Fact> facts = {
      {"a", Parse("kind: METRIC_FACT_KIND_OPEN start_millis: -5 entry: "
                  "METRIC_FLOW_REPORTED")}};
  int asked = 0;
  MetricQuestion question = Question(0, 100);
  question.age_days = [&asked](const std::string&, int64_t, int64_t) {
    ++asked;
    return int64_t{0};
  };
  Total(question, facts, {v1::METRIC_FIGURE_BACKLOG_END});
  EXPECT_EQ(asked, 0);
  Total(question, facts, {v1::METRIC_FIGURE_BACKLOG_AGE});
  EXPECT_EQ(asked, 1);
}

TEST(MetricTotalsTest, LeavesOutWhatIsNotAskedFor) {
  v1::MetricFact fact = Parse(
      "kind: METRIC_FACT_KIND_ARRIVED time_millis: 5 calendar_millis: 7 "
      "location: 'east/b1/f2' category: 'lift/door' party: 'wuye' priority: "
      "PRIORITY_P2 ticket_kind: TICKET_KIND_REPAIR imported: true");
  EXPECT_THAT(Lines(Total(Question(0, 10), {{"t", fact}}).total()), IsEmpty());
  const auto count = [&fact](const std::string& filter) {
    MetricQuestion question = Question(0, 10);
    question.imported = true;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        filter, &question.filter));
    return Total(std::move(question), {{"t", fact}}).total().figures_size();
  };
  EXPECT_EQ(count(""), 1);
  EXPECT_EQ(count("location: 'east/b1' category: 'lift' assignee_party: "
                  "'wuye' priorities: PRIORITY_P2 kinds: TICKET_KIND_REPAIR"),
            1);
  EXPECT_EQ(count("location: 'east/b'"), 0);
  EXPECT_EQ(count("category: 'door'"), 0);
  EXPECT_EQ(count("assignee_party: 'other'"), 0);
  EXPECT_EQ(count("priorities: PRIORITY_P1"), 0);
  EXPECT_EQ(count("kinds: TICKET_KIND_CLEANING"), 0);
}

}  // namespace
}  // namespace workledger
