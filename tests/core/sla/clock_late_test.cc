// What comes late leaves a clock as it would have been: a notice, a correction,
// a ticker that was down, work that was rejected (DOMAIN 2.4, 2.5).

#include <optional>
#include <string>
#include <vector>

#include "engine/core/sla/evaluate.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

constexpr std::string_view kRepeated =
    "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 3600 } } } "
    "levels { code: 'call' percent: 100 repeat { seconds: 300 nanos: 500000 } "
    "} ";

TEST(ClockLateTest, RepeatIsCutDownToMilliseconds) {
  ClockScene scene;
  scene.KeepPolicy(kRepeated);
  scene.At("2026-03-02 09:00").Report("P1").Tick("2026-03-02 10:00");
  const v1::ClockKey key = scene.Find(v1::METRIC_ACCEPT)->terms().clock();
  scene.At("2026-03-02 10:06");
  EXPECT_EQ(scene.Fire(scene.NextTimer(key)), 1u);
}

TEST(ClockLateTest, RepeatFollowsALevelThatNothingElseFollows) {
  ClockScene scene;
  scene.KeepPolicy(kRepeated);
  scene.At("2026-03-02 09:00").Report("P1");
  const v1::ClockKey key = scene.Find(v1::METRIC_ACCEPT)->terms().clock();
  scene.At("2026-03-02 10:00").Fire(scene.NextTimer(key));
  absl::Time following;
  const std::optional<ClockAlarm> alarm =
      NextAlarm(*scene.Find(v1::METRIC_ACCEPT), scene.ticket(),
                scene.catalogue(), &following);
  ASSERT_TRUE(alarm.has_value());
  EXPECT_EQ(alarm->level, "call");
  EXPECT_EQ(following, Local("2026-03-02 10:05"));
}

}  // namespace
}  // namespace workledger
