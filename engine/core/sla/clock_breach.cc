#include "engine/core/sla/clock_breach.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/sla/holder.h"

namespace workledger {
namespace {

// Sets who had the ticket at `due`: of two, the one who had it up to then.
void SetHolder(const v1::Ticket& ticket, absl::Time due,
               v1::SlaBreached& breached) {
  for (const HolderPart& part : HolderParts(ticket, absl::InfiniteFuture())) {
    if (part.start >= due && breached.holder() != v1::HOLDER_UNSPECIFIED) break;
    breached.set_holder(part.holder);
    breached.set_holder_party(part.party);
  }
}

v1::EvidenceLevel EvidenceOf(const v1::Event& event) {
  v1::EvidenceLevel level = v1::EVIDENCE_LEVEL_UNSPECIFIED;
  if (event.has_arrival_recorded()) {
    level = event.arrival_recorded().evidence_level();
  } else if (event.has_work_started()) {
    level = event.work_started().evidence_level();
  }
  return level == v1::EVIDENCE_LEVEL_UNSPECIFIED ? v1::EVIDENCE_LEVEL_STATED
                                                 : level;
}

// Whether the event shows that the clock had ended, in whatever way, when it
// was due. People have their time for it from when the breach became known.
bool Proves(const v1::Event& event, const v1::Clock& clock,
            const v1::Ticket& ticket, absl::Time now) {
  const std::optional<absl::Time> end = EndOf(clock);
  if (!end || *end > FromTimestamp(clock.breach().due_time())) return false;
  const uint64_t version =
      clock.has_stop_time() ? clock.stop_version() : clock.cancel_version();
  if (event.has_timeline_corrected()) {
    return version == event.timeline_corrected().corrected_version();
  }
  return version == ticket.version() &&
         now - FromTimestamp(clock.breach().detect_time()) <= kRescindTimeMax;
}

absl::Time DueOf(const v1::Clock& clock, const v1::Ticket& ticket,
                 const Catalogue& catalogue, absl::Time now) {
  const WorkingCalendar* const calendar = CalendarOf(clock.terms(), catalogue);
  if (calendar == nullptr) return absl::InfinitePast();
  const std::optional<absl::Time> end = EndOf(clock);
  return CourseOf(clock.terms(), ticket, *calendar, end.value_or(now), end).due;
}

// Whether the clock would not have been breached, by what has become known
// since `before`: the deadline that it missed lay later. Where something else
// has moved that deadline, a correction does not speak of the breach.
bool WasInTime(const v1::Clock& clock, const v1::Ticket& before,
               const v1::Ticket& ticket, const Catalogue& catalogue,
               absl::Time now) {
  const v1::Clock* const former = FindClock(before, clock.terms().clock());
  const absl::Time missed = FromTimestamp(clock.breach().due_time());
  if (former == nullptr || DueOf(*former, before, catalogue, now) != missed) {
    return false;
  }
  const absl::Time due = DueOf(clock, ticket, catalogue, now);
  return due > missed && EndOf(clock).value_or(now) <= due;
}

}  // namespace

v1::Event BreachEvent(const v1::Clock& clock, const v1::Ticket& ticket,
                      const Catalogue& catalogue, absl::Time due,
                      absl::Time now) {
  const v1::ClockTerms& terms = clock.terms();
  const v1::ClockValue value =
      EvaluateClock(clock, ticket, *CalendarOf(terms, catalogue), now);
  v1::Event event;
  v1::SlaBreached& breached = *event.mutable_sla_breached();
  *breached.mutable_clock() = terms.clock();
  *breached.mutable_due_time() = ToTimestamp(due);
  *breached.mutable_detect_time() = ToTimestamp(now);
  *breached.mutable_target() = terms.target();
  breached.set_elapsed_millis(value.elapsed_millis());
  breached.set_paused_millis(value.paused_millis());
  breached.set_policy_revision(terms.policy_revision());
  breached.set_calendar_revision(terms.calendar_revision());
  SetHolder(ticket, due, breached);
  if (clock.has_stop_time()) *breached.mutable_stop_time() = clock.stop_time();
  return event;
}

bool IsOverdue(const v1::Ticket& ticket, const Catalogue& catalogue,
               absl::Time time) {
  return std::ranges::any_of(ticket.clocks(), [&](const v1::Clock& clock) {
    const v1::ClockKey& key = clock.terms().clock();
    return key.metric() == v1::METRIC_RESOLUTION &&
           key.party() != v1::CLOCK_PARTY_CONTRACTOR && IsRunning(clock) &&
           (IsBreached(clock) || BreachDue(clock, ticket, catalogue) < time);
  });
}

Events UnnoticedBreaches(const v1::Ticket& ticket, const Catalogue& catalogue,
                         absl::Time now) {
  std::vector<std::pair<absl::Time, const v1::Clock*>> due;
  for (const v1::Clock& clock : ticket.clocks()) {
    const absl::Time time = BreachDue(clock, ticket, catalogue);
    if (time < now) due.emplace_back(time, &clock);
  }
  std::ranges::stable_sort(due, {},
                           &std::pair<absl::Time, const v1::Clock*>::first);
  Events events;
  for (const auto& [time, clock] : due) {
    events.push_back(BreachEvent(*clock, ticket, catalogue, time, now));
  }
  return events;
}

Events LateFacts(const v1::Event& event, uint64_t position,
                 const v1::Ticket& before, const v1::Ticket& ticket,
                 const Catalogue& catalogue, absl::Time now) {
  Events events;
  for (const v1::Clock& clock : ticket.clocks()) {
    if (!IsBreached(clock)) continue;
    if (Proves(event, clock, ticket, now)) {
      v1::BreachRescinded& rescinded =
          *events.emplace_back().mutable_breach_rescinded();
      *rescinded.mutable_clock() = clock.terms().clock();
      *rescinded.mutable_stop_time() = ToTimestamp(*EndOf(clock));
      rescinded.set_evidence_level(EvidenceOf(event));
      rescinded.set_breach_position(clock.breach().position());
      rescinded.set_proof_position(position);
    } else if (event.has_timeline_corrected() &&
               clock.breach().state() == v1::BREACH_STATE_STANDING &&
               WasInTime(clock, before, ticket, catalogue, now)) {
      v1::BreachExcused& excused =
          *events.emplace_back().mutable_breach_excused();
      *excused.mutable_clock() = clock.terms().clock();
      excused.set_reason(event.timeline_corrected().reason());
      excused.set_breach_position(clock.breach().position());
    }
  }
  return events;
}

}  // namespace workledger
