// Inspection rounds: who may give which order when, and what opens a round.

#include "engine/core/inspection/inspection_decide.h"

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/inspection_scene.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

TEST_F(InspectionDecideTest, OpensARoundWithTheRubricOfTheDay) {
  Keep(kRubric);
  const auto streams = Do(RoundOrder(
      "open_round { title: 'March' party: 'wuye-1' rubric: 'daily' "
      "unannounced: true locations: 'north/1' locations: 'north/2' }"));
  ASSERT_EQ(streams.size(), 1u);
  EXPECT_EQ(TextOf(streams[0]),
            "STREAM_KIND_INSPECTION i-1 " +
                Happened("round_opened { title: 'March' party: 'wuye-1' "
                         "unannounced: true rubric: 'daily' "
                         "rubric_revision: 1 full_score: 10 pass_points: 8 "
                         "locations: 'north/1' locations: 'north/2' "
                         "items { item: 'floor' points: 6 } "
                         "items { item: 'bin' points: 4 } "
                         "catalogue_position: 1 }")
                    .ShortDebugString());
  EXPECT_EQ(Round().state(), v1::INSPECTION_STATE_OPEN);
  EXPECT_EQ(Round().inspection(), "i-1");
  EXPECT_EQ(Round().version(), 1u);
  EXPECT_EQ(Round().inspector().principal(), "sun");
  EXPECT_TRUE(Round().unannounced());
  EXPECT_EQ(Round().pass_points(), 8u);
  EXPECT_EQ(Round().locations_size(), 2);
  EXPECT_TRUE(Round().has_open_time());
}

TEST_F(InspectionDecideTest, EveryOrderInEveryStateDoesWhatTheTableSays) {
  struct Row {
    std::string_view order;
    v1::Actor actor;
    v1::InspectionState state;  // where it is allowed
  };
  const Row rows[] = {
      {"record_visit { location: 'north/1' }", Inspector(),
       v1::INSPECTION_STATE_OPEN},
      {kFinding, Inspector(), v1::INSPECTION_STATE_OPEN},
      {"close_round {}", Inspector(), v1::INSPECTION_STATE_OPEN},
      {"contest_round { reason: 'x' }", OfWuye(), v1::INSPECTION_STATE_CLOSED},
      {"decide_round { score: 9 }", Supervisor(),
       v1::INSPECTION_STATE_CONTESTED},
  };
  Keep(kRubric);
  for (const Row& row : rows) {
    for (const auto state :
         {v1::INSPECTION_STATE_OPEN, v1::INSPECTION_STATE_CLOSED,
          v1::INSPECTION_STATE_CONTESTED}) {
      SCOPED_TRACE(std::string(row.order) + " in " +
                   v1::InspectionState_Name(state));
      folds_.clear();
      Lead(state);
      const v1::Command command = RoundOrder(row.order, row.actor);
      if (state != row.state) {
        ExpectRefused(command, kFailed, v1::ERROR_REASON_STATE_FORBIDS);
      } else if (command.has_close_round()) {
        ExpectRefused(command, kFailed, v1::ERROR_REASON_LOCATIONS_OPEN);
      } else {
        EXPECT_FALSE(Do(command).empty());
      }
    }
  }
}

TEST_F(InspectionDecideTest, RoundIsNewOrThere) {
  ExpectRefused(RoundOrder("close_round {}"), absl::StatusCode::kNotFound,
                v1::ERROR_REASON_INSPECTION_NOT_FOUND, "inspection");
  Lead(v1::INSPECTION_STATE_OPEN);
  ExpectRefused(RoundOrder(kOpen), absl::StatusCode::kAlreadyExists,
                v1::ERROR_REASON_INSPECTION_EXISTS, "inspection");
}

TEST_F(InspectionDecideTest, RefusesATimeAhead) {
  v1::Command command = RoundOrder(kOpen);
  *command.mutable_occur_time() = ToTimestamp(kNow + absl::Minutes(6));
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_TIME_AHEAD, "occur_time");
}

TEST_F(InspectionDecideTest, OnlyThoseWhoMayGiveAnOrderDo) {
  constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
  const auto refuse = [&](std::string_view order, const v1::Actor& actor) {
    ExpectRefused(RoundOrder(order, actor), kDenied,
                  v1::ERROR_REASON_ROLE_REQUIRED, "actor.roles");
  };
  Keep(kRubric);
  refuse(kOpen, Desk());
  refuse(kOpen, System());
  Lead(v1::INSPECTION_STATE_OPEN);
  refuse("record_visit { location: 'north/1' }", Desk());
  refuse(kFinding, Desk());
  refuse("close_round {}", Desk());
  folds_.clear();
  Lead(v1::INSPECTION_STATE_CLOSED);
  ExpectRefused(RoundOrder("contest_round { reason: 'x' }", Supervisor()),
                kDenied, v1::ERROR_REASON_PARTY_REQUIRED, "actor.party");
  folds_.clear();
  Lead(v1::INSPECTION_STATE_CONTESTED);
  refuse("decide_round { score: 9 }", Inspector());
}

TEST_F(InspectionDecideTest, InspectedPartyDoesNotInspectItself) {
  v1::Actor own = Inspector();
  own.set_party("wuye-1");
  ExpectRefused(RoundOrder(kOpen, own), kFailed,
                v1::ERROR_REASON_PERFORMER_INSPECTS, "actor.party");
  Lead(v1::INSPECTION_STATE_OPEN);
  for (const std::string_view order :
       {std::string_view("record_visit { location: 'north/1' }"), kFinding,
        std::string_view("close_round {}")}) {
    ExpectRefused(RoundOrder(order, own), kFailed,
                  v1::ERROR_REASON_PERFORMER_INSPECTS, "actor.party");
  }
}

TEST_F(InspectionDecideTest, OpenAsksTheCatalogue) {
  Keep("location { code: 'north/1' }");
  ExpectRefused(RoundOrder(kOpen), kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "open_round.locations[1]");
  Keep("location { code: 'north/2' }");
  Keep("party { code: 'wuye-2' }");
  ExpectRefused(RoundOrder(kOpen), kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "open_round.party");
  Keep("party { code: 'wuye-1' }");
  Keep("rubric { code: 'weekly' }");
  ExpectRefused(RoundOrder(kOpen), kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "open_round.rubric");
  Keep(kRubric);
  EXPECT_FALSE(Do(RoundOrder(kOpen)).empty());
}

TEST_F(InspectionDecideTest, OpenWantsPlacesEachOnce) {
  ExpectRefused(RoundOrder("open_round {}"), kInvalid,
                v1::ERROR_REASON_FIELD_REQUIRED, "open_round.locations");
  ExpectRefused(RoundOrder("open_round { locations: 'a' locations: '' }"),
                kInvalid, v1::ERROR_REASON_FIELD_REQUIRED,
                "open_round.locations[1]");
  ExpectRefused(RoundOrder("open_round { locations: 'a' locations: 'a' }"),
                kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "open_round.locations[1]");
}

TEST_F(InspectionDecideTest, EachPlaceIsVisitedOnce) {
  Lead(v1::INSPECTION_STATE_OPEN);
  ExpectRefused(RoundOrder("record_visit { location: 'south' }"), kInvalid,
                v1::ERROR_REASON_FIELD_INVALID, "record_visit.location");
  Visit();
  EXPECT_EQ(Round().visited_size(), 2);
  ExpectRefused(RoundOrder("record_visit { location: 'north/1' }"), kFailed,
                v1::ERROR_REASON_ALREADY_DONE, "record_visit.location");
}

}  // namespace
}  // namespace workledger
