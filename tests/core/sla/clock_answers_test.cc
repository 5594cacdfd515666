// What answers a clock: people's answers that are no state, before it started
// and after, and a repair that is contained (DOMAIN 2.1, 2.2).

#include <string>

#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

// Promised for lifts only, so that it starts with the category.
constexpr std::string_view kLate =
    "rules { code: 'p' metric: METRIC_RESPONSE party: CLOCK_PARTY_SLA "
    "  categories: 'lift' target { open_time { seconds: 3600 } } } "
    "rules { code: 'c' metric: METRIC_CONTAIN party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P1 calendar: 'always' "
    "  target { open_time { seconds: 1800 } } } ";

constexpr std::string_view kNote =
    "add_note { visibility: VISIBILITY_PUBLIC "
    "text { data_subject: 'wang' clear: 'we come at ten' } }";

v1::Actor Officer() {
  v1::Actor actor;
  actor.set_principal("guan");
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(v1::ROLE_DUTY_OFFICER);
  return actor;
}

ClockScene Reported(std::string_view priority = "P3") {
  ClockScene scene;
  scene.KeepPolicy(kLate);
  scene.At("2026-03-02 09:00").Report(priority);
  return scene;
}

void Accept(ClockScene& scene) {
  scene.Give("accept { category: 'lift' }", Desk());
}

TEST(ClockAnswersTest, NoteBeforeTheClockStartedAnswersIt) {
  ClockScene scene = Reported();
  scene.At("2026-03-02 09:10").Give(kNote, Desk());
  scene.At("2026-03-02 09:20").Give(kNote, Desk());
  Accept(scene.At("2026-03-02 11:00"));
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "MET");
  EXPECT_EQ(scene.Value(v1::METRIC_RESPONSE).elapsed_millis(), 600'000);
  EXPECT_FALSE(scene.Value(v1::METRIC_RESPONSE).implied());
}

TEST(ClockAnswersTest, RequestersNoteAnswersNothing) {
  ClockScene scene = Reported();
  scene.At("2026-03-02 09:10").Give(kNote, Requester());
  Accept(scene.At("2026-03-02 09:30"));
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "RUNNING");
}

// Once the clock is there, a state that a system brought is no answer either.
TEST(ClockAnswersTest, SystemsAcknowledgementIsNoResponse) {
  ClockScene scene = Reported();
  scene.Dispatch();
  v1::Actor system = System();
  system.set_party(std::string(kParty));
  scene.At("2026-03-02 09:10").Give("acknowledge {}", system);
  scene.KeepPolicy(
      "rules { code: 'p' metric: METRIC_RESPONSE party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 3600 } } } ");
  scene.Give("migrate_policy { reason: 'new' }", Supervisor());
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "RUNNING");
  scene.At("2026-03-02 09:20")
      .Give("appoint { " + Stamp("slot_time", "2026-03-02 11:00") + " }",
            Technician());
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "MET");
}

TEST(ClockAnswersTest, AppointmentBeforeTheClockStartedAnswersIt) {
  ClockScene scene = Reported();
  scene.Dispatch();
  v1::Actor system = System();
  system.set_party(std::string(kParty));
  scene.Give("acknowledge {}", system);
  scene.At("2026-03-02 09:20")
      .Give("appoint { " + Stamp("slot_time", "2026-03-02 11:00") + " }",
            Technician());
  scene.KeepPolicy(
      "rules { code: 'p' metric: METRIC_RESPONSE party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 3600 } } } ");
  scene.At("2026-03-02 15:00");
  scene.Give("migrate_policy { reason: 'new' }", Supervisor());
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "MET");
  EXPECT_EQ(scene.Value(v1::METRIC_RESPONSE).elapsed_millis(), 1'200'000);
}

TEST(ClockAnswersTest, RejectionTellsTheRequester) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'p' metric: METRIC_RESPONSE party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 3600 } } } ");
  scene.At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 09:30").Do("reject");
  EXPECT_EQ(scene.State(v1::METRIC_RESPONSE), "MET");
}

TEST(ClockAnswersTest, ReportUpBeforeItWasPromisedAnswersIt) {
  ClockScene scene;
  scene.KeepPolicy(
      "rules { code: 'u' metric: METRIC_REPORT_UP party: CLOCK_PARTY_SLA "
      "  levels: [INCIDENT_LEVEL_I, INCIDENT_LEVEL_II] calendar: 'always' "
      "  target { open_time { seconds: 900 } } } ");
  scene.At("2026-03-02 09:00");
  scene.Give(
      "report { kind: TICKET_KIND_SECURITY channel: CHANNEL_HOTLINE "
      "location: 'north/1' category: 'theft' priority: PRIORITY_P2 }",
      Desk());
  scene.Give("verify { method: VERIFY_METHOD_VIDEO }", Officer());
  scene.Give("confirm { incident_class: 'theft' level: INCIDENT_LEVEL_III }",
             Officer());
  scene.At("2026-03-02 09:10")
      .Give("report_up { stage: REPORT_STAGE_FIRST recipient: 'bureau' }",
            Officer());
  scene.At("2026-03-02 09:30")
      .Give("reclassify { incident_class: 'fire' level: INCIDENT_LEVEL_I }",
            Officer());
  EXPECT_EQ(scene.State(v1::METRIC_REPORT_UP), "MET");
  EXPECT_EQ(scene.Value(v1::METRIC_REPORT_UP).elapsed_millis(), 600'000);
}

TEST(ClockAnswersTest, RepairIsContainedBeforeItIsDone) {
  ClockScene scene = Reported("P1");
  scene.Dispatch().Do("acknowledge").Do("record_arrival");
  ASSERT_EQ(scene.Due(v1::METRIC_CONTAIN), "2026-03-02 09:30");
  scene.At("2026-03-02 09:25").Give("contain {}", Technician());
  EXPECT_EQ(scene.State(v1::METRIC_CONTAIN), "MET");
  EXPECT_FALSE(scene.Value(v1::METRIC_CONTAIN).implied());
  EXPECT_EQ(scene.ticket().state(), v1::TICKET_STATE_ON_SITE);
  scene.Tick("2026-03-02 12:00");
  EXPECT_TRUE(scene.Breaches().empty());
}

TEST(ClockAnswersTest, RepairContainedBeforeItWasPromisedIsInTime) {
  ClockScene scene = Reported("P3");
  scene.Dispatch().Do("acknowledge").Do("record_arrival");
  scene.At("2026-03-02 09:25").Give("contain {}", Technician());
  scene.At("2026-03-02 10:00")
      .Give("set_priority { reason: 'so' priority: PRIORITY_P1 }", Desk());
  EXPECT_EQ(scene.State(v1::METRIC_CONTAIN), "MET");
}

}  // namespace
}  // namespace workledger
