#include "engine/core/sla/deadline.h"

#include <algorithm>

#include "engine/base/time.h"
#include "engine/core/sla/spans.h"

namespace workledger {
namespace {

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Nanoseconds(duration.nanos());
}

// Returns what says that a hold like this stops the clock, or null.
const v1::ClockPause* FindPause(const v1::ClockTerms& terms,
                                const v1::TicketSpan& span) {
  if (span.hold_reason() == v1::HOLD_REASON_UNSPECIFIED) return nullptr;
  const auto found =
      std::ranges::find_if(terms.pauses(), [&](const v1::ClockPause& pause) {
        return pause.reason() == span.hold_reason() &&
               (!pause.approval() || span.hold_approved());
      });
  return found == terms.pauses().end() ? nullptr : &*found;
}

// A hold and what says that it stops the clock; null where the ticket was
// withdrawn.
struct Hold {
  Pause pause;
  const v1::ClockPause* rule;
};

// Returns the holds that stop the clock in [start, end), each until it ended or
// its cap was reached. So does the time that the ticket was withdrawn, once an
// appeal lets the clock go on: nobody was to work on it then. Spans of one hold
// that follow each other are one, so that it has one cap.
std::vector<Pause> HoldsOf(const v1::ClockTerms& terms,
                           const v1::Ticket& ticket,
                           const WorkingCalendar& calendar, absl::Time start,
                           absl::Time end) {
  std::vector<Hold> holds;
  for (const SpanPart& part : PartsOf(ticket)) {
    const absl::Time from = std::max(part.start, start);
    const absl::Time to = std::min(part.end, end);
    const v1::ClockPause* const rule = FindPause(terms, *part.span);
    const bool withdrawn = part.span->state() == v1::TICKET_STATE_WITHDRAWN;
    if ((rule == nullptr && !withdrawn) || from >= to) continue;
    if (!holds.empty() && holds.back().rule == rule &&
        holds.back().pause.end == from) {
      holds.back().pause.end = to;
      continue;
    }
    holds.push_back(
        {{.start = from, .end = to, .reason = part.span->hold_reason()}, rule});
  }
  std::vector<Pause> pauses;
  for (Hold& hold : holds) {
    if (hold.rule != nullptr && hold.rule->has_cap()) {
      hold.pause.end =
          std::min(hold.pause.end,
                   EndOfTarget(hold.rule->cap(), calendar, hold.pause.start));
    }
    pauses.push_back(hold.pause);
  }
  return pauses;
}

// Returns the instant before which the clock is never due, open or not: the end
// of its last natural day, or what was granted. For ever where its calendar has
// not as many days left.
absl::Time FloorOf(const v1::ClockTerms& terms,
                   const WorkingCalendar& calendar) {
  absl::Time floor = absl::InfinitePast();
  if (terms.has_grace_time()) floor = FromTimestamp(terms.grace_time());
  if (terms.target().has_open_time()) return floor;
  const absl::Time end =
      EndOfTarget(terms.target(), calendar, FromTimestamp(terms.start_time()));
  const bool whole =
      terms.target().has_natural_days() && terms.used_millis() <= 0;
  return whole || end == absl::InfiniteFuture() ? std::max(floor, end) : floor;
}

// Cuts the holds at `now`, and leaves out those that begin later or do not
// count because the deadline was over when they began.
void CutPauses(absl::Time now, const std::vector<Pause>& holds,
               Course& course) {
  for (Pause pause : holds) {
    if (pause.start >= course.due || pause.start > now) break;
    course.paused = now < pause.end;
    pause.end = std::min(pause.end, now);
    if (pause.start < pause.end) course.pauses.push_back(pause);
  }
}

}  // namespace

absl::Time EndOfTarget(const v1::Target& target,
                       const WorkingCalendar& calendar, absl::Time start) {
  switch (target.span_case()) {
    case v1::Target::kOpenTime:
      return calendar.Add(start, DurationOf(target.open_time()));
    case v1::Target::kWorkingDays:
      return calendar.AddWorkingDays(start,
                                     static_cast<int>(target.working_days()));
    case v1::Target::kNaturalDays:
      return calendar.AddNaturalDays(start,
                                     static_cast<int>(target.natural_days()));
    case v1::Target::SPAN_NOT_SET:
      break;
  }
  return start;
}

absl::Duration OpenTimeOf(const v1::Target& target,
                          const WorkingCalendar& calendar, absl::Time start) {
  if (target.has_open_time()) return DurationOf(target.open_time());
  return calendar.Elapsed(start, EndOfTarget(target, calendar, start));
}

absl::Duration TargetOf(const v1::ClockTerms& terms,
                        const WorkingCalendar& calendar) {
  return OpenTimeOf(terms.target(), calendar,
                    FromTimestamp(terms.start_time()));
}

absl::Time Reach(const WorkingCalendar& calendar, absl::Time start,
                 absl::Duration open, const std::vector<Pause>& pauses,
                 absl::Time floor) {
  absl::Time reached = std::max(floor, calendar.Add(start, open));
  for (const Pause& pause : pauses) {
    if (pause.start >= reached) break;
    if (pause.end == absl::InfiniteFuture()) return absl::InfiniteFuture();
    open += calendar.Elapsed(pause.start, pause.end);
    reached = std::max(floor, calendar.Add(start, open));
  }
  return reached;
}

Course CourseOf(const v1::ClockTerms& terms, const v1::Ticket& ticket,
                const WorkingCalendar& calendar, absl::Time now,
                std::optional<absl::Time> end) {
  const absl::Time start = FromTimestamp(terms.start_time());
  Course course;
  if (terms.has_agreed_time()) {
    course.due = FromTimestamp(terms.agreed_time());
    course.available =
        std::max(absl::ZeroDuration(), calendar.Elapsed(start, course.due));
    return course;
  }
  const absl::Duration used = absl::Milliseconds(terms.used_millis());
  course.available =
      std::max({absl::ZeroDuration(), TargetOf(terms, calendar) - used,
                absl::Milliseconds(terms.least_millis())});
  const std::vector<Pause> holds = HoldsOf(
      terms, ticket, calendar, start, end.value_or(absl::InfiniteFuture()));
  std::vector<Pause> known = holds;
  for (Pause& pause : known) {
    pause.end = std::clamp(now, pause.start, pause.end);
  }
  course.due =
      Reach(calendar, start, course.available, known, FloorOf(terms, calendar));
  CutPauses(now, holds, course);
  // Percentages are those of the time there is, not of the target alone.
  if (terms.has_grace_time() &&
      course.due == FromTimestamp(terms.grace_time())) {
    course.available = calendar.Elapsed(start, course.due);
    for (const Pause& pause : course.pauses) {
      course.available -= calendar.Elapsed(pause.start, pause.end);
    }
  }
  return course;
}

absl::Duration OpenTimeUntil(const v1::ClockTerms& terms,
                             const v1::Ticket& ticket,
                             const WorkingCalendar& calendar, absl::Time now,
                             absl::Time time) {
  const absl::Time start = FromTimestamp(terms.start_time());
  absl::Duration open = calendar.Elapsed(start, std::max(start, time));
  for (const Pause& pause :
       HoldsOf(terms, ticket, calendar, start, std::min(now, time))) {
    open -= calendar.Elapsed(pause.start, pause.end);
  }
  return open;
}

std::optional<absl::Time> EndOf(const v1::Clock& clock) {
  if (clock.has_stop_time()) return FromTimestamp(clock.stop_time());
  if (clock.has_cancel_time()) return FromTimestamp(clock.cancel_time());
  return std::nullopt;
}

}  // namespace workledger
