#include "engine/core/metric/metric_holders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/core/metric/metric_balance.h"
#include "tests/core/metric/totals_scene.h"
#include "tests/core/sla/fact_scene.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// "minute: HOLDER" for each stay.
std::vector<std::string> Stays(const v1::MetricFact& fact) {
  std::vector<std::string> stays;
  for (const v1::HolderStay& stay : fact.stays()) {
    stays.push_back(
        std::to_string((stay.start_millis() - StoryMillis(Min(0))) / 60'000) +
        ": " + HolderBucket(stay));
  }
  return stays;
}

// "PART minutes" of HOLDERS in the total.
std::vector<std::string> Minutes(const v1::QueryMetricsResponse& response) {
  std::vector<std::string> lines;
  for (const v1::FigureValue& value : response.total().figures()) {
    lines.push_back((value.bucket().empty() ? "ALL" : value.bucket()) + " " +
                    std::to_string(value.count() / 60'000));
  }
  return lines;
}

std::vector<std::string> MinutesOf(const Story& story, absl::Duration begin,
                                   absl::Duration end, absl::Duration now) {
  MetricQuestion question = Question(StoryMillis(begin), StoryMillis(end));
  question.basis.now_millis = StoryMillis(now);
  return Minutes(
      Total(question, NamedFactsOf(story), {v1::METRIC_FIGURE_HOLDERS}));
}

TEST(MetricHoldersTest, SaysWhoHadItWhile) {
  Story story = Started();
  story.At(Min(70), "work_held { reason: HOLD_REASON_AWAIT_ACCESS }")
      .At(Min(100), "work_resumed {}")
      .At(Min(110), "work_held { reason: HOLD_REASON_AWAIT_APPROVAL }")
      .At(Min(115), "work_resumed {}")
      .At(Min(116), "work_held { reason: HOLD_REASON_THIRD_PARTY }")
      .At(Min(118), "work_held { reason: HOLD_REASON_FORCE_MAJEURE }")
      .At(Min(119), "work_resumed {}")
      .At(Min(120), "work_completed {}")
      .At(Min(130), "work_accepted {}")
      .At(Min(140), "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  const Facts held = OfKind(FactsOf(story), v1::METRIC_FACT_KIND_HELD);
  // Cut where category and priority, then the party change.
  ASSERT_THAT(held, SizeIs(3));
  EXPECT_THAT(Stays(held[0]), ElementsAre("0: DESK"));
  EXPECT_THAT(Stays(held[1]), ElementsAre("10: DESK"));
  EXPECT_EQ(held[1].category(), "lift/door");
  EXPECT_THAT(
      Stays(held[2]),
      ElementsAre("20: CONTRACTOR:wuye", "70: REQUESTER",
                  "100: CONTRACTOR:wuye", "110: APPROVER",
                  "115: CONTRACTOR:wuye", "116: THIRD_PARTY",
                  "118: FORCE_MAJEURE", "119: CONTRACTOR:wuye", "120: DESK"));
  EXPECT_EQ(held[2].start_millis(), StoryMillis(Min(20)));
  EXPECT_EQ(MinuteOf(held[2]), 140);
  EXPECT_EQ(held[2].party(), "wuye");
  // Of the event that began it.
  EXPECT_EQ(held[2].stays(1).version(), 7);
}

TEST(MetricHoldersTest, CutsStaysAtThePeriodAndAtNow) {
  const Story story = Started();
  EXPECT_THAT(MinutesOf(story, Min(0), Min(60), Min(90)),
              ElementsAre("ALL 60", "CONTRACTOR:wuye 40", "DESK 20"));
  // It goes on, but nobody has held it in the future.
  EXPECT_THAT(MinutesOf(story, Min(60), Min(900), Min(90)),
              ElementsAre("ALL 30", "CONTRACTOR:wuye 30"));
  EXPECT_THAT(MinutesOf(story, Min(15), Min(25), Min(90)),
              ElementsAre("ALL 10", "CONTRACTOR:wuye 5", "DESK 5"));
  EXPECT_THAT(MinutesOf(story, Min(100), Min(200), Min(90)), IsEmpty());
}

TEST(MetricHoldersTest, CountsNoClosedTime) {
  Story story = Closed();
  story.At(Min(500), "ticket_reopened { cycle: 2 }")
      .At(Min(520), "ticket_withdrawn {}");
  const std::vector<std::string> minutes =
      MinutesOf(story, Min(0), Min(1000), Min(1000));
  EXPECT_EQ(minutes[0], "ALL 160");
  EXPECT_EQ(OpenTimeOf(story.ticket(), kStoryStart + Min(1000)), Min(160));
}

TEST(MetricHoldersTest, ListsTheTicketsBehindAHolder) {
  const Story story = Completed();
  MetricTotals totals(Question(StoryMillis(Min(0)), StoryMillis(Min(24 * 60))));
  totals.List({.figure = {v1::METRIC_FIGURE_HOLDERS, "CONTRACTOR:wuye"}});
  for (const auto& [stream, fact] : NamedFactsOf(story)) {
    ASSERT_TRUE(totals.Add(stream, fact).ok());
  }
  ASSERT_TRUE(totals.Finish().ok());
  const std::vector<v1::MetricTicket> behind = totals.Behind();
  // A contractor that waits for parts still has it.
  ASSERT_THAT(behind, SizeIs(1));
  EXPECT_EQ(behind[0].ticket(), "t-1");
  EXPECT_EQ(behind[0].value(), MinMillis(100));
  EXPECT_EQ(behind[0].version(), 3);
}

TEST(MetricHoldersTest, RefusesStaysThatAreNotAllOfTheOpenTime) {
  MetricCells cells;
  cells[{v1::METRIC_FIGURE_HOLDERS}] = {.count = 10, .total = 10};
  cells[{v1::METRIC_FIGURE_HOLDERS, "DESK"}] = {.count = 7};
  EXPECT_TRUE(absl::IsInternal(CheckHolders(cells)));
  cells[{v1::METRIC_FIGURE_HOLDERS, "REQUESTER"}] = {.count = 3};
  EXPECT_TRUE(CheckHolders(cells).ok());
  // A stay that is missing is noticed by what a query answers.
  v1::MetricFact fact =
      OfKind(FactsOf(Started()), v1::METRIC_FACT_KIND_HELD)[2];
  fact.mutable_stays(0)->set_start_millis(fact.start_millis() + 1);
  MetricTotals totals(Question(StoryMillis(Min(0)), StoryMillis(Min(90))));
  ASSERT_TRUE(totals.Add("t-1", fact).ok());
  EXPECT_TRUE(absl::IsInternal(totals.Finish()));
}

}  // namespace
}  // namespace workledger
