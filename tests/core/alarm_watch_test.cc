// Devices whose condition holds: an incident ends when none of them is left.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/alarm/alarm_evolve.h"
#include "gtest/gtest.h"
#include "tests/core/alarm_scene.h"
#include "tests/core/samples.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr char kKey[] = "east|east/b3/f12|fire";

v1::AlarmSignal Fire(std::string_view id, std::string_view device = "d-1") {
  return Signal(id, device, "fire", "east/b3/f12");
}

void Enter(AlarmScene& scene, std::string_view event) {
  scene.Fold({v1::STREAM_KIND_TICKET, scene.Tickets().at(0).ticket()},
             Happened(event));
}

// Case 23: elsewhere an alarm closes while its condition still holds.
TEST(AlarmWatchTest, IncidentClosesOnlyAfterTheAllClear) {
  AlarmScene scene;
  scene.Give(Signals({Fire("s-1"), Fire("s-2", "d-2")})).IgnoreError();
  Enter(scene, "review_opened { cause_code: 'wire' }");
  scene.Give(Signals({AllClear(Fire("s-3"))})).IgnoreError();
  const v1::Command close =
      ToIncident(scene, "close { closure_code: CLOSURE_CODE_FIXED }");
  const auto refused = scene.Give(close);
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_ALARM_ACTIVE);
  scene.Give(Signals({AllClear(Fire("s-4", "d-2"))})).IgnoreError();
  const auto closed = scene.Give(close);
  EXPECT_TRUE(closed.ok()) << closed.status();
}

// Gives a signal of each device from `first` to `last`, or its all-clear.
void GiveAll(int first, int last, bool clear, AlarmScene& scene) {
  std::vector<v1::AlarmSignal> signals;
  for (int i = first; i <= last; ++i) {
    const v1::AlarmSignal signal = Fire(absl::StrCat(clear ? "c-" : "s-", i),
                                        absl::StrCat("d-", 10000 + i));
    signals.push_back(clear ? AllClear(signal) : signal);
    if (signals.size() < kSignalsMax && i < last) continue;
    const auto given = scene.Give(Signals(signals));
    ASSERT_TRUE(given.ok()) << given.status();
    signals.clear();
  }
}

TEST(AlarmWatchTest, WatchesDevicesBeyondThoseThatItNames) {
  const int named = static_cast<int>(kActiveDevicesMax);
  AlarmScene scene;
  GiveAll(1, named + 2, false, scene);
  // Heard again, they are one and the same.
  scene.Give(Signals({Fire("again", absl::StrCat("d-", 10002 + named))}))
      .IgnoreError();
  EXPECT_EQ(scene.Alarm(kKey).active_devices_size(), named);
  EXPECT_EQ(scene.Alarm(kKey).more_devices_size(), 2);
  Enter(scene, "review_opened { cause_code: 'wire' }");
  const v1::Command close =
      ToIncident(scene, "close { closure_code: CLOSURE_CODE_FIXED }");
  GiveAll(1, named + 1, true, scene);
  EXPECT_EQ(scene.Alarm(kKey).active_devices_size(), 0);
  EXPECT_EQ(ReasonOf(scene.Give(close).status()),
            v1::ERROR_REASON_ALARM_ACTIVE);
  GiveAll(named + 2, named + 2, true, scene);
  const auto closed = scene.Give(close);
  EXPECT_TRUE(closed.ok()) << closed.status();
}

TEST(AlarmWatchTest, KeepsSignalsOfMoreDevicesThanItWatches) {
  v1::AlarmGroup group;
  const std::string last = "d-last";
  group.mutable_more_devices()->Resize(kMoreDevicesMax - 1, 1);
  for (size_t i = 0; i < kActiveDevicesMax; ++i) {
    group.add_active_devices(absl::StrCat("d-", 1000 + i));
  }
  AlarmScene scene;
  scene.FoldOf({v1::STREAM_KIND_ALARM, kKey}).mutable_alarm()->Swap(&group);
  const auto watched = [&](const std::string& device) {
    return IsActive(scene.Alarm(kKey), device);
  };
  // One signal too many does not stop those beside it.
  EXPECT_EQ(
      OutcomesOf(scene.Give(Signals({Fire("s-1", last), Fire("s-2", "d-other"),
                                     Signal("s-3", "d-3", "water", "z")})))
          .size(),
      3u);
  EXPECT_TRUE(watched(last));
  EXPECT_FALSE(watched("d-other"));
  EXPECT_EQ(scene.Alarm(kKey).more_devices_size(),
            static_cast<int>(kMoreDevicesMax));
  // Where there is room again, it is watched.
  EXPECT_TRUE(
      scene.Give(Signals({AllClear(Fire("s-4", last)), Fire("s-5", "d-other")}))
          .ok());
  EXPECT_TRUE(watched("d-other"));
}

}  // namespace
}  // namespace workledger
