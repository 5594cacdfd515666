#include "engine/core/metric/metric_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/core/sla/fact_scene.h"

namespace workledger {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

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

// A report seldom names the category that its fault turns out to be of.
TEST(MetricFactsTest, MatchesFaultsByWhatIsKnownOfThemAtPresent) {
  Story story = Closed();
  story.ticket().clear_asset();
  const std::string fault = "east/b1/f2\nlift/door";
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_REPORTED).match(), fault);
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_ENDED).match(), fault);
}

TEST(MetricFactsTest, MatchesAFaultOfAnyOfSeveralAssets) {
  Story story = Closed();
  story.ticket().add_assets("lift-2");
  const std::string both = "lift-1\tlift-2";
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_REPORTED).match(), both);
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_ENDED).match(), both);
  story.ticket().clear_asset();
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_REPORTED).cause(), "worn");
  const v1::MetricFact closed = Only(story, v1::METRIC_FACT_KIND_CLOSED);
  EXPECT_EQ(closed.match(), "lift-2");
  EXPECT_EQ(closed.cause(), "worn");
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

}  // namespace
}  // namespace workledger
