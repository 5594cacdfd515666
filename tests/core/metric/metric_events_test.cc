#include "engine/core/metric/metric_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/core/catalogue/area.h"
#include "tests/core/metric/totals_scene.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

std::optional<v1::MetricFact> FactOf(const std::string& record,
                                     const std::string& event,
                                     const std::string& before = "") {
  return EventFactOf(Parse<v1::Record>(record), Parse<v1::Event>(event),
                     Parse<v1::Fold>(before));
}

std::string Text(const std::optional<v1::MetricFact>& fact) {
  return fact.has_value() ? fact->ShortDebugString() : "none";
}

// "FIGURE[/part] count/total" and "mean max allowed" of the total.
std::vector<std::string> Lines(const v1::QueryMetricsResponse& response) {
  std::vector<std::string> lines;
  for (const v1::FigureValue& value : response.total().figures()) {
    std::string line = v1::MetricFigure_Name(value.figure()).substr(14);
    if (!value.bucket().empty()) line += "/" + value.bucket();
    line += " " + std::to_string(value.count()) + "/" +
            std::to_string(value.total());
    if (value.max_millis() != 0) {
      line += " times " + std::to_string(value.mean_millis()) + " " +
              std::to_string(value.max_millis());
    }
    if (value.has_allowed_millis()) {
      line += " allowed " + std::to_string(value.allowed_millis());
    }
    lines.push_back(line);
  }
  return lines;
}

constexpr char kReport[] =
    "ticket_reported { kind: TICKET_KIND_REPAIR location: 'east/b1' category: "
    "'water' priority: PRIORITY_P3 first_owner: 'wang' department: 'finance' "
    "}";

TEST(MetricEventsTest, TakesHowLateAReportWasTypedIn) {
  const std::string envelope =
      "version: 1 occur_time { seconds: 100 } record_time { seconds: 160 } ";
  EXPECT_EQ(
      Text(FactOf(envelope + "actor { kind: ACTOR_KIND_HUMAN }", kReport)),
      "kind: METRIC_FACT_KIND_INTAKEN time_millis: 100000 version: 1 "
      "location: \"east/b1\" category: \"water\" priority: PRIORITY_P3 "
      "ticket_kind: TICKET_KIND_REPAIR calendar_millis: 60000 "
      "department: \"finance\"");
  // Neither a device's, nor history, nor a drill.
  EXPECT_EQ(
      Text(FactOf(envelope + "actor { kind: ACTOR_KIND_DEVICE }", kReport)),
      "none");
  EXPECT_EQ(Text(FactOf(envelope + "actor { kind: ACTOR_KIND_HUMAN } "
                                   "provenance { source: 'old' }",
                        kReport)),
            "none");
  EXPECT_EQ(Text(FactOf(envelope + "actor { kind: ACTOR_KIND_HUMAN }",
                        "ticket_reported { drill: true }")),
            "none");
}

TEST(MetricEventsTest, CountsSignalsThatNobodyNeededToLookAt) {
  const auto signal = [](int second, const std::string& outcome) {
    return FactOf("version: " + std::to_string(second) +
                      " occur_time { seconds: " + std::to_string(second) + " }",
                  "signal_recorded { signal { device: 'cam-1' algorithm: 'a7' "
                  "zone: 'east/b1/gate' site: 'east' } outcome: "
                  "SIGNAL_OUTCOME_" +
                      outcome + " }");
  };
  EXPECT_EQ(Text(signal(1, "CLEARED")), "none");
  const std::string waiting =
      "alarm { waiting { device: 'cam-1' algorithm: 'a7' zone: 'east/b1/gate' "
      "} }";
  std::vector<Fact> facts;
  int second = 0;
  for (const char* const outcome :
       {"OPENED", "CORRELATED", "CORRELATED", "SUPPRESSED", "WAITING"}) {
    facts.emplace_back("east|gate|intrusion", *signal(++second, outcome));
  }
  facts.emplace_back("east|gate|intrusion",
                     *FactOf("version: 6 occur_time { seconds: 6 }",
                             "group_suppressed { rule: 'w' }", waiting));
  MetricQuestion question = Question(0, 10'000);
  question.dimensions = {v1::METRIC_DIMENSION_DEVICE,
                         v1::METRIC_DIMENSION_ALGORITHM};
  const v1::QueryMetricsResponse response = Total(question, facts);
  EXPECT_THAT(Lines(response), ElementsAre("NUISANCE 4/5"));
  ASSERT_EQ(response.rows_size(), 1);
  EXPECT_THAT(response.rows(0).values(), ElementsAre("cam-1", "a7"));
}

TEST(MetricEventsTest, MeasuresTheGapsBetweenAPlansVisits) {
  const v1::Plan plan = Parse<v1::Plan>(
      "code: 'lift-pm' location: 'east/b1' category: 'lift' kind: "
      "TICKET_KIND_REPAIR assignee { party: 'wuye' } gap_max { seconds: "
      "1296000 }");
  const auto visit = [](int day, int last) {
    const auto seconds = [](int d) { return std::to_string(d * 86'400); };
    return FactOf(
        "version: 3 stream { kind: STREAM_KIND_PLAN key: 'lift-pm' }",
        "occurrence_ended { done: true done_time { seconds: " + seconds(day) +
            " } }",
        last == 0
            ? "plan {}"
            : "plan { last_done_time { seconds: " + seconds(last) + " } }");
  };
  EXPECT_EQ(Text(visit(1, 0)), "none");
  // An older visit that was done after a later one.
  EXPECT_EQ(Text(visit(4, 5)), "none");
  EXPECT_EQ(Text(FactOf("", "occurrence_ended {}",
                        "plan { last_done_time { seconds: 1 } }")),
            "none");
  MetricQuestion question = Question(0, 100 * kDay);
  question.plan_of = [&plan](const std::string&) { return &plan; };
  question.filter.set_location("east");
  question.dimensions = {v1::METRIC_DIMENSION_PARTY};
  const v1::QueryMetricsResponse response = Total(
      question, {{"lift-pm", *visit(15, 1)}, {"lift-pm", *visit(31, 15)}});
  // 15 days are allowed; a month of 31 days has a gap of 16.
  EXPECT_THAT(
      Lines(response),
      ElementsAre("VISIT_GAP 1/2 times 1296000000 1382400000",
                  "VISIT_GAP/lift-pm 1/2 times 1296000000 1382400000 allowed "
                  "1296000000"));
  EXPECT_EQ(response.rows(0).values(0), "wuye");
}

TEST(MetricEventsTest, VisitsOfAPlanOfRoundsAreWhereTheRoundsGo) {
  const v1::Plan plan = Parse<v1::Plan>(
      "code: 'fire' round { party: 'guard' locations: 'east/b1' locations: "
      "'east/b2' }");
  v1::MetricFact visit;
  visit.set_plan("fire");
  MetricQuestion question = Question(0, 1);
  question.plan_of = [&plan](const std::string&) { return &plan; };
  Complete(question, visit);
  EXPECT_EQ(visit.location(), "east");
  EXPECT_EQ(visit.party(), "guard");
}

TEST(MetricEventsTest, JudgesAPlannedRoundByItsWindow) {
  const auto facts = [](const std::string& more) {
    return MetricFactsOf(Parse<v1::Inspection>(
        "inspection: 'r-1' version: 3 party: 'guard' locations: 'east/b1' "
        "occurrence { plan: 'fire' key: 'k' } window_end_time { seconds: 9 } " +
        more));
  };
  // Nobody came: it is due, and was not done.
  const auto open = facts("state: INSPECTION_STATE_OPEN");
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].kind(), v1::METRIC_FACT_KIND_PLANNED);
  EXPECT_EQ(open[0].time_millis(), 9000);
  EXPECT_EQ(open[0].location(), "east/b1");
  EXPECT_EQ(open[0].party(), "guard");
  EXPECT_FALSE(open[0].good());
  const auto done =
      facts("state: INSPECTION_STATE_CLOSED close_time { seconds: 8 }");
  ASSERT_EQ(done.size(), 2u);
  EXPECT_TRUE(done[0].good());
  EXPECT_EQ(done[0].time_millis(), 8000);
  const auto late =
      facts("state: INSPECTION_STATE_CLOSED close_time { seconds: 10 }");
  EXPECT_FALSE(late[0].good());
  EXPECT_EQ(late[0].time_millis(), 9000);
  EXPECT_THAT(
      Lines(Total(Question(0, 10'000), {{"r-1", open[0]}, {"r-2", done[0]}})),
      ElementsAre("PLAN_COMPLIANCE 1/2"));
}

TEST(MetricEventsTest, ScoresInspectionRounds) {
  const auto round = [](const std::string& more) {
    return MetricFactsOf(Parse<v1::Inspection>(
        "inspection: 'r-1' version: 9 party: 'clean-1' full_score: 100 "
        "locations: 'east/b1/f2' locations: 'east/b1/f3' locations: "
        "'east/b1' " +
        more));
  };
  EXPECT_TRUE(round("state: INSPECTION_STATE_OPEN").empty());
  std::vector<Fact> facts;
  facts.emplace_back("r-1",
                     round("state: INSPECTION_STATE_CLOSED score: 91 passed: "
                           "true close_time { seconds: 5 }")[0]);
  EXPECT_EQ(facts[0].second.location(), "east/b1");
  facts.emplace_back("r-2",
                     round("state: INSPECTION_STATE_CONTESTED score: 70 "
                           "unannounced: true close_time { seconds: 6 }")[0]);
  const v1::QueryMetricsResponse response = Total(Question(0, 10'000), facts);
  EXPECT_THAT(
      Lines(response),
      ElementsAre("ROUND_SCORE 161/200", "ROUND_SCORE/SCHEDULED 91/100",
                  "ROUND_SCORE/UNANNOUNCED 70/100", "ROUND_SCORE/passed 1/2"));
  EXPECT_EQ(response.total().figures(0).sum(), 2);
  // A dispute may still change it.
  EXPECT_TRUE(response.total().figures(0).provisional());
  EXPECT_FALSE(response.total().figures(1).provisional());
}

TEST(MetricEventsTest, SaysHowLargeThePlaceOfCostsIs) {
  v1::MetricFact fact;
  fact.set_kind(v1::METRIC_FACT_KIND_COMPLETED);
  fact.set_time_millis(5);
  fact.set_amount(4000);
  fact.set_location("east/b1/f2");
  MetricQuestion question = Question(0, 10);
  question.area_of = [](const std::string& location) -> uint64_t {
    return location.empty() ? 9000 : location == "east/b1" ? 1000 : 7000;
  };
  const auto area = [&](const v1::MetricRow& row) {
    for (const v1::FigureValue& value : row.figures()) {
      if (value.figure() == v1::METRIC_FIGURE_COST) {
        return value.area_milli_square_metre();
      }
    }
    return uint64_t{1};
  };
  question.dimensions = {v1::METRIC_DIMENSION_BUILDING,
                         v1::METRIC_DIMENSION_SITE};
  v1::QueryMetricsResponse response = Total(question, {{"t", fact}});
  EXPECT_EQ(area(response.rows(0)), 1000);
  EXPECT_EQ(area(response.total()), 9000);
  question.dimensions = {v1::METRIC_DIMENSION_SITE};
  EXPECT_EQ(area(Total(question, {{"t", fact}}).rows(0)), 7000);
  question.dimensions = {v1::METRIC_DIMENSION_PARTY};
  question.filter.set_location("east/b1");
  response = Total(question, {{"t", fact}});
  EXPECT_EQ(area(response.rows(0)), 1000);
  EXPECT_EQ(area(response.total()), 1000);
  // A row without a place is about none.
  question.filter.clear_location();
  question.dimensions = {v1::METRIC_DIMENSION_SITE};
  fact.clear_location();
  EXPECT_EQ(area(Total(question, {{"t", fact}}).rows(0)), 0);
}

TEST(MetricEventsTest, AddsUpAreasThatArePartsOfNoKnownOne) {
  Catalogue catalogue;
  const auto put = [&](const std::string& code, int area) {
    v1::Record record;
    record.set_position(catalogue.version() + 1);
    catalogue.Evolve(record,
                     Parse<v1::Event>("catalogue_item_put { revision: 1 item { "
                                      "location { code: '" +
                                      code + "' area_milli_square_metre: " +
                                      std::to_string(area) + " } } }"));
  };
  put("east", 0);
  put("east/b1", 500);
  put("east/b1/f1", 200);
  put("east/b2", 0);
  put("east/b2/f1", 30);
  put("east-yard", 4);
  EXPECT_EQ(AreaIn(catalogue, "east/b1"), 500);
  EXPECT_EQ(AreaIn(catalogue, "east/b1/f1"), 200);
  EXPECT_EQ(AreaIn(catalogue, "east"), 530);
  EXPECT_EQ(AreaIn(catalogue, ""), 534);
  EXPECT_EQ(AreaIn(catalogue, "west"), 0);
}

}  // namespace
}  // namespace workledger
