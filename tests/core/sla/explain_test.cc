// Clocks explained: what each did when, why, and who had the ticket.

#include "engine/core/sla/explain.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/sla/holder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"
#include "tests/support/status_is.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kFourHours[] =
    "rules { code: 'urgent' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P1 target { open_time { seconds: 3600 } } } "
    "rules { code: 'ordinary' metric: METRIC_RESOLUTION "
    "  party: CLOCK_PARTY_SLA target { open_time { seconds: 14400 } } } "
    "rules { code: 'never' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 60 } } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } ";

// The notice of 2025, and that of the office's hours.
void KeepOctober2025(ClockScene& scene) {
  std::string days =
      "days { date { year: 2025 month: 9 day: 28 } day_class: DAY_CLASS_WORK "
      "  document: 'notice' } ";
  for (int day = 1; day <= 8; ++day) {
    absl::StrAppend(&days, "days { date { year: 2025 month: 10 day: ", day,
                    " } day_class: DAY_CLASS_OFF document: 'notice' } ");
  }
  scene.Keep(
      absl::StrCat("calendar { code: 'biz' zone: 'Asia/Shanghai' "
                   "weekdays: [1,2,3,4,5] "
                   "intervals { open_minute: 540 close_minute: 720 } "
                   "intervals { open_minute: 840 close_minute: 1080 } "
                   "transitions { offset_seconds: 28800 } ",
                   days, "}"));
}

std::vector<ToldEvent> EventsOf(const ClockScene& scene,
                                std::string_view ticket = "t-1") {
  std::vector<ToldEvent> events;
  for (const Recorded& recorded : scene.log()) {
    if (recorded.record.stream().key() == ticket) {
      events.push_back({.record = recorded.record, .event = recorded.event});
    }
  }
  return events;
}

v1::ExplainClocksResponse ExplainAt(const ClockScene& scene,
                                    std::string_view local) {
  auto response = Explain(EventsOf(scene), scene.catalogue(), Local(local));
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::ExplainClocksResponse();
}

// For example "2025-09-26 17:00 run", "... pause AWAIT_REQUESTER",
// "... closed OFF notice".
std::vector<std::string> TextsOf(const v1::ClockExplanation& clock) {
  std::vector<std::string> texts;
  std::string text;
  for (const v1::ClockInterval& interval : clock.intervals()) {
    text = Local(FromTimestamp(interval.start_time()));
    switch (interval.activity()) {
      case v1::CLOCK_ACTIVITY_RUN:
        text += " run";
        break;
      case v1::CLOCK_ACTIVITY_PAUSE:
        absl::StrAppend(&text, " pause ",
                        v1::HoldReason_Name(interval.hold_reason()).substr(12));
        break;
      case v1::CLOCK_ACTIVITY_CLOSED:
        absl::StrAppend(&text, " closed ",
                        v1::DayClass_Name(interval.day_class()).substr(10),
                        interval.document().empty() ? "" : " ",
                        interval.document());
        break;
      case v1::CLOCK_ACTIVITY_UNSPECIFIED:
      case v1::ClockActivity_INT_MIN_SENTINEL_DO_NOT_USE_:
      case v1::ClockActivity_INT_MAX_SENTINEL_DO_NOT_USE_:
        text += " ?";
        break;
    }
    texts.push_back(text);
  }
  if (!clock.intervals().empty()) {
    texts.push_back(
        Local(FromTimestamp(clock.intervals().rbegin()->end_time())));
  }
  return texts;
}

TEST(ExplainTest, ASundayThatIsWorkedRunsTheClock) {
  // Golden vector (a): 4 h from Fri 2025-09-26 17:00 are over on the Sunday
  // that makes up for the holiday, at noon.
  ClockScene scene;
  KeepOctober2025(scene);
  scene.KeepPolicy(kFourHours).At("2025-09-26 17:00").Report("P3");
  const v1::ExplainClocksResponse response =
      ExplainAt(scene, "2025-09-28 12:00");
  ASSERT_EQ(response.clocks_size(), 1);
  const v1::ClockExplanation& clock = response.clocks(0);
  EXPECT_THAT(
      TextsOf(clock),
      ElementsAre("2025-09-26 17:00 run", "2025-09-26 18:00 closed WORK",
                  "2025-09-27 00:00 closed OFF",
                  "2025-09-28 00:00 closed WORK notice", "2025-09-28 09:00 run",
                  "2025-09-28 12:00"));
  EXPECT_EQ(Local(FromTimestamp(clock.value().due_time())), "2025-09-28 12:00");
  EXPECT_EQ(clock.value().elapsed_millis(), 4 * 3'600'000);
}

TEST(ExplainTest, AHolidayIsOneIntervalAndNamesItsNotice) {
  ClockScene scene;
  KeepOctober2025(scene);
  scene.KeepPolicy(kFourHours).At("2025-09-30 16:00").Report("P3");
  EXPECT_THAT(
      TextsOf(ExplainAt(scene, "2025-10-09 11:00").clocks(0)),
      ElementsAre("2025-09-30 16:00 run", "2025-09-30 18:00 closed WORK",
                  "2025-10-01 00:00 closed OFF notice",
                  "2025-10-09 00:00 closed WORK", "2025-10-09 09:00 run",
                  "2025-10-09 11:00"));
}

TEST(ExplainTest, AHoldPausesOpenTimeOnly) {
  ClockScene scene;
  scene.KeepPolicy(kFourHours).At("2026-03-02 09:00").Report("P3").Dispatch();
  scene.Do("acknowledge").Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 11:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 15:00").Do("resume");
  EXPECT_THAT(TextsOf(ExplainAt(scene, "2026-03-02 15:30").clocks(0)),
              ElementsAre("2026-03-02 09:00 run",
                          "2026-03-02 11:00 pause AWAIT_REQUESTER",
                          "2026-03-02 12:00 closed WORK",
                          "2026-03-02 14:00 pause AWAIT_REQUESTER",
                          "2026-03-02 15:00 run", "2026-03-02 15:30"));
}

TEST(ExplainTest, AClockThatStoppedEndsThere) {
  ClockScene scene;
  scene.KeepPolicy(kFourHours).At("2026-03-02 09:00").Report("P3").Dispatch();
  scene.Do("acknowledge").Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 10:00").Do("complete");
  EXPECT_THAT(TextsOf(ExplainAt(scene, "2026-03-05 15:30").clocks(0)),
              ElementsAre("2026-03-02 09:00 run", "2026-03-02 10:00"));
  // Before it began there is nothing to tell.
  EXPECT_THAT(TextsOf(ExplainAt(scene, "2026-03-02 08:00").clocks(0)),
              ElementsAre("2026-03-02 09:00 run", "2026-03-02 10:00"));
}

TEST(ExplainTest, NothingIsToldBeforeTheStart) {
  ClockScene scene;
  scene.KeepPolicy(kFourHours).At("2026-03-02 09:00").Report("P3");
  const auto response = ExplainAt(scene, "2026-03-02 08:00");
  EXPECT_THAT(response.clocks(0).intervals(), IsEmpty());
  EXPECT_THAT(response.holders(), IsEmpty());
}

TEST(ExplainTest, SaysWhichRulesWereTriedAndWhatMovedTheDeadline) {
  ClockScene scene;
  scene.KeepPolicy(kFourHours).At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 09:30");
  scene.Give("set_priority { priority: PRIORITY_P1 reason: 'smoke' }", Desk());
  const v1::ExplainClocksResponse response =
      ExplainAt(scene, "2026-03-02 09:45");
  const v1::ClockExplanation& clock = response.clocks(0);
  // The trials are those of the rule that holds now.
  ASSERT_EQ(clock.trials_size(), 1);
  EXPECT_EQ(clock.trials(0).rule(), "urgent");
  EXPECT_TRUE(clock.trials(0).fits());
  ASSERT_EQ(clock.moves_size(), 2);
  EXPECT_EQ(clock.moves(0).cause(), v1::CLOCK_CAUSE_REPORTED);
  EXPECT_FALSE(clock.moves(0).has_previous_due_time());
  EXPECT_EQ(Local(FromTimestamp(clock.moves(0).due_time())),
            "2026-03-02 15:00");
  EXPECT_EQ(clock.moves(1).cause(), v1::CLOCK_CAUSE_PRIORITY);
  EXPECT_EQ(clock.moves(1).previous_due_time().seconds(),
            clock.moves(0).due_time().seconds());
  EXPECT_EQ(Local(FromTimestamp(clock.moves(1).due_time())),
            "2026-03-02 10:00");
  EXPECT_EQ(Local(FromTimestamp(clock.moves(1).record_time())),
            "2026-03-02 09:30");
  EXPECT_GT(clock.moves(1).position(), clock.moves(0).position());
}

TEST(ExplainTest, TrialsAreOfTheTicketAsItWasWhenItsTermsWereSet) {
  ClockScene scene;
  scene.KeepPolicy(kFourHours).At("2026-03-02 09:00").Report("P3").Dispatch();
  scene.Do("acknowledge").Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 10:00").Do("complete");
  // The clock has stopped, so this changes nothing of it.
  scene.Give("set_priority { priority: PRIORITY_P1 reason: 'smoke' }", Desk());
  const v1::ClockExplanation clock =
      ExplainAt(scene, "2026-03-02 10:30").clocks(0);
  ASSERT_EQ(clock.trials_size(), 2);
  EXPECT_EQ(clock.trials(0).rule(), "urgent");
  EXPECT_FALSE(clock.trials(0).fits());
  EXPECT_EQ(clock.trials(0).field(), "priorities");
  EXPECT_EQ(clock.trials(1).rule(), "ordinary");
  EXPECT_TRUE(clock.trials(1).fits());
}

TEST(ExplainTest, ShowsWhatWasRaised) {
  ClockScene scene;
  scene
      .KeepPolicy(
          absl::StrCat(kFourHours, "levels { code: 'half' percent: 50 } "))
      .At("2026-03-02 09:00")
      .Report("P3")
      .Tick("2026-03-02 11:30");
  const v1::ClockExplanation clock =
      ExplainAt(scene, "2026-03-02 11:30").clocks(0);
  ASSERT_EQ(clock.raised_size(), 1);
  EXPECT_EQ(clock.raised(0).level(), "half");
}

TEST(ExplainTest, EveryOpenMinuteHasOneHolder) {
  ClockScene scene;
  scene.KeepPolicy(kFourHours).At("2026-03-02 09:00").Report("P3");
  scene.At("2026-03-02 09:10").Dispatch();
  scene.At("2026-03-02 09:20").Do("acknowledge");
  scene.Do("record_arrival").Do("start_work");
  scene.At("2026-03-02 10:00").Hold("AWAIT_REQUESTER");
  scene.At("2026-03-02 13:00").Do("resume");
  const v1::ExplainClocksResponse response =
      ExplainAt(scene, "2026-03-02 14:00");
  std::vector<v1::Holder> holders;
  absl::Time end = Local("2026-03-02 09:00");
  for (const v1::HolderInterval& part : response.holders()) {
    EXPECT_EQ(FromTimestamp(part.start_time()), end);
    end = FromTimestamp(part.end_time());
    if (holders.empty() || holders.back() != part.holder()) {
      holders.push_back(part.holder());
    }
    EXPECT_EQ(part.party().empty(), part.holder() != v1::HOLDER_CONTRACTOR);
  }
  EXPECT_EQ(end, Local("2026-03-02 14:00"));
  EXPECT_THAT(holders,
              ElementsAre(v1::HOLDER_DESK, v1::HOLDER_CONTRACTOR,
                          v1::HOLDER_REQUESTER, v1::HOLDER_CONTRACTOR));
}

TEST(ExplainTest, AClockThatIsAlwaysOpenIsOneIntervalHoweverOld) {
  ClockScene scene;
  scene
      .KeepPolicy(
          "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
          "calendar: 'always' target { open_time { seconds: 3600 } } }")
      .At("2026-03-02 09:00")
      .Report("P3");
  EXPECT_THAT(TextsOf(ExplainAt(scene, "9026-03-02 09:00").clocks(0)),
              ElementsAre("2026-03-02 09:00 run", "9026-03-02 09:00"));
}

TEST(ExplainTest, ThePartsOfAnAnswerAreBounded) {
  ClockScene scene;
  scene.KeepPolicy(kFourHours).At("2026-03-02 09:00").Report("P3");
  const v1::Clock& clock = *scene.Find(v1::METRIC_RESOLUTION);
  const WorkingCalendar& calendar =
      *scene.catalogue().FindWorkingCalendar("biz", 1);
  const absl::Time now = Local("2026-03-03 10:00");
  // Two stretches that are open, the break, the evening, the morning, an hour.
  size_t parts = 6;
  ASSERT_THAT(IntervalsOf(clock, scene.ticket(), calendar, now, parts).status(),
              IsOk());
  EXPECT_EQ(parts, 0u);
  parts = 5;
  const absl::Status refused =
      IntervalsOf(clock, scene.ticket(), calendar, now, parts).status();
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_FIELD_INVALID);

  // As an answer has it: fourteen years are told, and twenty are not.
  EXPECT_THAT(
      Explain(EventsOf(scene), scene.catalogue(), Local("2040-01-01 00:00"))
          .status(),
      IsOk());
  EXPECT_EQ(ReasonOf(Explain(EventsOf(scene), scene.catalogue(),
                             Local("2046-01-01 00:00"))
                         .status()),
            v1::ERROR_REASON_FIELD_INVALID);
}

TEST(ExplainTest, AClockWithoutItsCalendarHasTermsAndMoves) {
  ClockScene scene;
  scene.KeepPolicy(kFourHours).At("2026-03-02 09:00").Report("P3");
  const auto response =
      Explain(EventsOf(scene), Catalogue(), Local("2026-03-02 10:00"));
  ASSERT_THAT(response.status(), IsOk());
  EXPECT_EQ(response->clocks(0).value().terms().rule(), "ordinary");
  EXPECT_EQ(response->clocks(0).moves_size(), 1);
  EXPECT_THAT(response->clocks(0).intervals(), IsEmpty());
  EXPECT_THAT(response->clocks(0).trials(), IsEmpty());
}

// Which policies were tried when the ticket was reported, with what did not
// fit.
TEST(ExplainTest, SaysWhyThePolicyIsThisOne) {
  ClockScene scene;
  scene.At("2026-03-02 08:00");
  scene.Keep(
      absl::StrCat("policy { code: 'a-west' rank: 1 calendar: 'biz' "
                   "locations: 'west' ",
                   kFourHours, "}"));
  scene.Keep(
      absl::StrCat("policy { code: 'b-clean' rank: 1 calendar: 'biz' "
                   "kinds: TICKET_KIND_CLEANING ",
                   kFourHours, "}"));
  scene.Keep(absl::StrCat("policy { code: 'c-all' rank: 5 calendar: 'biz' ",
                          kFourHours, "}"));
  scene.Keep(absl::StrCat("policy { code: 'd-last' rank: 9 calendar: 'biz' ",
                          kFourHours, "}"));
  scene.At("2026-03-02 09:00").Report("P3");
  // What comes later explains nothing of it.
  scene.Keep(absl::StrCat("policy { code: 'c-all' rank: 99 calendar: 'biz' ",
                          kFourHours, "}"));
  const v1::ExplainClocksResponse response =
      ExplainAt(scene, "2026-03-02 10:00");
  std::vector<std::string> trials;
  for (const v1::PolicyTrial& trial : response.policies()) {
    trials.push_back(absl::StrCat(
        trial.policy(), " ", trial.policy_revision(), " ", trial.rank(), " ",
        trial.fits() ? "fits" : trial.field(), " ", trial.value()));
  }
  EXPECT_THAT(trials,
              ElementsAre("a-west 1 1 locations north/1",
                          "b-clean 1 1 kinds REPAIR", "c-all 1 5 fits "));
  // And of the rule that did not fit before the one that does, the value.
  ASSERT_EQ(response.clocks_size(), 1);
  ASSERT_EQ(response.clocks(0).trials_size(), 2);
  EXPECT_EQ(response.clocks(0).trials(0).field(), "priorities");
  EXPECT_EQ(response.clocks(0).trials(0).value(), "P3");
  EXPECT_TRUE(response.clocks(0).trials(1).fits());
  scene.Give("migrate_policy { policy: 'd-last' reason: 'so' }", Supervisor());
  const auto migrated = ExplainAt(scene, "2026-03-02 10:00").policies();
  ASSERT_EQ(migrated.size(), 1);
  EXPECT_EQ(migrated[0].policy(), "d-last");
  EXPECT_TRUE(migrated[0].fits());
}

}  // namespace
}  // namespace workledger
