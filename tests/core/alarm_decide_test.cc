#include "engine/core/alarm/alarm_decide.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
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
constexpr auto kCleared = v1::SIGNAL_OUTCOME_CLEARED;

constexpr char kZone[] = "east/b3/f12";
constexpr char kKey[] = "east|east/b3/f12|fire";

v1::AlarmSignal Fire(std::string_view id, std::string_view device = "d-1") {
  return Signal(id, device, "fire", kZone);
}

void Enter(AlarmScene& scene, std::string_view event) {
  scene.Fold({v1::STREAM_KIND_TICKET, scene.Tickets().at(0).ticket()},
             Happened(event));
}

TEST(AlarmDecideTest, FirstSignalOpensAnIncidentAsItsRuleSays) {
  AlarmScene scene(
      {"alarm_rule { code: 'fire' category: 'security/fire' "
       "life_safety: true acknowledge_limit { seconds: 180 } "
       "roster: 'night' }",
       "category { code: 'security' size_class: SIZE_CLASS_URGENT }",
       "window { code: 'congress' kind: WINDOW_KIND_MAJOR_EVENT "
       "start_time { seconds: 1767225600 } "
       "end_time { seconds: 1767312000 } }"});
  v1::AlarmSignal signal = Fire("s-1");
  signal.set_algorithm("smoke-7");
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({signal}))), ElementsAre(kOpened));
  ASSERT_EQ(scene.Tickets().size(), 1u);
  const v1::Ticket ticket = scene.Tickets()[0];
  EXPECT_EQ(ticket.number(), 8u);
  EXPECT_EQ(ticket.kind(), v1::TICKET_KIND_SECURITY);
  EXPECT_EQ(ticket.state(), v1::TICKET_STATE_ALARMED);
  EXPECT_EQ(ticket.channel(), v1::CHANNEL_ALARM);
  EXPECT_EQ(ticket.category(), "security/fire");
  EXPECT_EQ(ticket.size_class(), v1::SIZE_CLASS_URGENT);
  EXPECT_EQ(ticket.catalogue_position(), 3u);
  EXPECT_EQ(ticket.location(), kZone);
  EXPECT_EQ(ticket.priority(), v1::PRIORITY_P1);
  EXPECT_EQ(ticket.major_event(), "congress");
  EXPECT_EQ(ticket.incident().born_of(), v1::BORN_OF_AI);
  EXPECT_EQ(ticket.incident().alarm(), kKey);
  EXPECT_EQ(ticket.incident().device(), "d-1");
  EXPECT_TRUE(ticket.incident().life_safety());
  ASSERT_EQ(ticket.timers_size(), 1);
  EXPECT_EQ(FromTimestamp(ticket.timers(0).due_time()),
            kNow + absl::Minutes(3));
  EXPECT_EQ(scene.Alarm(kKey).incident(), ticket.ticket());
}

TEST(AlarmDecideTest, ClassWithoutARuleOpensAnIncidentToo) {
  AlarmScene scene;
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1")}))),
              ElementsAre(kOpened));
  EXPECT_EQ(scene.Tickets()[0].priority(), v1::PRIORITY_P2);
  EXPECT_EQ(scene.Tickets()[0].incident().born_of(), v1::BORN_OF_SENSOR);
  EXPECT_THAT(scene.Tickets()[0].timers(), IsEmpty());
}

TEST(AlarmDecideTest, SignalsOfOneCommandSeeThoseBeforeThem) {
  AlarmScene scene;
  const auto given = scene.Give(
      Signals({Fire("s-1"), Fire("s-2", "d-2"), Fire("s-1"),
               Signal("s-3", "d-3", "theft", kZone), AllClear(Fire("s-4"))}));
  EXPECT_THAT(OutcomesOf(given),
              ElementsAre(kOpened, kCorrelated, kOpened, kCleared));
  ASSERT_EQ(scene.Tickets().size(), 2u);
  EXPECT_EQ(scene.Tickets()[0].number(), 8u);
  EXPECT_EQ(scene.Tickets()[1].number(), 9u);
  EXPECT_EQ(scene.Alarm(kKey).signals(), 3u);
  EXPECT_EQ(scene.Alarm(kKey).correlated(), 1u);
  EXPECT_THAT(scene.Alarm(kKey).active_devices(), ElementsAre("d-2"));
}

TEST(AlarmDecideTest, KnownSignalIsNotKeptAgainButAnotherDevicesIs) {
  AlarmScene scene;
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1")}))), IsEmpty());
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1", "d-2")}))),
              ElementsAre(kCorrelated));
}

TEST(AlarmDecideTest, RemembersTheLastSignalsOfAKey) {
  AlarmScene scene;
  for (size_t i = 0; i <= kRecentSignalsMax; ++i) {
    scene.Give(Signals({Fire(absl::StrCat("s-", i))})).IgnoreError();
  }
  EXPECT_EQ(scene.Alarm(kKey).recent_signals_size(),
            static_cast<int>(kRecentSignalsMax));
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-1")}))), IsEmpty());
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-0")}))),
              ElementsAre(kCorrelated));
}

TEST(AlarmDecideTest, SignalBringsAnIncidentUnderControlBackToTheResponse) {
  for (const char* event : {"incident_contained {}",
                            "incident_handed_over { agency: AGENCY_POLICE }"}) {
    AlarmScene scene;
    scene.Give(Signals({Fire("s-1")})).IgnoreError();
    Enter(scene, event);
    EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-2"), Fire("s-3")}))),
                ElementsAre(kCorrelated, kCorrelated));
    ASSERT_EQ(scene.Tickets().size(), 1u);
    EXPECT_EQ(scene.Tickets()[0].state(), v1::TICKET_STATE_RESPONDING);
    // Opened, brought under control, resumed once.
    EXPECT_EQ(scene.Tickets()[0].version(), 3u);
  }
}

TEST(AlarmDecideTest, SignalSoonAfterAFalseAlarmOpensItAgain) {
  AlarmScene scene;
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  Dismiss(scene);
  scene.Later(absl::Minutes(10));
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-2")}))),
              ElementsAre(kCorrelated));
  ASSERT_EQ(scene.Tickets().size(), 1u);
  EXPECT_EQ(scene.Tickets()[0].state(), v1::TICKET_STATE_ALARMED);
  EXPECT_EQ(scene.Tickets()[0].cycle(), 2u);
  EXPECT_EQ(scene.Tickets()[0].closure_code(), v1::CLOSURE_CODE_UNSPECIFIED);
}

TEST(AlarmDecideTest, SignalLaterThanTheWindowOpensAnother) {
  AlarmScene scene;
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  Dismiss(scene);
  scene.Later(absl::Minutes(10) + absl::Milliseconds(1));
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-2")}))),
              ElementsAre(kOpened));
  EXPECT_EQ(scene.Tickets().size(), 2u);
}

TEST(AlarmDecideTest, RuleSaysHowLongAFalseAlarmOpensAgain) {
  AlarmScene scene(
      {"alarm_rule { code: 'fire' reopen_window { seconds: 60 } }"});
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  Dismiss(scene);
  scene.Later(absl::Seconds(61));
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-2")}))),
              ElementsAre(kOpened));
}

TEST(AlarmDecideTest, SignalOfADuplicateBelongsToItsMaster) {
  AlarmScene scene;
  scene.Give(Signals({Fire("s-1")})).IgnoreError();
  scene.Give(Signals({Signal("s-2", "d-2", "smoke", kZone)})).IgnoreError();
  const std::string master = scene.Tickets()[1].ticket();
  Enter(scene, absl::StrCat("duplicate_linked { master: '", master, "' }"));
  const auto given = scene.Give(Signals({Fire("s-3")}));
  EXPECT_THAT(OutcomesOf(given), ElementsAre(kCorrelated));
  ASSERT_THAT(given, testing::Truly([](const auto& g) { return g.ok(); }));
  EXPECT_EQ((*given)[0].events[0].signal_recorded().incident(), master);
  // The key keeps its own, to which signals come again once it is unlinked.
  EXPECT_EQ(scene.Alarm(kKey).incident(), scene.Tickets()[0].ticket());
}

TEST(AlarmDecideTest, WindowsOfMaintenanceAndDrillsSuppress) {
  for (const char* kind : {"MAINTENANCE", "DRILL"}) {
    const std::string window = absl::StrCat(
        "window { code: 'w-1' kind: WINDOW_KIND_", kind,
        " start_time { seconds: 1767225600 } end_time { seconds: 1767312000 } "
        "locations: 'east/b3' alarm_classes: 'fire' }");
    AlarmScene scene({window});
    const auto given = scene.Give(Signals({Fire("s-1")}));
    ASSERT_THAT(OutcomesOf(given), ElementsAre(kSuppressed));
    const auto& recorded = (*given)[0].events[0].signal_recorded();
    EXPECT_EQ(recorded.rule(), "w-1");
    EXPECT_EQ(recorded.rule_revision(), 1u);
    EXPECT_THAT(scene.Tickets(), IsEmpty());
    EXPECT_EQ(scene.Alarm(kKey).suppressed(), 1u);
    // Another class, another place, another day.
    EXPECT_THAT(OutcomesOf(scene.Give(
                    Signals({Signal("s-2", "d-1", "theft", kZone),
                             Signal("s-3", "d-1", "fire", "east/b4")}))),
                ElementsAre(kOpened, kOpened));
    scene.Later(absl::Hours(12));
    EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("s-4")}))),
                ElementsAre(kOpened));
  }
}

TEST(AlarmDecideTest, TicketThatHasTheDerivedIdIsNotTouched) {
  AlarmScene scene;
  const v1::Command command = Signals({Fire("s-1")});
  scene.Fold({v1::STREAM_KIND_TICKET,
              DerivedTicketId(command.request_id() + "|" + kKey)},
             PathTo(v1::TICKET_STATE_REPORTED)[0]);
  const auto given = scene.Give(command);
  EXPECT_EQ(ReasonOf(given.status()), v1::ERROR_REASON_TICKET_EXISTS);
}

TEST(AlarmDecideTest, StormOpensOneIncidentAKeyAndLosesNothing) {
  AlarmScene scene;
  size_t kept = 0;
  for (int i = 0; i < 40; ++i) {
    std::vector<v1::AlarmSignal> signals;
    for (int j = 0; j < 250; ++j) {
      signals.push_back(Signal(absl::StrCat(i, "-", j), "d-1", "fire",
                               absl::StrCat("east/b", j % 50)));
    }
    kept += OutcomesOf(scene.Give(Signals(signals))).size();
  }
  EXPECT_EQ(kept, 10'000u);
  EXPECT_EQ(scene.Tickets().size(), 50u);
  std::set<uint64_t> numbers;
  for (const v1::Ticket& ticket : scene.Tickets()) {
    numbers.insert(ticket.number());
  }
  EXPECT_EQ(numbers.size(), 50u);
  EXPECT_EQ(*numbers.rbegin(), 57u);
}

}  // namespace
}  // namespace workledger
