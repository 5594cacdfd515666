#include "engine/core/metric/metric_outcomes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/core/metric/metric_figures.h"
#include "tests/core/sla/fact_scene.h"

namespace workledger {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(MetricOutcomesTest, SaysWhetherItWasFixedAtOnce) {
  const v1::MetricFact closed = Only(Closed(), v1::METRIC_FACT_KIND_CLOSED);
  EXPECT_TRUE(closed.good());
  EXPECT_EQ(closed.bucket(), v1::CLOSURE_CODE_FIXED);
  EXPECT_EQ(closed.match(), "lift-1");
  EXPECT_EQ(closed.cause(), "worn");
  EXPECT_EQ(closed.amount(), 0);
  EXPECT_EQ(closed.until_millis(),
            StoryMillis(Min(140) + absl::Hours(24 * 30)));
  Story again = Closed();
  again.At(Min(500), "ticket_reopened { cycle: 2 }");
  const v1::MetricFact opened = Only(again, v1::METRIC_FACT_KIND_CLOSED);
  EXPECT_FALSE(opened.good());
  EXPECT_EQ(opened.amount(), 1);
  EXPECT_EQ(MinuteOf(opened), 140);
}

TEST(MetricOutcomesTest, KeepsAnswersOfRequestersOnly) {
  Story story = Closed();
  story.By("robot", "wuye").At(Min(150), "service_rated { score: 5 }");
  story.By("zhang").At(Min(151), "service_rated { score: 5 }");
  EXPECT_THAT(OfKind(FactsOf(story), v1::METRIC_FACT_KIND_RATED), IsEmpty());
  story.By("mrs-wang")
      .At(Min(160),
          "service_rated { score: 2 source: RATING_SOURCE_REQUESTER }");
  story.At(Min(170),
           "service_rated { score: 4 source: RATING_SOURCE_REQUESTER }");
  story.At(Min(180),
           "service_rated { score: 1 source: RATING_SOURCE_THIRD_PARTY }");
  story.At(Min(190), "callback_recorded { result: CALLBACK_RESULT_SOLVED }");
  const Facts rated = OfKind(FactsOf(story), v1::METRIC_FACT_KIND_RATED);
  ASSERT_THAT(rated, SizeIs(2));
  // The last of a source stands.
  EXPECT_EQ(rated[0].amount(), 4);
  EXPECT_EQ(MinuteOf(rated[0]), 170);
  EXPECT_EQ(rated[1].bucket(), v1::RATING_SOURCE_THIRD_PARTY);
  const v1::MetricFact verified = Only(story, v1::METRIC_FACT_KIND_VERIFIED);
  EXPECT_EQ(MinuteOf(verified), 130);
  EXPECT_EQ(verified.amount(), 1);
  EXPECT_TRUE(verified.good());
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_CALLED_BACK).bucket(),
            v1::CALLBACK_RESULT_SOLVED);
}

TEST(MetricOutcomesTest, JudgesATaskByItsWindow) {
  const std::string planned =
      "task_planned { kind: TICKET_KIND_CLEANING location: 'east' assignee { "
      "party: 'clean' } window_start_time { seconds: 1772409600 } "
      "window_end_time { seconds: 1772413200 } occurrence { plan: 'p' } }";
  Story done;
  done.At(Min(0), planned)
      .At(Min(5), "task_released { assignee { party: 'clean' } segment: 1 }")
      .At(Min(10), "work_started {}")
      .At(Min(60), "task_finished {}");
  const v1::MetricFact good = Only(done, v1::METRIC_FACT_KIND_PLANNED);
  EXPECT_TRUE(good.good());
  EXPECT_EQ(MinuteOf(good), 60);
  EXPECT_EQ(good.version(), 4);
  Story missed;
  missed.At(Min(0), planned).At(Min(60), "task_missed {}");
  EXPECT_FALSE(Only(missed, v1::METRIC_FACT_KIND_PLANNED).good());
  Story skipped;
  skipped.At(Min(0), planned).At(Min(3), "task_skipped {}");
  EXPECT_THAT(OfKind(FactsOf(skipped), v1::METRIC_FACT_KIND_PLANNED),
              IsEmpty());
  Story late;
  late.At(Min(0), planned)
      .At(Min(10), "work_started {}")
      .At(Min(61), "task_finished {}");
  EXPECT_FALSE(Only(late, v1::METRIC_FACT_KIND_PLANNED).good());
}

TEST(MetricOutcomesTest, JudgesInspectionsAndRectifications) {
  Story story;
  story.At(Min(0), "ticket_reported { kind: TICKET_KIND_CLEANING }")
      .At(Min(10), "task_finished {}")
      .At(Min(20), "inspection_scored { score: 70 full_score: 100 }")
      .At(Min(30),
          "rectification_ordered { due_time { seconds: 1772413200 } round: 1 "
          "}")
      .At(Min(50), "rectification_submitted {}")
      .At(Min(55),
          "rectification_checked { passed: false due_time { seconds: "
          "1772416800 } round: 2 }");
  const v1::MetricFact scored = Only(story, v1::METRIC_FACT_KIND_SCORED);
  EXPECT_EQ(scored.amount(), 70);
  EXPECT_EQ(scored.amount_total(), 100);
  Facts rounds = OfKind(FactsOf(story), v1::METRIC_FACT_KIND_RECTIFIED);
  ASSERT_THAT(rounds, SizeIs(2));
  EXPECT_TRUE(rounds[0].good());
  EXPECT_EQ(MinuteOf(rounds[0]), 50);
  EXPECT_FALSE(rounds[1].good());
  EXPECT_EQ(MinuteOf(rounds[1]), 120);
  story.At(Min(121), "rectification_submitted {}");
  rounds = OfKind(FactsOf(story), v1::METRIC_FACT_KIND_RECTIFIED);
  EXPECT_FALSE(rounds[1].good());
  EXPECT_EQ(MinuteOf(rounds[1]), 120);
}

TEST(MetricOutcomesTest, JudgesAlarmsByWhatTheyCameTo) {
  Story story;
  story
      .At(Min(0),
          "incident_opened { born_of: BORN_OF_AI device: 'cam-1' number: 1 }")
      .At(Min(2), "verification_started {}")
      .At(Min(4), "incident_dismissed {}");
  v1::MetricFact alarm = Only(story, v1::METRIC_FACT_KIND_ALARM);
  EXPECT_FALSE(alarm.good());
  EXPECT_EQ(alarm.calendar_millis(), MinMillis(4));
  story.At(Min(8), "incident_resumed { previous: TICKET_STATE_FALSE_ALARM }")
      .At(Min(9), "incident_confirmed { level: INCIDENT_LEVEL_II }")
      .At(Min(29), "incident_contained {}");
  alarm = Only(story, v1::METRIC_FACT_KIND_ALARM);
  EXPECT_TRUE(alarm.good());
  // From the first signal: a false alarm that was none verified nothing.
  EXPECT_EQ(alarm.calendar_millis(), MinMillis(9));
  const v1::MetricFact contained = Only(story, v1::METRIC_FACT_KIND_CONTAINED);
  EXPECT_EQ(contained.calendar_millis(), MinMillis(20));
  EXPECT_EQ(contained.bucket(), v1::INCIDENT_LEVEL_II);
  Story call;
  call.At(Min(0),
          "ticket_reported { kind: TICKET_KIND_SECURITY born_of: BORN_OF_CALL "
          "}")
      .At(Min(4), "incident_dismissed {}");
  EXPECT_THAT(OfKind(FactsOf(call), v1::METRIC_FACT_KIND_ALARM), IsEmpty());
}

TEST(MetricOutcomesTest, ContestedPenaltiesStaySoOnceTheyAreDecided) {
  v1::PenaltyMonth month;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "contract: 'c-1' month: 202603 "
      "penalties { penalty: 'a' proposed_fen: 500 amount_fen: 500 "
      "state: PENALTY_STATE_CONFIRMED contested: true } "
      "penalties { penalty: 'b' proposed_fen: 900 state: "
      "PENALTY_STATE_CONTESTED contested: true } "
      "penalties { penalty: 'c' proposed_fen: 300 amount_fen: 300 "
      "state: PENALTY_STATE_CONFIRMED }",
      &month));
  int64_t contested_fen = 0;
  uint64_t contested = 0;
  for (const v1::MetricFact& fact : MetricFactsOf(month)) {
    for (const Contribution& part : ContributionsOf(fact, {}, false)) {
      if (part.bucket != "contested") continue;
      contested += part.count;
      contested_fen += part.sum;
    }
  }
  EXPECT_EQ(contested, 2u);
  EXPECT_EQ(contested_fen, 1400);
}

TEST(MetricOutcomesTest, TakesTheTermsOfPenaltiesToTheirMonth) {
  v1::PenaltyMonth month;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "contract: 'c-1' month: 202603 "
      "penalties { penalty: 'a' proposed_fen: 500 amount_fen: 500 points: 3 "
      "state: PENALTY_STATE_CONFIRMED } "
      "penalties { penalty: 'b' proposed_fen: 900 amount_fen: 400 points: 2 "
      "state: PENALTY_STATE_REDUCED } "
      "penalties { penalty: 'c' proposed_fen: 700 points: 9 "
      "state: PENALTY_STATE_WAIVED }",
      &month));
  const Facts facts = MetricFactsOf(month);
  ASSERT_THAT(facts, SizeIs(4));
  EXPECT_EQ(facts[0].amount(), 500);
  EXPECT_EQ(facts[1].amount(), 400);
  EXPECT_EQ(facts[1].amount_total(), 900);
  EXPECT_FALSE(facts[2].good());
  EXPECT_EQ(facts[2].amount(), 0);
  EXPECT_EQ(facts[3].kind(), v1::METRIC_FACT_KIND_CONTRACT_MONTH);
  EXPECT_EQ(facts[3].amount(), 5);
  EXPECT_EQ(absl::FromUnixMillis(facts[3].time_millis()),
            absl::FromCivil(absl::CivilDay(2026, 3, 15), absl::UTCTimeZone()));
  EXPECT_THAT(MetricFactsOf(v1::PenaltyMonth()), IsEmpty());
}

}  // namespace
}  // namespace workledger
