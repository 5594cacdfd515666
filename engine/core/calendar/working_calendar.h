#ifndef WORKLEDGER_CORE_CALENDAR_WORKING_CALENDAR_H_
#define WORKLEDGER_CORE_CALENDAR_WORKING_CALENDAR_H_

// The arithmetic of one revision of a calendar (DOMAIN 2.3): how much open time
// lies between two instants, and when so much of it will be over. Built once,
// then every question takes O(log (overrides + transitions) + intervals),
// however far apart the instants are.
//
//   const WorkingCalendar calendar(entry.item().calendar());
//   absl::Time due = calendar.Add(report_time, absl::Hours(4));
//   bool late = stop_time > due;  // it is met at the deadline itself
//
// An instant is open if the clock on the wall then reads an open time: one that
// lies in an interval [open, close) of a worked day. An interval belongs to the
// day on which it opens, also where it closes on the next; a worked day may
// have hours of its own. So an interval is as long as the clock really ran: an
// hour less where summer time begins in it, an hour more where it ends in it,
// and nothing in an hour that is skipped.
//
// Between all instants a, b, c and all spans d, e > 0 of whole milliseconds
// within the range, the laws of DOMAIN 2.3.5 hold:
//
//   Elapsed(a, b) + Elapsed(b, c) == Elapsed(a, c)
//   Elapsed(a, Add(a, d)) == d, and Add(a, d) is the least such instant
//   Add(Add(a, d), e) == Add(a, d + e)
//   Add(a, d) lies in (open, close] of an interval; Add(a, 0) == a
//   a <= b implies Add(a, d) <= Add(b, d); d <= e implies Add(a, d) <= Add(a,
//   e)
//
// Resolution: 1 ms, times are cut down to it. Range: the years 1 to 9999 of
// UTC. An instant outside it counts as its nearest end, and an answer that
// would lie beyond it is absl::InfiniteFuture(). So is that of a calendar that
// has no open time left: one that works by overrides alone, or never.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/core/calendar/local_clock.h"
#include "engine/core/calendar/worked_days.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {

// What a calendar says of a day.
struct DayInfo {
  absl::CivilDay day;
  v1::DayClass day_class = v1::DAY_CLASS_OFF;
  // The notice that makes the day so; empty where its weekday does. Lives as
  // long as the calendar.
  std::string_view document = {};
  // Whether the day lies beyond the last year that is known, so that a notice
  // may still change it.
  bool provisional = false;
};

// Open time without a break: not empty, and of one day's interval.
struct OpenInterval {
  absl::Time open;
  absl::Time close;    // not included
  absl::CivilDay day;  // that it belongs to
};

// Immutable, so that one may be shared between threads.
class WorkingCalendar {
 public:
  // Takes a calendar whose form is right (CheckCalendarForm).
  explicit WorkingCalendar(const v1::Calendar& calendar);

  // Whether it is open at any time of the range.
  bool EverOpen() const;

  // Returns the open time in [from, to); what it is in [to, from), with a minus
  // before it, if `to` is earlier.
  absl::Duration Elapsed(absl::Time from, absl::Time to) const;

  // Returns the least instant at or after `start` up to which so much open time
  // goes by; `start` if `open_time` is not positive.
  absl::Time Add(absl::Time start, absl::Duration open_time) const;

  // Returns the first open instant at or after `time`.
  absl::Time NextOpen(absl::Time time) const;

  // Returns what is left at `time` of the interval that is open then, or else
  // the next one; nothing if none comes.
  //
  //   for (auto next = calendar.NextInterval(from); next && next->open < to;
  //        next = calendar.NextInterval(next->close)) { ... }
  std::optional<OpenInterval> NextInterval(absl::Time time) const;

  // Returns the close of business of the `count`th worked day after the local
  // day of `start`, which is not counted (次日起算): the end of its last
  // interval, or of the day if the calendar has none. A count below 1 is 1.
  absl::Time AddWorkingDays(absl::Time start, int count) const;

  // Returns the end of the `count`th local day after that of `start`, worked or
  // not; with 0 or less, of that day itself.
  absl::Time AddNaturalDays(absl::Time start, int count) const;

  // What the calendar says of a day, or of the local day of an instant.
  DayInfo Describe(absl::CivilDay day) const;
  DayInfo Describe(absl::Time time) const;

  // Whether the open time up to `time` depends on days beyond the last year
  // that is known (DOMAIN 2.3.3): whether it is later than the end of that
  // year. Never for a calendar without a last year: no notice is awaited for
  // it.
  bool IsProvisional(absl::Time time) const;

  // The clock of its zone.
  const LocalClock& clock() const { return clock_; }

 private:
  // An interval in milliseconds after midnight.
  struct Interval {
    int64_t open;
    int64_t close;
    int64_t before;  // open time of the intervals before it
  };

  // The intervals of a worked day.
  struct Hours {
    std::vector<Interval> intervals;
    int64_t open = 0;        // open time of the day
    bool overnight = false;  // whether an interval closes on the next day
  };

  // A worked day with hours of its own, and the open time before it as
  // OpenBeforeReading counts it.
  struct OwnDay {
    int64_t day;
    Hours hours;
    int64_t before;
    int64_t shift;  // what all up to it add to the hours of ordinary days
  };

  static Hours HoursOf(
      const google::protobuf::RepeatedPtrField<v1::DayInterval>& intervals);

  // Returns the hours of a worked day.
  const Hours& HoursAt(int64_t day) const;

  // What own hours of days before `day` add to those of ordinary days.
  int64_t ShiftBefore(int64_t day) const;

  // An open millisecond: the place of its era, its worked day, its interval.
  struct Place {
    size_t era;
    int64_t day;
    const Interval* interval;
    int64_t end;  // the instant at its end
  };

  // Open time before a reading, if every reading came exactly once; counted
  // from any one reading. Negative before it.
  int64_t OpenBeforeReading(int64_t reading) const;

  // Open time of a worked day before `offset` milliseconds after its midnight.
  static int64_t OpenWithin(const Hours& hours, int64_t offset);

  // Open time before an instant, counted from kFirstInstant.
  int64_t OpenBefore(int64_t instant) const;

  // Returns the first millisecond at whose end so much was open since
  // kFirstInstant; `open` is positive. Nothing if it never is.
  std::optional<Place> Find(int64_t open) const;

  LocalClock clock_;
  WorkedDays days_;
  int32_t last_year_ = 0;
  int64_t year_end_ = 0;          // the end of the last year, an instant
  Hours hours_;                   // of a day without hours of its own
  std::vector<OwnDay> own_days_;  // ascending
  // Of each era: what was open before it, and what that is more than
  // OpenBeforeReading.
  struct EraOpen {
    int64_t before;
    int64_t shift;
  };
  std::vector<EraOpen> era_open_;
  int64_t total_open_ = 0;  // open time of the whole range
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CALENDAR_WORKING_CALENDAR_H_
