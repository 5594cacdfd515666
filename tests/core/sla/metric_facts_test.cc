#include "engine/core/sla/metric_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/core/sla/story.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Facts = std::vector<v1::MetricFact>;

constexpr absl::Duration Min(int64_t minutes) { return absl::Minutes(minutes); }
constexpr int64_t MinMillis(int64_t minutes) { return minutes * 60'000; }

Facts FactsOf(const Story& story) {
  return MetricFactsOf(story.ticket(), Catalogue());
}

Facts OfKind(const Facts& facts, v1::MetricFactKind kind) {
  Facts found;
  for (const v1::MetricFact& fact : facts) {
    if (fact.kind() == kind) found.push_back(fact);
  }
  return found;
}

// The only fact of its kind.
v1::MetricFact Only(const Story& story, v1::MetricFactKind kind) {
  const Facts found = OfKind(FactsOf(story), kind);
  EXPECT_THAT(found, SizeIs(1)) << v1::MetricFactKind_Name(kind);
  return found.empty() ? v1::MetricFact() : found.front();
}

int64_t MinuteOf(const v1::MetricFact& fact) {
  return (fact.time_millis() - StoryMillis(Min(0))) / 60'000;
}

// Reported at 0, accepted at 10, dispatched at 20.
Story Dispatched() {
  Story story;
  story
      .At(Min(0),
          "ticket_reported { kind: TICKET_KIND_REPAIR location: 'east/b1/f2' "
          "asset: 'lift-1' }")
      .At(Min(10),
          "ticket_accepted { category: 'lift/door' priority: PRIORITY_P2 "
          "location: 'east/b1/f2' }")
      .At(Min(20), "work_dispatched { assignee { party: 'wuye' } segment: 1 }");
  return story;
}

// Acknowledged at 30, arrived at 50, started at 60.
Story Started() {
  Story story = Dispatched();
  story.By("zhang", "wuye")
      .At(Min(30), "dispatch_acknowledged {}")
      .At(Min(50), "arrival_recorded { evidence_level: EVIDENCE_LEVEL_GPS }")
      .At(Min(60), "work_started { estimate_fen: 9000 }");
  return story;
}

// Held from 70 to 100, completed at 120.
Story Completed() {
  Story story = Started();
  story.At(Min(70), "work_held { reason: HOLD_REASON_AWAIT_PARTS }")
      .At(Min(100), "work_resumed {}")
      .At(Min(120),
          "work_completed { result: CLOSURE_CODE_FIXED cause_code: 'worn' "
          "parts { item: 'belt' cost_fen: 5000 } labor { item: 'h' cost_fen: "
          "2500 } evidence { size_bytes: 1 } }");
  return story;
}

// Accepted at 130, closed at 140.
Story Closed() {
  Story story = Completed();
  story.By("li")
      .At(Min(130), "work_accepted {}")
      .At(Min(140), "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  return story;
}

TEST(MetricFactsTest, GivesNothingForNothingAndForDrills) {
  EXPECT_THAT(MetricFactsOf(v1::Ticket(), Catalogue()), IsEmpty());
  Story drill;
  drill.At(Min(0),
           "ticket_reported { kind: TICKET_KIND_SECURITY drill: true }");
  EXPECT_THAT(FactsOf(drill), IsEmpty());
}

TEST(MetricFactsTest, NamesTheDimensionsAtTheEvent) {
  const Story story = Closed();
  const v1::MetricFact reported = Only(story, v1::METRIC_FACT_KIND_REPORTED);
  EXPECT_EQ(reported.category(), "");
  EXPECT_EQ(reported.party(), "");
  EXPECT_EQ(reported.location(), "east/b1/f2");
  EXPECT_EQ(reported.version(), 1);
  EXPECT_EQ(MinuteOf(reported), 0);
  const v1::MetricFact dispatched =
      Only(story, v1::METRIC_FACT_KIND_DISPATCHED);
  EXPECT_EQ(dispatched.category(), "lift/door");
  EXPECT_EQ(dispatched.party(), "wuye");
  EXPECT_EQ(dispatched.priority(), v1::PRIORITY_P2);
  EXPECT_EQ(dispatched.version(), 3);
  const v1::MetricFact ended = Only(story, v1::METRIC_FACT_KIND_ENDED);
  EXPECT_EQ(ended.bucket(), v1::CLOSURE_CODE_FIXED);
  EXPECT_EQ(ended.party(), "wuye");
  EXPECT_EQ(MinuteOf(ended), 140);
}

TEST(MetricFactsTest, CutsTheOpenTimeWhereDimensionsChange) {
  const Facts open = OfKind(FactsOf(Closed()), v1::METRIC_FACT_KIND_OPEN);
  ASSERT_THAT(open, SizeIs(3));
  EXPECT_EQ(open[0].entry(), v1::METRIC_FLOW_REPORTED);
  EXPECT_EQ(open[0].exit(), v1::METRIC_FLOW_MOVED);
  EXPECT_EQ(open[1].entry(), v1::METRIC_FLOW_MOVED);
  EXPECT_EQ(open[1].start_millis(), StoryMillis(Min(10)));
  EXPECT_EQ(open[1].time_millis(), StoryMillis(Min(20)));
  EXPECT_EQ(open[2].exit(), v1::METRIC_FLOW_ENDED);
  EXPECT_EQ(open[2].party(), "wuye");
  EXPECT_EQ(open[2].report_millis(), StoryMillis(Min(0)));
  const Facts still = OfKind(FactsOf(Started()), v1::METRIC_FACT_KIND_OPEN);
  ASSERT_THAT(still, SizeIs(3));
  EXPECT_FALSE(still[2].has_time_millis());
}

TEST(MetricFactsTest, TakesTheTimesOfADispatch) {
  const Story story = Started();
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_ACKNOWLEDGED).calendar_millis(),
            MinMillis(10));
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_ARRIVED).calendar_millis(),
            MinMillis(30));
  Story unproved = Dispatched();
  unproved.At(Min(30), "dispatch_acknowledged {}")
      .At(Min(50), "arrival_recorded {}");
  EXPECT_THAT(OfKind(FactsOf(unproved), v1::METRIC_FACT_KIND_ARRIVED),
              IsEmpty());
}

TEST(MetricFactsTest, TakesWhatACompletionTook) {
  const v1::MetricFact done = Only(Closed(), v1::METRIC_FACT_KIND_COMPLETED);
  EXPECT_EQ(MinuteOf(done), 120);
  EXPECT_EQ(done.calendar_millis(), MinMillis(120));
  // 60 minutes since the start, of which 30 were held.
  EXPECT_EQ(done.repair_millis(), MinMillis(30));
  ASSERT_EQ(done.holds_size(), 1);
  EXPECT_EQ(done.holds(0).reason(), v1::HOLD_REASON_AWAIT_PARTS);
  EXPECT_EQ(done.holds(0).hold_millis(), MinMillis(30));
  EXPECT_EQ(done.amount(), 7500);
  EXPECT_EQ(done.amount_total(), 9000);
  EXPECT_TRUE(done.good());
  EXPECT_TRUE(done.first());
  EXPECT_TRUE(done.last());
  EXPECT_EQ(done.until_millis(), 0);
  EXPECT_GT(Only(Completed(), v1::METRIC_FACT_KIND_COMPLETED).until_millis(),
            0);
}

TEST(MetricFactsTest, CountsReworkIntoOneCompletion) {
  Story story = Completed();
  story.At(Min(130), "work_rejected { reason: 'drips' }");
  EXPECT_THAT(OfKind(FactsOf(story), v1::METRIC_FACT_KIND_COMPLETED),
              IsEmpty());
  story.At(Min(150), "work_completed { labor { item: 'h' cost_fen: 100 } }");
  const v1::MetricFact done = Only(story, v1::METRIC_FACT_KIND_COMPLETED);
  EXPECT_EQ(MinuteOf(done), 150);
  // Ten minutes of waiting for the answer are no repair.
  EXPECT_EQ(done.repair_millis(), MinMillis(50));
  EXPECT_EQ(done.amount(), 7600);
  EXPECT_FALSE(done.good());
  story.At(Min(160), "work_accepted {}")
      .At(Min(170), "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  EXPECT_FALSE(Only(story, v1::METRIC_FACT_KIND_CLOSED).good());
}

TEST(MetricFactsTest, SaysWhetherItWasFixedAtOnce) {
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

TEST(MetricFactsTest, TellsFirstAndFinalCompletionApart) {
  Story story = Closed();
  story.At(Min(500), "ticket_reopened { cycle: 2 }");
  const v1::MetricFact first = Only(story, v1::METRIC_FACT_KIND_COMPLETED);
  EXPECT_TRUE(first.first());
  EXPECT_FALSE(first.last());
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_REOPENED).party(), "wuye");
  story
      .At(Min(510), "work_dispatched { assignee { party: 'fire' } segment: 2 }")
      .At(Min(520), "work_started {}")
      .At(Min(600), "work_completed {}");
  const Facts both = OfKind(FactsOf(story), v1::METRIC_FACT_KIND_COMPLETED);
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_FALSE(both[1].first());
  EXPECT_TRUE(both[1].last());
  EXPECT_EQ(both[1].calendar_millis(), MinMillis(600));
  EXPECT_EQ(both[1].repair_millis(), MinMillis(80));
  EXPECT_EQ(both[1].party(), "fire");
}

TEST(MetricFactsTest, ChargesAReturnToWhoReturned) {
  Story story = Dispatched();
  story.At(Min(25), "work_returned { assignee { party: 'wuye' } }")
      .At(Min(65), "work_dispatched { assignee { party: 'fire' } segment: 2 }");
  const v1::MetricFact returned = Only(story, v1::METRIC_FACT_KIND_RETURNED);
  EXPECT_EQ(returned.party(), "wuye");
  EXPECT_EQ(returned.calendar_millis(), MinMillis(40));
  const Facts sent = OfKind(FactsOf(story), v1::METRIC_FACT_KIND_DISPATCHED);
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_EQ(sent[1].party(), "fire");
  EXPECT_EQ(sent[1].bucket(), 2);
}

TEST(MetricFactsTest, KeepsAnswersOfRequestersOnly) {
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

TEST(MetricFactsTest, LeavesNothingOfADuplicateButItsReport) {
  Story story = Completed();
  story.At(Min(130), "duplicate_linked { master: 't-0' }");
  const Facts facts = FactsOf(story);
  ASSERT_THAT(facts, SizeIs(1));
  EXPECT_EQ(facts[0].kind(), v1::METRIC_FACT_KIND_REPORTED);
  EXPECT_TRUE(facts[0].duplicate());
  // Unlinked, it is as if it never had been one, but for the time between.
  story.At(Min(140), "duplicate_unlinked { state: TICKET_STATE_COMPLETED }");
  EXPECT_EQ(MinuteOf(Only(story, v1::METRIC_FACT_KIND_REOPENED)), 140);
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_ENDED).bucket(),
            v1::CLOSURE_CODE_DUPLICATE);
}

TEST(MetricFactsTest, JudgesATaskByItsWindow) {
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

TEST(MetricFactsTest, JudgesInspectionsAndRectifications) {
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

TEST(MetricFactsTest, JudgesAlarmsByWhatTheyCameTo) {
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
  EXPECT_EQ(alarm.calendar_millis(), MinMillis(1));
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

TEST(MetricFactsTest, MovesWithACorrection) {
  Story story = Closed();
  // The arrival, version 5, was at 45, and the work was done, 9, at 110.
  story
      .At(Min(200),
          "timeline_corrected { corrected_version: 5 state: "
          "TICKET_STATE_ON_SITE correct_time { seconds: 1772412300 } }")
      .At(Min(201),
          "timeline_corrected { corrected_version: 9 state: "
          "TICKET_STATE_COMPLETED correct_time { seconds: 1772416200 } }");
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_ARRIVED).calendar_millis(),
            MinMillis(25));
  const v1::MetricFact done = Only(story, v1::METRIC_FACT_KIND_COMPLETED);
  EXPECT_EQ(done.calendar_millis(), MinMillis(110));
  EXPECT_EQ(done.repair_millis(), MinMillis(20));
}

TEST(MetricFactsTest, TakesTheTermsOfPenaltiesToTheirMonth) {
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
