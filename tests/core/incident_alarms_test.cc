// What binds incidents and the keys of alarms: duplicates, conditions that
// still hold, and incidents that are opened again.

#include "engine/core/lifecycle/incident_alarms.h"

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

// The keys of a fire and of an intruder in two zones.
constexpr char kFire[] = "east|east/b3|fire";
constexpr char kDoor[] = "east|east/b4|door";
constexpr char kGate[] = "east|east/b5|gate";

v1::AlarmSignal Fire(std::string_view id) {
  return Signal(id, "d-1", "fire", "east/b3");
}
v1::AlarmSignal Door(std::string_view id) {
  return Signal(id, "d-2", "door", "east/b4");
}
v1::AlarmSignal Gate(std::string_view id) {
  return Signal(id, "d-3", "gate", "east/b5");
}

v1::Command To(const std::string& ticket, std::string_view order) {
  v1::Command command = Order(order, Supervisor());
  command.mutable_actor()->add_roles(v1::ROLE_LEADER);
  command.set_ticket(ticket);
  return command;
}

v1::Command Close(const std::string& ticket) {
  return To(ticket, "close { closure_code: CLOSURE_CODE_FIXED }");
}

v1::Command Reopen(const std::string& ticket) {
  return To(ticket, "reopen { reason: 'again' }");
}

v1::Command Link(const std::string& ticket, const std::string& master) {
  return To(ticket, absl::StrCat("link_duplicate { master: '", master, "' }"));
}

v1::Command Unlink(const std::string& ticket) {
  return To(ticket, "unlink_duplicate { reason: 'another' }");
}

// Gives signals that open an incident, and returns its id.
std::string OpenBy(AlarmScene& scene, const v1::AlarmSignal& signal) {
  const auto given = scene.Give(Signals({signal}));
  EXPECT_TRUE(given.ok()) << given.status();
  return scene.Tickets().back().ticket();
}

void Enter(AlarmScene& scene, const std::string& ticket,
           std::string_view event) {
  scene.Fold({v1::STREAM_KIND_TICKET, ticket}, Happened(event));
}

void Review(AlarmScene& scene, const std::string& ticket) {
  Enter(scene, ticket, "review_opened { cause_code: 'wire' }");
}

v1::ErrorReason ReasonOf(AlarmScene& scene, const v1::Command& command) {
  return workledger::ReasonOf(scene.Give(command).status());
}

std::vector<std::string> Joined(AlarmScene& scene, const std::string& ticket) {
  const auto& alarms = scene.Ticket(ticket).incident().joined_alarms();
  return {alarms.begin(), alarms.end()};
}

TEST(IncidentAlarmsTest, MasterStaysOpenWhileItsDuplicatesConditionHolds) {
  AlarmScene scene;
  const std::string master = OpenBy(scene, Fire("f-1"));
  const std::string duplicate = OpenBy(scene, Door("d-1"));
  const auto linked = scene.Give(Link(duplicate, master));
  ASSERT_TRUE(linked.ok()) << linked.status();
  ASSERT_EQ(linked->size(), 2u);
  EXPECT_EQ((*linked)[1].stream.key(), master);
  EXPECT_EQ((*linked)[1].events[0].ShortDebugString(),
            absl::StrCat("duplicate_joined { ticket: \"", duplicate,
                         "\" alarm: \"", kDoor, "\" }"));
  scene.Give(Signals({AllClear(Fire("f-2"))})).IgnoreError();
  Review(scene, master);
  EXPECT_EQ(ReasonOf(scene, Close(master)), v1::ERROR_REASON_ALARM_ACTIVE);
  scene.Give(Signals({AllClear(Door("d-2"))})).IgnoreError();
  const auto closed = scene.Give(Close(master));
  EXPECT_TRUE(closed.ok()) << closed.status();
}

TEST(IncidentAlarmsTest, UnlinkedConditionNoLongerBindsTheMaster) {
  AlarmScene scene;
  const std::string master = OpenBy(scene, Fire("f-1"));
  const std::string duplicate = OpenBy(scene, Door("d-1"));
  ASSERT_TRUE(scene.Give(Link(duplicate, master)).ok());
  const auto unlinked = scene.Give(Unlink(duplicate));
  ASSERT_TRUE(unlinked.ok()) << unlinked.status();
  ASSERT_EQ(unlinked->size(), 2u);
  EXPECT_EQ((*unlinked)[1].events[0].ShortDebugString(),
            absl::StrCat("duplicate_parted { ticket: \"", duplicate,
                         "\" alarm: \"", kDoor, "\" }"));
  scene.Give(Signals({AllClear(Fire("f-2"))})).IgnoreError();
  Review(scene, master);
  EXPECT_TRUE(scene.Give(Close(master)).ok());
}

TEST(IncidentAlarmsTest, ChainOfDuplicatesBindsTheLastMaster) {
  AlarmScene scene;
  const std::string fire = OpenBy(scene, Fire("f-1"));
  const std::string door = OpenBy(scene, Door("d-1"));
  const std::string gate = OpenBy(scene, Gate("g-1"));
  ASSERT_TRUE(scene.Give(Link(gate, door)).ok());
  ASSERT_TRUE(scene.Give(Link(door, fire)).ok());
  EXPECT_THAT(Joined(scene, fire), ElementsAre(kDoor, kGate));
  // What was never a part of the master's is none any more of either.
  ASSERT_TRUE(scene.Give(Unlink(gate)).ok());
  EXPECT_THAT(Joined(scene, door), IsEmpty());
  EXPECT_THAT(Joined(scene, fire), ElementsAre(kDoor));
}

TEST(IncidentAlarmsTest, IncidentThatNoSignalOpenedJoinsWithoutAKey) {
  AlarmScene scene;
  const std::string master = OpenBy(scene, Fire("f-1"));
  v1::Command report = Order(
      "report { channel: CHANNEL_PHONE kind: TICKET_KIND_SECURITY }", Desk());
  report.set_request_id("call");
  ASSERT_TRUE(scene.Give(report).ok());
  const auto linked = scene.Give(Link(scene.Tickets().back().ticket(), master));
  ASSERT_TRUE(linked.ok()) << linked.status();
  EXPECT_EQ((*linked)[1].events[0].duplicate_joined().alarm(), "");
  EXPECT_THAT(Joined(scene, master), IsEmpty());
}

TEST(IncidentAlarmsTest, JoinsSoManyAlarmsAtMost) {
  AlarmScene scene;
  const std::string master = OpenBy(scene, Fire("f-1"));
  for (size_t i = 1; i < kChildrenMax; ++i) {
    Enter(
        scene, master,
        absl::StrCat("duplicate_joined { ticket: 't' alarm: 'a|b|", i, "' }"));
  }
  ASSERT_TRUE(scene.Give(Link(OpenBy(scene, Door("d-1")), master)).ok());
  EXPECT_EQ(ReasonOf(scene, Link(OpenBy(scene, Gate("g-1")), master)),
            v1::ERROR_REASON_LIMIT_REACHED);
}

// Leads an incident to its end, so that the next signal opens another.
void End(AlarmScene& scene, const std::string& ticket) {
  Enter(scene, ticket, "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
}

TEST(IncidentAlarmsTest, NoOlderIncidentIsOpenedBesideTheLastOfItsKey) {
  AlarmScene scene;
  const std::string first = OpenBy(scene, Fire("f-1"));
  End(scene, first);
  const std::string second = OpenBy(scene, Fire("f-2"));
  ASSERT_NE(first, second);
  EXPECT_EQ(ReasonOf(scene, Reopen(first)),
            v1::ERROR_REASON_INCIDENT_SUPERSEDED);
  // Signals belong to the last one even when it has ended.
  End(scene, second);
  EXPECT_EQ(ReasonOf(scene, Reopen(first)),
            v1::ERROR_REASON_INCIDENT_SUPERSEDED);
  EXPECT_TRUE(scene.Give(Reopen(second)).ok());
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("f-3")}))),
              ElementsAre(v1::SIGNAL_OUTCOME_CORRELATED));
}

TEST(IncidentAlarmsTest, NoOlderDuplicateIsUnlinkedBesideTheLastOfItsKey) {
  AlarmScene scene;
  const std::string door = OpenBy(scene, Door("d-1"));
  const std::string fire = OpenBy(scene, Fire("f-1"));
  ASSERT_TRUE(scene.Give(Link(fire, door)).ok());
  // While its master is open, the key's signals go there.
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("f-2")}))),
              ElementsAre(v1::SIGNAL_OUTCOME_CORRELATED));
  End(scene, door);
  const std::string next = OpenBy(scene, Fire("f-3"));
  EXPECT_EQ(ReasonOf(scene, Unlink(fire)),
            v1::ERROR_REASON_INCIDENT_SUPERSEDED);
  EXPECT_EQ(scene.Alarm(kFire).incident(), next);
}

TEST(IncidentAlarmsTest, FalseAlarmOfAMasterThatHasALaterOneStaysEnded) {
  // Fires are remembered for an hour, doors for ten minutes.
  AlarmScene scene(
      {"alarm_rule { code: 'fire' reopen_window { seconds: 3600 } }"});
  const std::string door = OpenBy(scene, Door("d-1"));
  const std::string fire = OpenBy(scene, Fire("f-1"));
  ASSERT_TRUE(scene.Give(Link(fire, door)).ok());
  Enter(scene, door, "incident_dismissed { cause: FALSE_ALARM_CAUSE_TEST }");
  scene.Later(absl::Minutes(20));
  const std::string next = OpenBy(scene, Door("d-2"));
  ASSERT_NE(next, door);
  scene.Later(absl::Minutes(1));
  EXPECT_THAT(OutcomesOf(scene.Give(Signals({Fire("f-2")}))),
              ElementsAre(v1::SIGNAL_OUTCOME_OPENED));
  EXPECT_EQ(scene.Ticket(door).state(), v1::TICKET_STATE_FALSE_ALARM);
}

TEST(IncidentAlarmsTest, ClosedIncidentsAreOpenedForSevenWorkingDays) {
  AlarmScene scene(
      {"calendar { code: 'office' weekdays: [1, 2, 3, 4, 5] intervals { "
       "open_minute: 540 close_minute: 1020 } }",
       "location { code: 'east' calendar: 'office' }"});
  const std::string fire = OpenBy(scene, Fire("f-1"));
  scene.Give(Signals({AllClear(Fire("f-2"))})).IgnoreError();
  Review(scene, fire);
  const auto closed = scene.Give(Close(fire));
  ASSERT_TRUE(closed.ok()) << closed.status();
  const v1::TicketClosed& event = (*closed)[0].events[0].ticket_closed();
  EXPECT_EQ(event.calendar(), "office");
  const absl::Time end = FromTimestamp(event.reopen_end_time());
  EXPECT_EQ(end, absl::FromCivil(absl::CivilMinute(2026, 1, 12, 17),
                                 absl::UTCTimeZone()));
  scene.Later(end - scene.now() + absl::Milliseconds(1));
  EXPECT_EQ(ReasonOf(scene, Reopen(fire)), v1::ERROR_REASON_REOPEN_WINDOW_OVER);
  scene.Later(-absl::Milliseconds(1));
  EXPECT_TRUE(scene.Give(Reopen(fire)).ok());
  // A verdict that was wrong is corrected whenever it is found out.
  Enter(scene, fire, "incident_dismissed { cause: FALSE_ALARM_CAUSE_TEST }");
  scene.Later(absl::Hours(24 * 365));
  EXPECT_TRUE(scene.Give(Reopen(fire)).ok());
}

TEST(IncidentAlarmsTest, DispatchedGuardsNameTheirContract) {
  AlarmScene scene(
      {"party { code: 'guards' kind: PARTY_KIND_CONTRACTOR active: true }",
       "contract { code: 'c-7' party: 'guards' start_time { seconds: 1 } "
       "end_time { seconds: 2000000000 } }"});
  const std::string fire = OpenBy(scene, Fire("f-1"));
  Enter(scene, fire, "verification_started {}");
  Enter(scene, fire, "incident_confirmed { level: INCIDENT_LEVEL_III }");
  const auto sent =
      scene.Give(To(fire, "dispatch_guards { party: 'guards' headcount: 2 }"));
  ASSERT_TRUE(sent.ok()) << sent.status();
  const v1::GuardsDispatched& event = (*sent)[0].events[0].guards_dispatched();
  EXPECT_EQ(event.contract(), "c-7");
  EXPECT_EQ(event.contract_revision(), 1u);
  EXPECT_EQ(scene.Ticket(fire).contract(), "c-7");
}

}  // namespace
}  // namespace workledger
