// Holds as DOMAIN 2.4 has them: when they may begin, what they must show and
// for how long they last; and long-running tickets 挂账.

#include "engine/core/lifecycle/hold_rules.h"

#include <string>

#include "engine/base/time.h"
#include "engine/core/lifecycle/progress.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr auto kForbidden = absl::StatusCode::kFailedPrecondition;

// The rows of the default profile.
constexpr std::string_view kPolicy =
    "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  target { working_days: 3 } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } "
    "holds { reason: HOLD_REASON_AWAIT_REQUESTER contact_attempts: 3 "
    "  cap { working_days: 2 } } "
    "holds { reason: HOLD_REASON_AWAIT_ACCESS picture: true end: true } "
    "holds { reason: HOLD_REASON_AWAIT_PARTS cap { working_days: 3 } } "
    "holds { reason: HOLD_REASON_AWAIT_APPROVAL approver: true } "
    "holds { reason: HOLD_REASON_THIRD_PARTY number: true } ";

// A Monday; the work began at ten.
ClockScene AtWork() {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.At("2026-03-02 10:00").Do("record_arrival").Do("start_work");
  return scene;
}

absl::Status Try(ClockScene& scene, std::string_view order,
                 const v1::Actor& actor = Technician()) {
  return scene.Try(Order(order, actor));
}

std::string Until(const ClockScene& scene) {
  return scene.ticket().hold().has_until_time()
             ? Local(FromTimestamp(scene.ticket().hold().until_time()))
             : "none";
}

TEST(HoldRulesTest, DoesNotBeginBeforeTheLastEvent) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00").Occurred("2026-03-02 09:59");
  const absl::Status early =
      Try(scene, "hold { reason: HOLD_REASON_OTHER label: 'rain' }");
  EXPECT_THAT(early, FailsWith(kForbidden, v1::ERROR_REASON_HOLD_BACKDATED));
  EXPECT_EQ(ErrorOf(early).field(), "occur_time");
  scene.Occurred("2026-03-02 10:00");
  EXPECT_THAT(Try(scene, "hold { reason: HOLD_REASON_OTHER label: 'rain' }"),
              IsOk());
}

constexpr std::string_view kNote =
    "add_note { text { data_subject: 'li' clear: 'parts came' } }";

TEST(HoldRulesTest, ANoteOfEarlierDoesNotTakeTheLastEventBack) {
  constexpr std::string_view kHold =
      "hold { reason: HOLD_REASON_OTHER label: 'rain' }";
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00");
  ASSERT_THAT(Try(scene, kNote), IsOk());
  scene.At("2026-03-02 11:30").Occurred("2026-03-02 10:01");
  ASSERT_THAT(Try(scene, kNote), IsOk());
  scene.Occurred("2026-03-02 10:05");
  EXPECT_THAT(Try(scene, kHold),
              FailsWith(kForbidden, v1::ERROR_REASON_HOLD_BACKDATED));
  scene.Occurred("2026-03-02 11:00");
  EXPECT_THAT(Try(scene, kHold), IsOk());
}

TEST(HoldRulesTest, NoAccessDoesNotBeginBeforeTheLastEventEither) {
  ClockScene scene;
  scene.At("2026-03-02 09:00").Report("P3").Dispatch().Do("acknowledge");
  scene.At("2026-03-02 10:00").Do("record_arrival");
  scene.Occurred("2026-03-02 09:30");
  EXPECT_THAT(Try(scene, "report_no_access {}"),
              FailsWith(kForbidden, v1::ERROR_REASON_HOLD_BACKDATED));
}

// 2.1: what is typed in a day later needs a supervisor.
TEST(HoldRulesTest, ADayLaterASupervisorMustAnswerForIt) {
  constexpr std::string_view kReport =
      "report { kind: TICKET_KIND_REPAIR channel: CHANNEL_HOTLINE location: "
      "'north/1' category: 'mep/lamp' priority: PRIORITY_P3 }";
  ClockScene scene;
  scene.At("2026-03-03 09:00:00.001").Occurred("2026-03-02 09:00");
  const absl::Status late = Try(scene, kReport, Desk());
  EXPECT_THAT(late, FailsWith(absl::StatusCode::kPermissionDenied,
                              v1::ERROR_REASON_ROLE_REQUIRED));
  EXPECT_EQ(ErrorOf(late).field(), "occur_time");
  scene.Occurred("2026-03-02 09:00");
  EXPECT_THAT(Try(scene, kReport, Supervisor()), IsOk());
  // At the limit anybody may.
  ClockScene same;
  same.At("2026-03-03 09:00").Occurred("2026-03-02 09:00");
  EXPECT_THAT(Try(same, kReport, Desk()), IsOk());
  // The same of a pause.
  ClockScene work = AtWork();
  work.At("2026-03-03 11:00").Occurred("2026-03-02 10:30");
  constexpr std::string_view kHold =
      "hold { reason: HOLD_REASON_OTHER label: 'rain' }";
  EXPECT_THAT(Try(work, kHold), FailsWith(absl::StatusCode::kPermissionDenied,
                                          v1::ERROR_REASON_ROLE_REQUIRED));
}

TEST(HoldRulesTest, NamesTheFieldThatDoesNotShowIt) {
  const std::string attempts = Stamp("contact_times", "2026-03-02 10:10") +
                               Stamp("contact_times", "2026-03-02 10:20");
  const struct {
    std::string order;
    std::string_view field;  // empty if it is taken
  } kOrders[] = {
      {"hold { reason: HOLD_REASON_AWAIT_REQUESTER }", "hold.contact_times"},
      {"hold { reason: HOLD_REASON_AWAIT_REQUESTER " + attempts + "}",
       "hold.contact_times"},
      {"hold { reason: HOLD_REASON_AWAIT_REQUESTER " + attempts +
           Stamp("contact_times", "2026-03-02 10:30") + " }",
       ""},
      {"hold { reason: HOLD_REASON_THIRD_PARTY }", "hold.number"},
      {"hold { reason: HOLD_REASON_THIRD_PARTY number: 'grid-7' }", ""},
      {"hold { reason: HOLD_REASON_AWAIT_APPROVAL }", "hold.approver"},
      {"hold { reason: HOLD_REASON_AWAIT_APPROVAL approver: 'chen' }", ""},
      {"hold { reason: HOLD_REASON_AWAIT_ACCESS }", "hold.evidence"},
      {"hold { reason: HOLD_REASON_AWAIT_ACCESS evidence { digest: "
       "'dddddddddddddddddddddddddddddddd' media_type: 'image/png' } }",
       "hold.until_time"},
      {"hold { reason: HOLD_REASON_AWAIT_ACCESS evidence { digest: "
       "'dddddddddddddddddddddddddddddddd' media_type: 'image/png' } " +
           Stamp("until_time", "2026-03-03 09:00") + " }",
       ""},
      {"hold { reason: HOLD_REASON_OTHER label: 'rain' }", ""},
  };
  for (const auto& [order, field] : kOrders) {
    ClockScene scene = AtWork();
    scene.At("2026-03-02 11:00");
    const absl::Status status = Try(scene, order);
    if (field.empty()) {
      EXPECT_THAT(status, IsOk()) << order;
      continue;
    }
    EXPECT_THAT(status,
                FailsWith(kForbidden, v1::ERROR_REASON_EVIDENCE_REQUIRED))
        << order;
    EXPECT_EQ(ErrorOf(status).field(), field);
  }
}

TEST(HoldRulesTest, TheDesksWordIsAsGoodAsAPicture) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00");
  EXPECT_THAT(Try(scene,
                  "hold { reason: HOLD_REASON_AWAIT_ACCESS " +
                      Stamp("until_time", "2026-03-03 09:00") + " }",
                  Desk()),
              IsOk());
}

TEST(HoldRulesTest, AttemptsAscendAndComeBeforeTheHold) {
  for (const std::string& times :
       {Stamp("contact_times", "2026-03-02 11:01"),
        Stamp("contact_times", "2026-03-02 10:20") + " " +
            Stamp("contact_times", "2026-03-02 10:20")}) {
    ClockScene scene = AtWork();
    scene.At("2026-03-02 11:00");
    EXPECT_THAT(Try(scene, "hold { reason: HOLD_REASON_OTHER label: 'x' " +
                               times + " }"),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          v1::ERROR_REASON_FIELD_INVALID))
        << times;
  }
}

TEST(HoldRulesTest, PartsAreWaitedForThreeWorkingDaysInAll) {
  constexpr std::string_view kParts =
      "hold { reason: HOLD_REASON_AWAIT_PARTS }";
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00");
  ASSERT_THAT(Try(scene, kParts), IsOk());
  EXPECT_EQ(Until(scene), "2026-03-05 18:00");
  // Two open days later; 22 of 22 open hours less 8 are left.
  scene.At("2026-03-03 12:00").Do("resume");
  scene.At("2026-03-04 09:00");
  ASSERT_THAT(Try(scene, kParts), IsOk());
  // 7 + 7 + 7 open hours from Wednesday's opening, less the 8 that are gone.
  EXPECT_EQ(Until(scene), "2026-03-06 17:00");
  scene.FireOwn(v1::TIMER_KIND_HOLD_EXPIRY);
  EXPECT_FALSE(scene.ticket().has_hold());
  const absl::Status more = Try(scene, kParts);
  EXPECT_THAT(more, FailsWith(kForbidden, v1::ERROR_REASON_HOLD_CAP_REACHED));
  // Somebody must approve.
  ASSERT_THAT(Try(scene, "request_approval { subject: APPROVAL_SUBJECT_HOLD }"),
              IsOk());
  ASSERT_THAT(
      Try(scene, "grant_approval { subject: APPROVAL_SUBJECT_HOLD }", Desk()),
      IsOk());
  ASSERT_THAT(Try(scene, kParts), IsOk());
  EXPECT_EQ(Until(scene), "none");
}

TEST(HoldRulesTest, EndsNoLaterThanItsCap) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00");
  EXPECT_THAT(Try(scene, "hold { reason: HOLD_REASON_AWAIT_PARTS " +
                             Stamp("until_time", "2026-03-06 09:00") + " }"),
              FailsWith(kForbidden, v1::ERROR_REASON_HOLD_CAP_REACHED));
  EXPECT_THAT(Try(scene, "hold { reason: HOLD_REASON_AWAIT_PARTS " +
                             Stamp("until_time", "2026-03-04 09:00") + " }"),
              IsOk());
  EXPECT_EQ(Until(scene), "2026-03-04 09:00");
}

// AWAIT_REQUESTER: work goes on when they answer.
TEST(HoldRulesTest, AnAnswerOfTheRequesterResumesTheWork) {
  for (const std::string_view answer :
       {"add_note { text { data_subject: 'li' clear: 'come at two' } }",
        "attach { attachments { digest: 'dddddddddddddddddddddddddddddddd' "
        "media_type: 'image/png' } }"}) {
    ClockScene scene = AtWork();
    scene.At("2026-03-02 11:00");
    ASSERT_THAT(
        Try(scene, "hold { reason: HOLD_REASON_AWAIT_REQUESTER " +
                       Stamp("contact_times", "2026-03-02 10:10") +
                       Stamp("contact_times", "2026-03-02 10:20") +
                       Stamp("contact_times", "2026-03-02 10:30") + " }"),
        IsOk());
    scene.At("2026-03-02 11:30");
    ASSERT_THAT(Try(scene, answer, Desk()), IsOk());
    EXPECT_TRUE(scene.ticket().has_hold());
    ASSERT_THAT(Try(scene, answer, Requester()), IsOk());
    EXPECT_FALSE(scene.ticket().has_hold());
    EXPECT_EQ(scene.ticket().timers_size(), 0);
    EXPECT_EQ(scene.Value(v1::METRIC_RESOLUTION).paused_millis(), 1'800'000);
  }
}

TEST(HoldRulesTest, WhatTheRequesterSaidBeforeTheHoldIsNoAnswer) {
  ClockScene scene = AtWork();
  scene.At("2026-03-02 11:00");
  ASSERT_THAT(Try(scene, "hold { reason: HOLD_REASON_AWAIT_REQUESTER " +
                             Stamp("contact_times", "2026-03-02 10:10") +
                             Stamp("contact_times", "2026-03-02 10:20") +
                             Stamp("contact_times", "2026-03-02 10:30") + " }"),
              IsOk());
  scene.At("2026-03-02 11:30").Occurred("2026-03-02 10:58");
  ASSERT_THAT(Try(scene, kNote, Requester()), IsOk());
  EXPECT_TRUE(scene.ticket().has_hold());
  scene.Occurred("2026-03-02 11:00");
  ASSERT_THAT(Try(scene, kNote, Requester()), IsOk());
  EXPECT_FALSE(scene.ticket().has_hold());
}

// Extends the resolution by the days; the second and later by a supervisor.
void Extend(ClockScene& scene, std::string_view due) {
  ASSERT_THAT(Try(scene, "request_extension { reason: 'so' " +
                             Stamp("due_time", due) + " }"),
              IsOk());
  ASSERT_THAT(Try(scene, "grant_extension { reason: 'fine' }", Supervisor()),
              IsOk());
}

std::string ProgressDue(const ClockScene& scene) {
  return Local(FromTimestamp(scene.ticket().extension().progress_due_time()));
}

TEST(ProgressTest, AThirdExtensionMakesALongRunningTicket) {
  ClockScene scene = AtWork();
  Extend(scene, "2026-03-06 18:00");
  Extend(scene, "2026-03-13 18:00");
  EXPECT_FALSE(scene.ticket().extension().has_progress_due_time());
  Extend(scene, "2026-04-30 18:00");
  // Five working days on.
  EXPECT_EQ(ProgressDue(scene), "2026-03-09 18:00");
  // Word of it starts the days again; the requester's is none.
  scene.At("2026-03-04 09:00");
  ASSERT_THAT(Try(scene, kNote, Requester()), IsOk());
  EXPECT_EQ(ProgressDue(scene), "2026-03-09 18:00");
  ASSERT_THAT(Try(scene, kNote), IsOk());
  EXPECT_EQ(ProgressDue(scene), "2026-03-11 18:00");
  // Nobody says a word.
  scene.FireOwn(v1::TIMER_KIND_PROGRESS);
  const v1::ProgressMissed missed =
      scene.Last(v1::Event::kProgressMissed).progress_missed();
  EXPECT_EQ(Local(FromTimestamp(missed.due_time())), "2026-03-11 18:00");
  EXPECT_EQ(ProgressDue(scene), "2026-03-18 18:00");
  // Until the work is done.
  scene.Do("complete");
  EXPECT_EQ(scene.ticket().timers_size(), 0);
  scene.Do("reject_work");
  EXPECT_EQ(scene.ticket().timers_size(), 1);
}

// Word is due on Monday 9 March.
ClockScene LongRunning() {
  ClockScene scene = AtWork();
  Extend(scene, "2026-03-06 18:00");
  Extend(scene, "2026-03-13 18:00");
  Extend(scene, "2026-04-30 18:00");
  return scene;
}

TEST(ProgressTest, IsNotAskedForADayThatPassedWhileTheWorkWasDone) {
  ClockScene scene = LongRunning();
  scene.At("2026-03-06 10:00").Do("complete");
  scene.At("2026-03-13 10:00").Do("reject_work");
  EXPECT_EQ(scene.ticket().timers_size(), 0);
  ASSERT_THAT(Try(scene, kNote), IsOk());
  EXPECT_EQ(ProgressDue(scene), "2026-03-20 18:00");
  EXPECT_EQ(scene.ticket().timers_size(), 1);
}

TEST(ProgressTest, IsNotAskedForWhileCleaningWaitsForItsInspector) {
  v1::Ticket ticket = LongRunning().ticket();
  ASSERT_EQ(ticket.timers_size(), 1);
  for (const v1::TicketState state :
       {v1::TICKET_STATE_FAILED, v1::TICKET_STATE_RECHECK}) {
    v1::Ticket waits = ticket;
    waits.set_state(state);
    KeepProgressTimer(v1::Record(), waits);
    EXPECT_EQ(waits.timers_size(), 0) << state;
  }
}

TEST(ProgressTest, AMissedWordDoesNotBarAHoldOfShortlyBefore) {
  ClockScene scene = LongRunning();
  scene.At("2026-03-09 18:30").FireOwn(v1::TIMER_KIND_PROGRESS);
  ASSERT_EQ(scene.Count(v1::Event::kProgressMissed), 1u);
  scene.Occurred("2026-03-09 18:20");
  EXPECT_THAT(Try(scene, "hold { reason: HOLD_REASON_OTHER label: 'rain' }"),
              IsOk());
}

TEST(ProgressTest, OutlivesAChangeOfHands) {
  ClockScene scene = LongRunning();
  scene.Do("reassign");
  EXPECT_EQ(scene.ticket().timers_size(), 1);
  EXPECT_EQ(ProgressDue(scene), "2026-03-09 18:00");
}

}  // namespace
}  // namespace workledger
