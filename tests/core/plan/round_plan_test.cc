// Plans whose occurrences are inspection rounds.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/plan/plan_scene.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using testing::IsEmpty;

constexpr char kPlan[] =
    "plan { code: 'safety' title: 'Safety' recurrence: 'FREQ=WEEKLY' "
    "start_date { year: 2026 month: 1 day: 5 } window { seconds: 259200 } "
    "round { party: 'wuye-1' rubric: 'daily' unannounced: true "
    "locations: 'north/1' locations: 'north/2' } }";
constexpr char kRubric[] =
    "rubric { code: 'daily' pass_points: 1 "
    "items { code: 'floor' points: 3 } }";
constexpr char kRound[] = "safety-2026-01-05";

v1::Command RoundOrder(std::string_view order, std::string_view time) {
  v1::Command command = Order(order, Inspector());
  command.clear_ticket();
  command.set_inspection(kRound);
  *command.mutable_occur_time() = ToTimestamp(At(time));
  return command;
}

TEST(RoundPlanTest, OccurrenceOpensARoundWithTheRubricOfTheDay) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kRubric);
  scene.Put(kPlan);
  scene.FireThrough("2026-01-05T00:00:00Z");
  EXPECT_THAT(scene.tickets(), IsEmpty());
  const v1::Inspection& round = scene.round(kRound);
  EXPECT_EQ(round.state(), v1::INSPECTION_STATE_OPEN);
  EXPECT_EQ(round.title(), "Safety");
  EXPECT_EQ(round.party(), "wuye-1");
  EXPECT_TRUE(round.unannounced());
  EXPECT_EQ(round.locations_size(), 2);
  EXPECT_EQ(round.full_score(), 3u);
  EXPECT_EQ(round.rubric_revision(), 1u);
  EXPECT_EQ(round.items_size(), 1);
  EXPECT_EQ(round.occurrence().plan(), "safety");
  EXPECT_EQ(round.occurrence().key(), "2026-01-05");
  EXPECT_EQ(TextOf(round.window_end_time()), "2026-01-08T00:00:00Z");
  EXPECT_EQ(scene.progress("safety").last_inspection(), kRound);
  EXPECT_EQ(scene.progress("safety").last_ticket(), "");
}

TEST(RoundPlanTest, ClosingTheRoundEndsTheOccurrence) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kPlan);
  scene.FireThrough("2026-01-06T00:00:00Z");
  for (const char* order : {"record_visit { location: 'north/1' }",
                            "record_visit { location: 'north/2' }"}) {
    ASSERT_TRUE(scene.Give(RoundOrder(order, "2026-01-06T00:00:00Z")).ok());
  }
  ASSERT_TRUE(
      scene.Give(RoundOrder("close_round {}", "2026-01-06T00:00:00Z")).ok());
  const v1::PlanProgress& progress = scene.progress("safety");
  EXPECT_EQ(progress.done(), 1u);
  EXPECT_EQ(progress.missed(), 0u);
  EXPECT_EQ(TextOf(progress.last_done_time()), "2026-01-06T00:00:00Z");
  EXPECT_EQ(progress.next_key(), "2026-01-12");
}

TEST(RoundPlanTest, RoundIsBroughtForwardAndOnceOnly) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kPlan);
  v1::Command forward = Order("bring_forward { plan: 'safety' }", Desk());
  forward.clear_ticket();
  ASSERT_TRUE(scene.Give(forward).ok());
  EXPECT_EQ(scene.round(kRound).state(), v1::INSPECTION_STATE_OPEN);
  EXPECT_EQ(scene.progress("safety").next_key(), "2026-01-12");
  scene.FireThrough("2026-01-05T12:00:00Z");
  EXPECT_EQ(scene.progress("safety").made(), 1u);
}

TEST(RoundPlanTest, WhoeverHasTheRoundsNameDoesNotStopThePlan) {
  PlanScene scene("2026-01-01T00:00:00Z");
  scene.Put(kPlan);
  ASSERT_TRUE(scene
                  .Give(RoundOrder("open_round { locations: 'north/1' }",
                                   "2026-01-01T00:00:00Z"))
                  .ok());
  scene.FireThrough("2026-01-05T00:00:00Z");
  EXPECT_EQ(scene.progress("safety").made(), 1u);
  EXPECT_NE(scene.progress("safety").last_inspection(), kRound);
}

}  // namespace
}  // namespace workledger
