// What the findings of an inspection round cost the contractor it inspected.

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/penalty/penalty_scene.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr std::string_view kRound =
    "open_round { party: 'wuye-1' rubric: 'daily' locations: 'north/1' }";

// A Monday, and a rubric with two items of five points.
PenaltyScene Inspected() {
  PenaltyScene scene(kPoints);
  scene.Keep(
      "rubric { code: 'daily' pass_points: 3 items { code: 'floor' points: 5 } "
      "items { code: 'bin' points: 5 } }");
  scene.At("2026-03-02 09:00");
  return scene;
}

absl::Status Give(PenaltyScene& scene, std::string_view order) {
  v1::Command command = Order(order, Inspector());
  command.clear_ticket();
  command.set_inspection("i-1");
  return scene.Try(std::move(command));
}

absl::Status Find(PenaltyScene& scene, std::string_view ticket,
                  std::string_view item) {
  return Give(scene, absl::StrCat("raise_finding { ticket: '", ToAbsl(ticket),
                                  "' kind: TICKET_KIND_CLEANING points: 3 "
                                  "location: 'north/1/101' rubric_item: '",
                                  ToAbsl(item),
                                  "' category: 'cleaning/daily' priority: "
                                  "PRIORITY_P3 }"));
}

TEST(PenaltyFindingTest, FindingCostsTheInspectedContractor) {
  PenaltyScene scene = Inspected();
  ASSERT_THAT(Give(scene, kRound), IsOk());
  ASSERT_THAT(Find(scene, "t-9", ""), IsOk());
  EXPECT_EQ(scene.Proposed(), "dirt 4500 3 x1");
  EXPECT_EQ(scene.March().penalties(0).ticket(), "t-9");
}

TEST(PenaltyFindingTest, FindingsOfAnItemCostNoMoreThanItsPoints) {
  PenaltyScene scene = Inspected();
  ASSERT_THAT(Give(scene, kRound), IsOk());
  for (const char* const ticket : {"t-1", "t-2", "t-3"}) {
    ASSERT_THAT(Find(scene, ticket, "floor"), IsOk());
  }
  EXPECT_EQ(scene.Proposed(), "dirt 4500 3 x1, dirt 3000 2 x2");
}

}  // namespace
}  // namespace workledger
