// Values of clocks that are made by hand: terms and spans, no lifecycle.

#include "engine/core/sla/evaluate.h"

#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/core/sla/holder.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

// A clock that started on Monday at nine, and a ticket in work since then.
class EvaluateTest : public testing::Test {
 protected:
  EvaluateTest() {
    Terms("target { open_time { seconds: 14400 } }");
    Span("2026-03-02 09:00", "state: TICKET_STATE_IN_PROGRESS party: 'wuye-1'");
  }

  void Terms(std::string_view fields) {
    *clock_.mutable_terms() = FromText<v1::ClockTerms>(
        std::string(fields) + "calendar: 'biz' calendar_revision: 1 " +
        Stamp("start_time", "2026-03-02 09:00"));
    *clock_.mutable_original_target() = clock_.terms().target();
  }

  // From `local` on.
  void Span(std::string_view local, std::string_view fields) {
    v1::TicketSpan span = FromText<v1::TicketSpan>(fields);
    *span.mutable_start_time() = ToTimestamp(Local(local));
    *ticket_.add_spans() = std::move(span);
  }

  void Hold(std::string_view from, std::string_view reason,
            std::string_view to) {
    Span(from,
         "state: TICKET_STATE_IN_PROGRESS party: 'wuye-1' "
         "hold_reason: HOLD_REASON_" +
             std::string(reason));
    if (!to.empty()) {
      Span(to, "state: TICKET_STATE_IN_PROGRESS party: 'wuye-1'");
    }
  }

  v1::ClockValue ValueAt(std::string_view local) const {
    return EvaluateClock(clock_, ticket_,
                         *scene_.catalogue().FindWorkingCalendar("biz", 1),
                         Local(local));
  }

  std::string DueAt(std::string_view local) const {
    return Local(FromTimestamp(ValueAt(local).due_time()));
  }

  ClockScene scene_;
  v1::Clock clock_;
  v1::Ticket ticket_;
};

constexpr std::string_view kStops =
    "target { open_time { seconds: 14400 } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER } ";

TEST_F(EvaluateTest, RunningClockCountsOpenTime) {
  const v1::ClockValue value = ValueAt("2026-03-02 14:30");
  EXPECT_EQ(value.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(value.elapsed_millis(), 3 * 3'600'000 + 1'800'000);
  EXPECT_EQ(value.remaining_millis(), 1'800'000);
  EXPECT_EQ(value.target_millis(), 4 * 3'600'000);
  EXPECT_EQ(DueAt("2026-03-02 14:30"), "2026-03-02 15:00");
}

TEST_F(EvaluateTest, DeadlineItselfIsNotPast) {
  EXPECT_EQ(ValueAt("2026-03-02 15:00").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ValueAt("2026-03-02 15:00:00.001").state(),
            v1::CLOCK_STATE_BREACHED_RUNNING);
}

TEST_F(EvaluateTest, HoldStopsItWhereItsTermsSaySo) {
  Terms(kStops);
  Hold("2026-03-02 10:00", "AWAIT_REQUESTER", "2026-03-02 11:00");
  Hold("2026-03-02 11:30", "AWAIT_PARTS", "2026-03-02 14:00");
  EXPECT_EQ(DueAt("2026-03-02 14:30"), "2026-03-02 16:00");
  EXPECT_EQ(ValueAt("2026-03-02 14:30").paused_millis(), 3'600'000);
}

TEST_F(EvaluateTest, PausedClockIsDueAsIfItWentOnNow) {
  Terms(kStops);
  Hold("2026-03-02 10:00", "AWAIT_REQUESTER", "");
  EXPECT_EQ(ValueAt("2026-03-02 11:00").state(), v1::CLOCK_STATE_PAUSED);
  EXPECT_EQ(DueAt("2026-03-02 11:00"), "2026-03-02 16:00");
  EXPECT_EQ(DueAt("2026-03-03 11:00"), "2026-03-03 16:00");
  EXPECT_EQ(ValueAt("2026-03-03 11:00").remaining_millis(), 3 * 3'600'000);
}

TEST_F(EvaluateTest, HoldThatBeginsAtTheDeadlineDoesNotCount) {
  Terms(kStops);
  Hold("2026-03-02 15:00", "AWAIT_REQUESTER", "");
  EXPECT_EQ(ValueAt("2026-03-02 16:00").state(),
            v1::CLOCK_STATE_BREACHED_RUNNING);
  EXPECT_EQ(DueAt("2026-03-02 16:00"), "2026-03-02 15:00");
  EXPECT_EQ(ValueAt("2026-03-02 16:00").paused_millis(), 0);
}

TEST_F(EvaluateTest, CapEndsAPauseInOpenTimeOfItsCalendar) {
  Terms(
      "target { open_time { seconds: 14400 } } pauses { reason: "
      "HOLD_REASON_AWAIT_REQUESTER cap { open_time { seconds: 7200 } } } ");
  Hold("2026-03-02 11:00", "AWAIT_REQUESTER", "");
  // An hour before noon and one after two are free.
  EXPECT_EQ(ValueAt("2026-03-02 14:59").state(), v1::CLOCK_STATE_PAUSED);
  EXPECT_EQ(ValueAt("2026-03-02 15:00").state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(DueAt("2026-03-02 16:30"), "2026-03-02 17:00");
}

TEST_F(EvaluateTest, HoldThatIsTakenUpAgainAtOnceHasOneCap) {
  Terms(
      "target { open_time { seconds: 14400 } } pauses { reason: "
      "HOLD_REASON_AWAIT_REQUESTER cap { open_time { seconds: 3600 } } } ");
  Hold("2026-03-02 09:30", "AWAIT_REQUESTER", "2026-03-02 10:00");
  Hold("2026-03-02 10:00", "AWAIT_REQUESTER", "2026-03-02 12:00");
  EXPECT_EQ(DueAt("2026-03-02 12:00"), "2026-03-02 16:00");
}

TEST_F(EvaluateTest, CapInWorkingDaysEndsAtTheClose) {
  Terms(
      "target { working_days: 5 } pauses { reason: "
      "HOLD_REASON_AWAIT_REQUESTER cap { working_days: 2 } } ");
  Hold("2026-03-02 09:00", "AWAIT_REQUESTER", "");
  EXPECT_EQ(ValueAt("2026-03-04 17:59").state(), v1::CLOCK_STATE_PAUSED);
  EXPECT_EQ(ValueAt("2026-03-04 18:00").state(), v1::CLOCK_STATE_RUNNING);
}

TEST_F(EvaluateTest, PauseByApprovalNeedsOne) {
  Terms(
      "target { open_time { seconds: 14400 } } "
      "pauses { reason: HOLD_REASON_THIRD_PARTY approval: true } ");
  Hold("2026-03-02 10:00", "THIRD_PARTY", "");
  EXPECT_EQ(ValueAt("2026-03-02 11:00").state(), v1::CLOCK_STATE_RUNNING);
  Span("2026-03-02 11:00",
       "state: TICKET_STATE_IN_PROGRESS hold_reason: HOLD_REASON_THIRD_PARTY "
       "hold_approved: true");
  EXPECT_EQ(ValueAt("2026-03-02 12:00").state(), v1::CLOCK_STATE_PAUSED);
  EXPECT_EQ(ValueAt("2026-03-02 12:00").paused_millis(), 3'600'000);
}

TEST_F(EvaluateTest, AgreedTimeIsFixed) {
  Terms(std::string(kStops) + Stamp("agreed_time", "2026-03-03 20:00"));
  Hold("2026-03-02 10:00", "AWAIT_REQUESTER", "2026-03-03 10:00");
  EXPECT_EQ(DueAt("2026-03-03 11:00"), "2026-03-03 20:00");
  EXPECT_EQ(ValueAt("2026-03-02 11:00").state(), v1::CLOCK_STATE_RUNNING);
}

TEST_F(EvaluateTest, GraceIsTheLeast) {
  Terms(std::string(kStops) + Stamp("grace_time", "2026-03-02 15:30"));
  EXPECT_EQ(DueAt("2026-03-02 11:00"), "2026-03-02 15:30");
  Terms(std::string(kStops) + Stamp("grace_time", "2026-03-02 14:30"));
  EXPECT_EQ(DueAt("2026-03-02 11:00"), "2026-03-02 15:00");
}

TEST_F(EvaluateTest, WorkingDaysEndAtTheClose) {
  Terms("target { working_days: 1 }");
  EXPECT_EQ(DueAt("2026-03-02 11:00"), "2026-03-03 18:00");
}

TEST_F(EvaluateTest, PauseOverTheEndOfTheLastDayMovesIt) {
  Terms(
      "target { natural_days: 1 } "
      "pauses { reason: HOLD_REASON_AWAIT_REQUESTER } ");
  // In the evening of the last day, until ten the next morning.
  Hold("2026-03-03 20:00", "AWAIT_REQUESTER", "2026-03-04 10:00");
  EXPECT_EQ(DueAt("2026-03-04 11:00"), "2026-03-04 10:00");
}

TEST_F(EvaluateTest, MoreDaysThanTheCalendarHasAreNeverOver) {
  const auto fair = FromText<v1::Calendar>(
      "code: 'fair' zone: 'Asia/Shanghai' "
      "intervals { open_minute: 540 close_minute: 720 } "
      "days { date { year: 2026 month: 3 day: 3 } day_class: DAY_CLASS_WORK } "
      "transitions { offset_seconds: 28800 }");
  Terms("target { working_days: 2 }");
  EXPECT_FALSE(EvaluateClock(clock_, ticket_, WorkingCalendar(fair),
                             Local("2026-03-02 11:00"))
                   .has_due_time());
}

TEST_F(EvaluateTest, NaturalDaysEndWithTheDayOpenOrNot) {
  Terms("target { natural_days: 5 }");  // a Saturday
  EXPECT_EQ(DueAt("2026-03-02 11:00"), "2026-03-08 00:00");
}

TEST_F(EvaluateTest, UsedTimeIsOfTheTarget) {
  Terms("used_millis: 7200000 target { open_time { seconds: 14400 } }");
  EXPECT_EQ(DueAt("2026-03-02 09:30"), "2026-03-02 11:00");
  Terms("used_millis: -7200000 target { open_time { seconds: 14400 } }");
  EXPECT_EQ(DueAt("2026-03-02 09:30"), "2026-03-02 17:00");
}

TEST_F(EvaluateTest, StandingBreachOutlivesAMoveOfTheDeadline) {
  clock_.mutable_breach()->set_state(v1::BREACH_STATE_STANDING);
  EXPECT_EQ(ValueAt("2026-03-02 10:00").state(),
            v1::CLOCK_STATE_BREACHED_RUNNING);
  *clock_.mutable_stop_time() = ToTimestamp(Local("2026-03-02 11:00"));
  EXPECT_EQ(ValueAt("2026-03-02 12:00").state(),
            v1::CLOCK_STATE_BREACHED_STOPPED);
  clock_.mutable_breach()->set_state(v1::BREACH_STATE_VOIDED);
  EXPECT_EQ(ValueAt("2026-03-02 12:00").state(), v1::CLOCK_STATE_MET);
}

TEST_F(EvaluateTest, LastWordOfTheTimeLineCounts) {
  Terms(kStops);
  Hold("2026-03-02 11:00", "AWAIT_REQUESTER", "2026-03-02 12:00");
  // Comes later, and says that work was taken up before that.
  Span("2026-03-02 10:30", "state: TICKET_STATE_IN_PROGRESS party: 'wuye-1'");
  EXPECT_EQ(ValueAt("2026-03-02 12:00").paused_millis(), 0);
}

TEST_F(EvaluateTest, NextAlarmTellsWhatFollows) {
  Terms(std::string(kStops) +
        "levels { code: 'half' percent: 50 } levels { code: 'over' "
        "percent: 100 } ");
  absl::Time following;
  const auto alarm = NextAlarm(clock_, ticket_, scene_.catalogue(), &following);
  ASSERT_TRUE(alarm.has_value());
  EXPECT_EQ(Local(alarm->due), "2026-03-02 11:00");
  EXPECT_EQ(alarm->level, "half");
  EXPECT_EQ(Local(following), "2026-03-02 15:00");
}

TEST_F(EvaluateTest, NoAlarmComesInAHoldWithoutAnEnd) {
  Terms(std::string(kStops) + "levels { code: 'half' percent: 50 } ");
  Hold("2026-03-02 10:00", "AWAIT_REQUESTER", "");
  absl::Time following;
  EXPECT_FALSE(
      NextAlarm(clock_, ticket_, scene_.catalogue(), &following).has_value());
  EXPECT_EQ(following, absl::InfiniteFuture());
}

TEST_F(EvaluateTest, CappedHoldHasAnEnd) {
  Terms(
      "target { open_time { seconds: 14400 } } pauses { reason: "
      "HOLD_REASON_AWAIT_REQUESTER cap { open_time { seconds: 3600 } } } ");
  Hold("2026-03-02 10:00", "AWAIT_REQUESTER", "");
  const auto alarm = NextAlarm(clock_, ticket_, scene_.catalogue());
  ASSERT_TRUE(alarm.has_value());
  EXPECT_EQ(Local(alarm->due), "2026-03-02 16:00");
}

TEST_F(EvaluateTest, EachOpenMinuteHasOneHolder) {
  ticket_.clear_spans();
  Span("2026-03-02 09:00", "state: TICKET_STATE_REPORTED");
  Span("2026-03-02 09:10", "state: TICKET_STATE_ACCEPTED");
  Span("2026-03-02 09:20", "state: TICKET_STATE_DISPATCHED party: 'wuye-1'");
  Span("2026-03-02 10:00",
       "state: TICKET_STATE_DISPATCHED party: 'wuye-1' "
       "hold_reason: HOLD_REASON_AWAIT_APPROVAL");
  Span("2026-03-02 11:00",
       "state: TICKET_STATE_IN_PROGRESS party: 'wuye-2' "
       "hold_reason: HOLD_REASON_AWAIT_PARTS");
  Span("2026-03-02 12:00", "state: TICKET_STATE_COMPLETED party: 'wuye-2'");
  Span("2026-03-02 13:00", "state: TICKET_STATE_CLOSED party: 'wuye-2'");
  Span("2026-03-02 15:00", "state: TICKET_STATE_ACCEPTED party: 'wuye-2'");
  std::vector<std::string> texts;
  absl::Duration sum;
  for (const HolderPart& part :
       HolderParts(ticket_, Local("2026-03-02 16:00"))) {
    texts.push_back(v1::Holder_Name(part.holder) + " " + part.party + " " +
                    absl::FormatDuration(part.end - part.start));
    sum += part.end - part.start;
  }
  EXPECT_EQ(texts, (std::vector<std::string>{
                       "HOLDER_DESK  10m",
                       "HOLDER_DESK  10m",
                       "HOLDER_CONTRACTOR wuye-1 40m",
                       "HOLDER_APPROVER  1h",
                       "HOLDER_CONTRACTOR wuye-2 1h",
                       "HOLDER_DESK  1h",
                       "HOLDER_DESK  1h",
                   }));
  // Seven hours, of which it was closed for two.
  EXPECT_EQ(sum, absl::Hours(5));
}

}  // namespace
}  // namespace workledger
