// Clocks of tickets that another system kept: the same fold from event one, and
// silent (DOMAIN 2.5).

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

constexpr std::string_view kPolicy =
    "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 14400 } } } "
    "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 3600 } } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } "
    "levels { code: 'half' percent: 50 } ";

// Records an update of ticket "t-1" that happened at `local`.
void Record(ClockScene& scene, std::string_view local,
            std::string_view update) {
  v1::Command command = History(update);
  *command.mutable_occur_time() = ToTimestamp(Local(local));
  const absl::Status recorded = scene.Try(command);
  EXPECT_TRUE(recorded.ok()) << recorded;
}

ClockScene Imported() {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-06-01 09:00");
  return scene;
}

TEST(ClockHistoryTest, CreatedClosedHasRunAndStopped) {
  ClockScene scene = Imported();
  Record(scene, "2026-03-02 11:00",
         "report { kind: TICKET_KIND_REPAIR } " +
             Stamp("report_time", "2026-03-02 09:00") +
             " state { state: TICKET_STATE_COMPLETED }");
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
  EXPECT_EQ(scene.Value(v1::METRIC_RESOLUTION).elapsed_millis(), 7'200'000);
  EXPECT_EQ(scene.State(v1::METRIC_ACCEPT), "BREACHED_STOPPED");
  EXPECT_TRUE(scene.Value(v1::METRIC_ACCEPT).implied());
}

TEST(ClockHistoryTest, TellsNobody) {
  ClockScene scene = Imported();
  Record(scene, "2026-03-02 09:00",
         "report { kind: TICKET_KIND_REPAIR } "
         "state { state: TICKET_STATE_REPORTED }");
  EXPECT_EQ(scene.Find(v1::METRIC_RESOLUTION)->terms().levels_size(), 0);
  scene.FireDue();
  EXPECT_TRUE(scene.Raised().empty());
}

TEST(ClockHistoryTest, BreachesWhenItsHistoryHasPassedTheDeadline) {
  ClockScene scene = Imported();
  Record(scene, "2026-03-02 09:00",
         "report { kind: TICKET_KIND_REPAIR } "
         "state { state: TICKET_STATE_ACCEPTED }");
  scene.FireDue();
  EXPECT_TRUE(scene.Breaches().empty());
  Record(scene, "2026-03-02 16:00", "state { state: TICKET_STATE_ON_SITE }");
  scene.FireDue();
  EXPECT_EQ(scene.Breaches(), std::vector<std::string>{"2026-03-02 15:00"});
  // A breach that is found now is no update of the source's.
  Record(scene, "2026-03-02 17:00", "state { state: TICKET_STATE_COMPLETED }");
  EXPECT_EQ(scene.Count(v1::Event::kConformanceFound), 0u);
  scene.FireDue();
  EXPECT_EQ(scene.Breaches().size(), 1u);
}

TEST(ClockHistoryTest, RowsInTimeBreachNothing) {
  ClockScene scene = Imported();
  Record(scene, "2026-03-02 09:00",
         "report { kind: TICKET_KIND_REPAIR } "
         "state { state: TICKET_STATE_ACCEPTED }");
  scene.FireDue();
  Record(scene, "2026-03-02 14:30", "state { state: TICKET_STATE_COMPLETED }");
  scene.FireDue();
  EXPECT_TRUE(scene.Breaches().empty());
  EXPECT_EQ(scene.State(v1::METRIC_RESOLUTION), "MET");
}

TEST(ClockHistoryTest, StopThatIsSaidAgainMoves) {
  ClockScene scene = Imported();
  Record(scene, "2026-03-02 09:00",
         "report { kind: TICKET_KIND_REPAIR } "
         "state { state: TICKET_STATE_COMPLETED }");
  Record(scene, "2026-03-02 10:00", "state { state: TICKET_STATE_COMPLETED }");
  EXPECT_EQ(scene.Value(v1::METRIC_RESOLUTION).elapsed_millis(), 3'600'000);
}

TEST(ClockHistoryTest, HeldAndReopenedLikeAnyOther) {
  ClockScene scene = Imported();
  Record(scene, "2026-03-02 09:00",
         "report { kind: TICKET_KIND_REPAIR } "
         "hold { reason: HOLD_REASON_AWAIT_REQUESTER }");
  Record(scene, "2026-03-02 11:00",
         "state { state: TICKET_STATE_IN_PROGRESS }");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 17:00");
  Record(scene, "2026-03-02 12:00",
         "state { state: TICKET_STATE_CLOSED closure_code: "
         "CLOSURE_CODE_FIXED }");
  Record(scene, "2026-03-04 09:00",
         "state { state: TICKET_STATE_IN_PROGRESS }");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2),
            "2026-03-04 12:00");
}

}  // namespace
}  // namespace workledger
