#include "engine/core/lifecycle/security_timers.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/alarm_scene.h"
#include "tests/core/given.h"

namespace workledger {
namespace {

using testing::IsEmpty;

v1::AlarmSignal Fire(std::string_view id) {
  return Signal(id, "d-1", "fire", "east/b3/f12");
}

constexpr char kCalled[] =
    "alarm_rule { code: 'fire' acknowledge_limit { seconds: 180 } "
    "roster: 'night' }";
constexpr char kRoster[] =
    "roster { code: 'night' shifts { start_time { seconds: 1767225600 } "
    "end_time { seconds: 1767312000 } levels: 'ann' levels: 'bo' } }";

std::string Called(AlarmScene& scene) {
  const auto fired =
      scene.Fire(v1::TIMER_KIND_ON_CALL,
                 {v1::STREAM_KIND_TICKET, scene.Tickets()[0].ticket()});
  EXPECT_TRUE(fired.ok()) << fired.status();
  const v1::OnCallRaised& raised = (*fired)[0].events[0].on_call_raised();
  return absl::StrCat(raised.level(), " ", raised.principal());
}

TEST(SecurityTimersTest, CallsTheRosterInTurnUntilSomebodyVerifies) {
  AlarmScene scene({kCalled, kRoster});
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  scene.Later(absl::Minutes(3));
  EXPECT_EQ(Called(scene), "1 ann");
  EXPECT_EQ(FromTimestamp(scene.Tickets()[0].timers(0).due_time()),
            kNow + absl::Minutes(6));
  EXPECT_EQ(Called(scene.Later(absl::Minutes(3))), "2 bo");
  EXPECT_EQ(Called(scene.Later(absl::Minutes(3))), "1 ann");
  ASSERT_TRUE(
      scene.Give(ToIncident(scene, "verify { method: VERIFY_METHOD_PATROL }"))
          .ok());
  EXPECT_THAT(scene.Tickets()[0].timers(), IsEmpty());
}

TEST(SecurityTimersTest, CallsNobodyWhereTheRosterNamesNobody) {
  AlarmScene scene({kCalled, kRoster});
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  scene.Later(absl::Hours(24));
  EXPECT_EQ(Called(scene), "1 ");
  EXPECT_EQ(scene.Tickets()[0].timers_size(), 1);
}

TEST(SecurityTimersTest, FalseAlarmThatOpensAgainIsCalledOutAgain) {
  AlarmScene scene({kCalled, kRoster});
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  Dismiss(scene);
  scene.Later(absl::Minutes(1));
  scene.Give(Signals({Fire("s-2")})).IgnoreError();
  ASSERT_EQ(scene.Tickets()[0].timers_size(), 1);
  EXPECT_EQ(FromTimestamp(scene.Tickets()[0].timers(0).due_time()),
            kNow + absl::Minutes(4));
}

}  // namespace
}  // namespace workledger
