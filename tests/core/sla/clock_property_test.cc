// Random clocks: against the reference that walks minute by minute, and the
// laws that pauses keep. RapidCheck prints the seed of a failure.

#include <rapidcheck.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/sla/explain.h"
#include "gtest/gtest.h"
#include "tests/core/calendar/random_calendar.h"
#include "tests/core/sla/reference_clock.h"

namespace workledger {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr absl::Duration kLine = absl::Minutes(1000);
constexpr absl::Duration kDaysLine = absl::Minutes(4500);

constexpr v1::HoldReason kReasons[] = {
    v1::HOLD_REASON_AWAIT_REQUESTER, v1::HOLD_REASON_THIRD_PARTY,
    v1::HOLD_REASON_AWAIT_PARTS, v1::HOLD_REASON_FORCE_MAJEURE};

struct Hold {
  absl::Duration start;
  absl::Duration length;
  v1::HoldReason reason;
  bool approved;
};

struct Drawn {
  v1::Calendar calendar;
  v1::Clock clock;
  absl::Time start;
  std::vector<Hold> holds;
};

void AddSpan(absl::Time start, v1::HoldReason reason, bool approved,
             v1::Ticket& ticket) {
  v1::TicketSpan& span = *ticket.add_spans();
  *span.mutable_start_time() = ToTimestamp(start);
  span.set_state(v1::TICKET_STATE_IN_PROGRESS);
  span.set_hold_reason(reason);
  span.set_hold_approved(approved);
}

// A ticket that was held so, in this order.
v1::Ticket TicketOf(absl::Time start, const std::vector<Hold>& holds) {
  v1::Ticket ticket;
  AddSpan(start, v1::HOLD_REASON_UNSPECIFIED, false, ticket);
  for (const Hold& hold : holds) {
    AddSpan(start + hold.start, hold.reason, hold.approved, ticket);
    AddSpan(start + hold.start + hold.length, v1::HOLD_REASON_UNSPECIFIED,
            false, ticket);
  }
  return ticket;
}

void SetMinutes(int64_t minutes, v1::Target& target) {
  target.mutable_open_time()->set_seconds(minutes * 60);
}

// Force majeure always stops it, a third party by approval, the requester up to
// a cap; parts never.
void DrawTerms(Drawn& drawn) {
  v1::ClockTerms& terms = *drawn.clock.mutable_terms();
  *terms.mutable_start_time() = ToTimestamp(drawn.start);
  SetMinutes(*rc::gen::inRange(1, 400), *terms.mutable_target());
  if (*rc::gen::inRange(0, 4) == 3) {
    terms.set_used_millis(*rc::gen::inRange(-60, 60) * 60'000);
  }
  terms.add_pauses()->set_reason(v1::HOLD_REASON_FORCE_MAJEURE);
  v1::ClockPause& third = *terms.add_pauses();
  third.set_reason(v1::HOLD_REASON_THIRD_PARTY);
  third.set_approval(true);
  v1::ClockPause& requester = *terms.add_pauses();
  requester.set_reason(v1::HOLD_REASON_AWAIT_REQUESTER);
  if (*rc::gen::arbitrary<bool>()) {
    SetMinutes(*rc::gen::inRange(1, 120), *requester.mutable_cap());
  }
  *drawn.clock.mutable_original_target() = terms.target();
}

// Holds one after the other; some follow each other at once.
void DrawHolds(Drawn& drawn) {
  absl::Duration from;
  const int count = *rc::gen::inRange(0, 5);
  for (int i = 0; i < count; ++i) {
    from += *rc::gen::inRange(0, 90) * kMinute;
    const absl::Duration length = *rc::gen::inRange(0, 150) * kMinute;
    drawn.holds.push_back({.start = from,
                           .length = length,
                           .reason = kReasons[*rc::gen::inRange<size_t>(0, 4)],
                           .approved = *rc::gen::arbitrary<bool>()});
    from += length;
  }
}

Drawn Draw() {
  RandomCalendar random = DrawCalendar();
  Drawn drawn = {.calendar = std::move(random.calendar),
                 .clock = {},
                 .start = {},
                 .holds = {}};
  drawn.start = random.center - *rc::gen::inRange(0, 1200) * kMinute;
  DrawTerms(drawn);
  DrawHolds(drawn);
  RC_LOG() << drawn.clock.ShortDebugString() << '\n'
           << TicketOf(drawn.start, drawn.holds).ShortDebugString() << '\n';
  return drawn;
}

// The calendar of the same zone that is always open.
v1::Calendar AtAnyTime(const v1::Calendar& calendar) {
  v1::Calendar open;
  open.set_zone(calendar.zone());
  *open.mutable_transitions() = calendar.transitions();
  for (uint32_t weekday = 1; weekday <= 7; ++weekday) {
    open.add_weekdays(weekday);
  }
  open.add_intervals()->set_close_minute(1440);
  return open;
}

// The holds with these gaps before them.
std::vector<Hold> Apart(const std::vector<absl::Duration>& gaps,
                        std::vector<Hold> holds) {
  absl::Duration from;
  for (size_t i = 0; i < holds.size(); ++i) {
    from += gaps[i];
    holds[i].start = from;
    from += holds[i].length;
  }
  return holds;
}

std::string ValueBytes(const v1::Clock& clock, const v1::Ticket& ticket,
                       const WorkingCalendar& calendar, absl::Time now) {
  return EvaluateClock(clock, ticket, calendar, now).SerializeAsString();
}

// An extension, or the grace of a raised priority.
void DrawAllowance(Drawn& drawn) {
  v1::ClockTerms& terms = *drawn.clock.mutable_terms();
  if (*rc::gen::inRange(0, 3) == 2) {
    terms.set_least_millis(*rc::gen::inRange(1, 600) * 60'000);
  }
  if (*rc::gen::inRange(0, 4) == 3) {
    *terms.mutable_grace_time() =
        ToTimestamp(drawn.start + *rc::gen::inRange(0, 900) * kMinute);
  }
}

// A target in days, and now and then a cap in days.
void DrawDays(Drawn& drawn) {
  v1::ClockTerms& terms = *drawn.clock.mutable_terms();
  terms.clear_used_millis();
  const auto draw = [](v1::Target& target) {
    const uint32_t days = *rc::gen::inRange<uint32_t>(1, 3);
    if (*rc::gen::arbitrary<bool>()) {
      target.set_working_days(days);
    } else {
      target.set_natural_days(days);
    }
  };
  draw(*terms.mutable_target());
  if (terms.pauses(2).has_cap()) draw(*terms.mutable_pauses(2)->mutable_cap());
}

// Compares a clock with the reference on a line of this length; returns whether
// it is due there.
bool CompareWithReference(const Drawn& drawn, absl::Duration line) {
  v1::Ticket ticket = TicketOf(drawn.start, drawn.holds);
  // Now and then a word that comes late reaches back.
  if (*rc::gen::inRange(0, 4) == 3) {
    AddSpan(drawn.start + *rc::gen::inRange(0, 300) * kMinute,
            kReasons[*rc::gen::inRange<size_t>(0, 4)], false, ticket);
  }
  const WorkingCalendar calendar(drawn.calendar);
  const absl::Time limit = drawn.start + line;
  const ReferenceClock reference(ReferenceCalendar(drawn.calendar), drawn.clock,
                                 ticket, limit);
  const absl::Time now = drawn.start + *rc::gen::inRange(0, 900) * kMinute;
  const ReferenceValue want = reference.At(now);
  const v1::ClockValue got = EvaluateClock(drawn.clock, ticket, calendar, now);
  const absl::Time due = got.has_due_time() ? FromTimestamp(got.due_time())
                                            : absl::InfiniteFuture();
  RC_LOG() << drawn.clock.ShortDebugString() << " now " << absl::FormatTime(now)
           << " due " << absl::FormatTime(due) << " want "
           << absl::FormatTime(want.due.value_or(absl::InfiniteFuture()))
           << '\n';
  if (want.due) {
    RC_ASSERT(due == *want.due);
  } else {
    RC_ASSERT(due >= limit);
  }
  RC_ASSERT(got.elapsed_millis() == absl::ToInt64Milliseconds(want.elapsed));
  RC_ASSERT(got.paused_millis() == absl::ToInt64Milliseconds(want.paused));
  return want.due.has_value();
}

TEST(ClockPropertyTest, AgreesWithTheReferenceMinuteByMinute) {
  EXPECT_TRUE(CheckCases("reference", 25'000, [] {
    Drawn drawn = Draw();
    DrawAllowance(drawn);
    CompareWithReference(drawn, kLine);
  }));
}

TEST(ClockPropertyTest, AgreesWithTheReferenceInDays) {
  int due = 0;
  EXPECT_TRUE(CheckCases("days", 2'000, [&due] {
    Drawn drawn = Draw();
    DrawDays(drawn);
    DrawAllowance(drawn);
    if (CompareWithReference(drawn, kDaysLine)) ++due;
  }));
  // The line is long enough for most of them.
  EXPECT_GT(due, 1'000);
}

// The time of the intervals in which the clock did this, in milliseconds.
int64_t MillisOf(const std::vector<v1::ClockInterval>& intervals,
                 v1::ClockActivity activity) {
  absl::Duration sum;
  for (const v1::ClockInterval& interval : intervals) {
    if (interval.activity() != activity) continue;
    sum += FromTimestamp(interval.end_time()) -
           FromTimestamp(interval.start_time());
  }
  return absl::ToInt64Milliseconds(sum);
}

TEST(ClockPropertyTest, IntervalsAddUpToTheValueAndToTheTimeOnTheWall) {
  EXPECT_TRUE(CheckCases("intervals", 15'000, [] {
    Drawn drawn = Draw();
    const v1::Ticket ticket = TicketOf(drawn.start, drawn.holds);
    const WorkingCalendar calendar(drawn.calendar);
    const absl::Time now = drawn.start + *rc::gen::inRange(0, 3000) * kMinute;
    if (*rc::gen::inRange(0, 3) == 2) {
      *drawn.clock.mutable_stop_time() =
          ToTimestamp(drawn.start + *rc::gen::inRange(0, 3000) * kMinute);
    }
    const absl::Time end = EndOf(drawn.clock).value_or(now);
    size_t parts = kExplainedPartsMax;
    const auto intervals =
        IntervalsOf(drawn.clock, ticket, calendar, now, parts);
    RC_ASSERT(intervals.ok());
    absl::Time reached = drawn.start;
    for (const v1::ClockInterval& interval : *intervals) {
      RC_ASSERT(FromTimestamp(interval.start_time()) == reached);
      RC_ASSERT(FromTimestamp(interval.end_time()) > reached);
      reached = FromTimestamp(interval.end_time());
    }
    RC_ASSERT(reached == end);
    const v1::ClockValue value =
        EvaluateClock(drawn.clock, ticket, calendar, now);
    RC_ASSERT(MillisOf(*intervals, v1::CLOCK_ACTIVITY_RUN) ==
              value.elapsed_millis());
    RC_ASSERT(MillisOf(*intervals, v1::CLOCK_ACTIVITY_PAUSE) ==
              value.paused_millis());
  }));
}

TEST(ClockPropertyTest, PermutingIndependentPausesChangesNothing) {
  EXPECT_TRUE(CheckCases("permute", 25'000, [] {
    Drawn drawn = Draw();
    // Where all time is open it does not matter when it is held for how long,
    // as long as every hold begins before the deadline.
    drawn.calendar = AtAnyTime(drawn.calendar);
    const WorkingCalendar calendar(drawn.calendar);
    // Each stops the clock for as long as it lasts.
    for (Hold& hold : drawn.holds) {
      hold.approved = true;
      if (hold.reason == v1::HOLD_REASON_AWAIT_PARTS) {
        hold.reason = v1::HOLD_REASON_FORCE_MAJEURE;
      }
    }
    drawn.clock.mutable_terms()->mutable_pauses(2)->clear_cap();
    std::vector<absl::Duration> gaps;
    int64_t target = *rc::gen::inRange(1, 200);
    for (size_t i = 0; i < drawn.holds.size(); ++i) {
      const int minutes = *rc::gen::inRange(1, 90);
      gaps.push_back(minutes * kMinute);
      target += minutes;
    }
    SetMinutes(target, *drawn.clock.mutable_terms()->mutable_target());
    drawn.clock.mutable_terms()->clear_used_millis();
    *drawn.clock.mutable_original_target() = drawn.clock.terms().target();
    std::vector<Hold> permuted = drawn.holds;
    for (size_t i = 1; i < permuted.size(); ++i) {
      std::swap(permuted[i], permuted[*rc::gen::inRange<size_t>(0, i + 1)]);
    }
    const absl::Time now = drawn.start + 5 * kLine;
    RC_ASSERT(
        ValueBytes(drawn.clock, TicketOf(drawn.start, Apart(gaps, drawn.holds)),
                   calendar, now) ==
        ValueBytes(drawn.clock, TicketOf(drawn.start, Apart(gaps, permuted)),
                   calendar, now));
  }));
}

TEST(ClockPropertyTest, SplittingAPauseChangesNothing) {
  EXPECT_TRUE(CheckCases("split", 25'000, [] {
    Drawn drawn = Draw();
    const WorkingCalendar calendar(drawn.calendar);
    std::vector<Hold> split;
    for (const Hold& hold : drawn.holds) {
      const absl::Duration first =
          *rc::gen::inRange<int64_t>(0,
                                     hold.length / absl::Milliseconds(1) + 1) *
          absl::Milliseconds(1);
      Hold half = hold;
      half.length = first;
      split.push_back(half);
      half.start = hold.start + first;
      half.length = hold.length - first;
      split.push_back(half);
    }
    const absl::Time now = drawn.start + *rc::gen::inRange(0, 1000) * kMinute;
    RC_ASSERT(
        ValueBytes(drawn.clock, TicketOf(drawn.start, drawn.holds), calendar,
                   now) ==
        ValueBytes(drawn.clock, TicketOf(drawn.start, split), calendar, now));
  }));
}

TEST(ClockPropertyTest, PausingInClosedTimeChangesNothing) {
  EXPECT_TRUE(CheckCases("closed", 25'000, [] {
    Drawn drawn = Draw();
    const WorkingCalendar calendar(drawn.calendar);
    const absl::Time after = drawn.holds.empty()
                                 ? drawn.start
                                 : drawn.start + drawn.holds.back().start +
                                       drawn.holds.back().length;
    const auto open = calendar.NextInterval(after);
    if (!open) return;
    const absl::Time close = open->close;
    const absl::Time next = calendar.NextOpen(close);
    if (next == absl::InfiniteFuture()) return;
    std::vector<Hold> more = drawn.holds;
    more.push_back({.start = close - drawn.start,
                    .length = next - close,
                    .reason = v1::HOLD_REASON_FORCE_MAJEURE,
                    .approved = true});
    // The state may say that it is held; no time and no deadline may.
    const absl::Time now = next + *rc::gen::inRange(0, 1000) * kMinute;
    RC_ASSERT(
        ValueBytes(drawn.clock, TicketOf(drawn.start, drawn.holds), calendar,
                   now) ==
        ValueBytes(drawn.clock, TicketOf(drawn.start, more), calendar, now));
  }));
}

}  // namespace
}  // namespace workledger
