// Inhibited alarms: what suppresses them, and how long the first signal of a
// key waits for it.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/alarm/alarm_decide.h"
#include "engine/core/alarm/alarm_rule.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/alarm_scene.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kOpened = v1::SIGNAL_OUTCOME_OPENED;
constexpr auto kCorrelated = v1::SIGNAL_OUTCOME_CORRELATED;
constexpr auto kSuppressed = v1::SIGNAL_OUTCOME_SUPPRESSED;
constexpr auto kWaiting = v1::SIGNAL_OUTCOME_WAITING;

constexpr char kZone[] = "east/b3/f12";
constexpr char kKey[] = "east|east/b3/f12|fire";

v1::AlarmSignal Fire(std::string_view id, std::string_view device = "d-1") {
  return Signal(id, device, "fire", kZone);
}

constexpr char kInhibited[] =
    "alarm_rule { code: 'fire' inhibitors: 'power' inhibitors: 'network' "
    "group_wait {} }";

TEST(AlarmWaitTest, OpenIncidentOfAnInhibitingClassSuppresses) {
  for (const char* zone : {kZone, "east/b3", "east", ""}) {
    SCOPED_TRACE(zone);
    AlarmScene scene({kInhibited, "alarm_rule { code: 'power' }"});
    scene.Give(Signals({Signal("p-1", "ups", "power", zone)})).IgnoreError();
    const auto given = scene.Give(Signals({Fire("s-1")}));
    ASSERT_THAT(OutcomesOf(given), ElementsAre(kSuppressed));
    EXPECT_EQ((*given)[0].events[0].signal_recorded().rule(), "fire");
    Dismiss(scene);
    EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-2")}))),
                ElementsAre(kOpened));
  }
}

TEST(AlarmWaitTest, InhibitorInTheSameCommandSuppressesWhatComesAfterIt) {
  AlarmScene scene({kInhibited});
  EXPECT_THAT(OutcomesOf(scene.Give(Signals(
                  {Signal("p-1", "ups", "power", "east/b3"), Fire("s-1")}))),
              ElementsAre(kOpened, kSuppressed));
}

TEST(AlarmWaitTest, InhibitorElsewhereDoesNotSuppress) {
  AlarmScene scene({kInhibited});
  scene.Give(Signals({Signal("p-1", "ups", "power", "east/b30")}))
      .IgnoreError();
  v1::AlarmSignal other_site = Signal("p-2", "ups", "power", kZone);
  other_site.set_site("west");
  scene.Give(Signals({other_site})).IgnoreError();
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1")}))),
              ElementsAre(kOpened));
}

// Case 23: elsewhere each window makes an alert of its own.
TEST(AlarmWaitTest, OpenIncidentAbsorbsWhateverIsInhibited) {
  AlarmScene scene({kInhibited});
  scene.Give(Signals({Fire("s-1"), Signal("p-1", "ups", "power", "")}))
      .IgnoreError();
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-2")}))),
              ElementsAre(kCorrelated));
}

constexpr char kPatient[] =
    "alarm_rule { code: 'fire' inhibitors: 'power' "
    "group_wait { seconds: 30 } }";
const StreamName kGroup(v1::STREAM_KIND_ALARM, kKey);

TEST(AlarmWaitTest, FirstSignalWaitsThenOpens) {
  AlarmScene scene({kPatient});
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1")}))),
              ElementsAre(kWaiting));
  EXPECT_EQ(FromTimestamp(scene.Alarm(kKey).timer().due_time()),
            kNow + absl::Seconds(30));
  scene.Later(absl::Seconds(20));
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-2", "d-2")}))),
              ElementsAre(kWaiting));
  // The first one's wait counts.
  EXPECT_EQ(FromTimestamp(scene.Alarm(kKey).timer().due_time()),
            kNow + absl::Seconds(30));
  scene.Later(absl::Seconds(10));
  const auto fired = scene.Fire(v1::TIMER_KIND_GROUP_WAIT, kGroup);
  ASSERT_TRUE(fired.ok()) << fired.status();
  ASSERT_EQ(scene.Tickets().size(), 1u);
  EXPECT_EQ(scene.Tickets()[0].incident().device(), "d-1");
  EXPECT_EQ(scene.Alarm(kKey).incident(), scene.Tickets()[0].ticket());
  EXPECT_FALSE(scene.Alarm(kKey).has_timer());
  EXPECT_FALSE(scene.Alarm(kKey).has_waiting());
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-3")}))),
              ElementsAre(kCorrelated));
}

// Its clocks are anchored at the report time.
TEST(AlarmWaitTest, IsReportedWhenTheSignalThatWaitedCame) {
  AlarmScene scene(
      {"alarm_rule { code: 'fire' inhibitors: 'power' roster: 'night' "
       "acknowledge_limit { seconds: 180 } group_wait { seconds: 30 } }"});
  ASSERT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1")}))),
              ElementsAre(kWaiting));
  scene.Later(absl::Seconds(30));
  const auto fired = scene.Fire(v1::TIMER_KIND_GROUP_WAIT, kGroup);
  ASSERT_TRUE(fired.ok()) << fired.status();
  ASSERT_EQ(scene.Tickets().size(), 1u);
  const v1::Ticket ticket = scene.Tickets()[0];
  EXPECT_EQ(FromTimestamp(ticket.milestones().report_time()), kNow);
  EXPECT_EQ(FromTimestamp(ticket.spans(0).start_time()), kNow);
  ASSERT_EQ(ticket.timers_size(), 1);
  EXPECT_EQ(FromTimestamp(ticket.timers(0).due_time()),
            kNow + absl::Minutes(3));
  EXPECT_EQ(ticket.incident().call_interval_millis(), 180'000);
  EXPECT_FALSE(scene.Alarm(kKey).has_waiting_time());
}

TEST(AlarmWaitTest, WaitingSignalIsSuppressedByWhatCameMeanwhile) {
  AlarmScene scene({kPatient});
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  scene.Give(Signals({Signal("p-1", "ups", "power", "east/b3")})).IgnoreError();
  const auto fired = scene.Fire(v1::TIMER_KIND_GROUP_WAIT, kGroup);
  ASSERT_TRUE(fired.ok()) << fired.status();
  ASSERT_EQ(fired->size(), 1u);
  EXPECT_EQ((*fired)[0].events[0].group_suppressed().rule(), "fire");
  EXPECT_EQ(scene.Tickets().size(), 1u);
  EXPECT_EQ(scene.Alarm(kKey).suppressed(), 1u);
  EXPECT_FALSE(scene.Alarm(kKey).has_timer());
}

TEST(AlarmWaitTest, WaitingInhibitorSuppressesWhatComesMeanwhile) {
  AlarmScene scene(
      {"alarm_rule { code: 'power' group_wait { seconds: 60 } }", kInhibited});
  EXPECT_THAT(OutcomesOf(scene.Give(
                  Signals({Signal("p-1", "ups", "power", "east/b3")}))),
              ElementsAre(kWaiting));
  // It has no incident yet, and will have one at the latest when it has waited.
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1")}))),
              ElementsAre(kSuppressed));
  EXPECT_THAT(scene.Tickets(), IsEmpty());
}

// The ids that the first wait of the key would give, first to last, taken by
// others: the alarm opens all the same.
TEST(AlarmWaitTest, WaitEndsWhoeverHasTheDerivedId) {
  AlarmScene scene({kPatient});
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  std::string cause =
      absl::StrCat("group-wait\n", scene.Alarm(kKey).timer().position());
  for (int i = 0; i < 2; ++i) {
    scene.Fold({v1::STREAM_KIND_TICKET,
                DerivedTicketId(absl::StrCat(cause, "|", kKey))},
               PathTo(v1::TICKET_STATE_REPORTED)[0]);
    cause += "\nnext";
  }
  const auto fired = scene.Fire(v1::TIMER_KIND_GROUP_WAIT, kGroup);
  ASSERT_TRUE(fired.ok()) << fired.status();
  EXPECT_FALSE(scene.Alarm(kKey).has_timer());
  EXPECT_EQ(scene.Ticket(scene.Alarm(kKey).incident()).kind(),
            v1::TICKET_KIND_SECURITY);
  EXPECT_EQ(scene.Tickets().size(), 3u);
}

TEST(AlarmWaitTest, WaitThatEndsOnAnOpenIncidentOpensNoOther) {
  AlarmScene scene({kPatient});
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  scene.Fire(v1::TIMER_KIND_GROUP_WAIT, kGroup).IgnoreError();
  Dismiss(scene);
  scene.Later(absl::Hours(1));
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-2")}))),
              ElementsAre(kWaiting));
  ASSERT_TRUE(
      scene.Give(ToIncident(scene, "reopen { reason: 'it burns' }")).ok());
  const auto fired = scene.Fire(v1::TIMER_KIND_GROUP_WAIT, kGroup);
  ASSERT_TRUE(fired.ok()) << fired.status();
  EXPECT_EQ(scene.Tickets().size(), 1u);
  EXPECT_EQ((*fired)[0].events[0].group_released().incident(),
            scene.Tickets()[0].ticket());
}

// Case 22: elsewhere what is inhibited is told before its inhibitor is heard.
TEST(AlarmWaitTest, RuleWithInhibitorsWaitsThoughItNamesNoTime) {
  AlarmScene scene(
      {"alarm_rule { code: 'fire' inhibitors: 'power' }",
       "alarm_rule { code: 'smoke' inhibitors: 'power' group_wait {} }"});
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1")}))),
              ElementsAre(kWaiting));
  ASSERT_EQ(scene.Timers().size(), 1u);
  const v1::Timer timer = scene.Timers()[0].second;
  EXPECT_EQ(FromTimestamp(timer.due_time()), scene.now() + kGroupWaitDefault);
  // What a restart begins anew.
  EXPECT_EQ(absl::Seconds(timer.wait().seconds()), kGroupWaitDefault);
  EXPECT_THAT(
      OutcomesOf(scene.Give(Signals({Signal("s-2", "p", "power", kZone)}))),
      ElementsAre(kOpened));
  scene.Fire(v1::TIMER_KIND_GROUP_WAIT, kGroup).IgnoreError();
  EXPECT_EQ(scene.Alarm(kKey).suppressed(), 1u);
  // A time that is named counts, none as well.
  AlarmScene hasty(
      {"alarm_rule { code: 'fire' inhibitors: 'power' "
       "group_wait {} }"});
  EXPECT_THAT(OutcomesOf(hasty.Give(Signals({Fire("s-3")}))),
              ElementsAre(kOpened));
}

}  // namespace
}  // namespace workledger
