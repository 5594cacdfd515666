#include "engine/core/sla/clock_timers.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/base/time.h"
#include "engine/core/sla/clock_breach.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_moves.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"

namespace workledger {
namespace {

bool IsAlarm(const v1::Timer& timer, const ClockAlarm& alarm) {
  return FromTimestamp(timer.due_time()) == alarm.due &&
         timer.level() == alarm.level &&
         (alarm.level.empty() || timer.repeat() == alarm.repeat);
}

// Returns when messages may go out: P1's at once, others in open hours.
absl::Time DeliveryTime(const v1::ClockTerms& terms, const v1::Ticket& ticket,
                        const Catalogue& catalogue, absl::Time now) {
  if (ticket.priority() == v1::PRIORITY_P1) return now;
  const WorkingCalendar* const calendar = catalogue.FindWorkingCalendar(
      terms.delivery_calendar(), terms.delivery_calendar_revision());
  if (calendar == nullptr) return now;
  const absl::Time open = calendar->NextOpen(now);
  // A calendar that is never open again would keep it for ever.
  return open == absl::InfiniteFuture() ? now : open;
}

v1::Event RaisedEvent(const v1::Clock& clock, const ClockAlarm& alarm,
                      const v1::Ticket& ticket, const Catalogue& catalogue,
                      absl::Time now) {
  const v1::ClockTerms& terms = clock.terms();
  v1::Event event;
  v1::EscalationRaised& raised = *event.mutable_escalation_raised();
  *raised.mutable_clock() = terms.clock();
  raised.set_level(alarm.level);
  *raised.mutable_due_time() = ToTimestamp(alarm.due);
  raised.set_late_millis(absl::ToInt64Milliseconds(now - alarm.due));
  raised.set_deadline_revision(clock.deadline_revision());
  raised.set_repeat(alarm.repeat);
  const auto level = std::ranges::find(terms.levels(), alarm.level,
                                       &v1::EscalationLevel::code);
  *raised.mutable_recipients() = level->recipients();
  *raised.mutable_deliver_time() =
      ToTimestamp(DeliveryTime(terms, ticket, catalogue, now));
  return event;
}

const v1::CatalogueEntry* NewerCalendar(const std::string& code,
                                        uint64_t revision,
                                        const Catalogue& catalogue) {
  const v1::CatalogueEntry* const entry =
      catalogue.FindEver(v1::CATALOGUE_KIND_CALENDAR, code);
  return entry != nullptr && entry->revision() > revision ? entry : nullptr;
}

v1::Event VoidedEvent(const v1::Clock& clock,
                      const v1::CatalogueEntry& calendar) {
  v1::Event event;
  v1::BreachVoided& voided = *event.mutable_breach_voided();
  *voided.mutable_clock() = clock.terms().clock();
  voided.set_document(calendar.document());
  voided.set_calendar_revision(calendar.revision());
  voided.set_breach_position(clock.breach().position());
  return event;
}

// Whether the breach has the ground taken from it: it was at the deadline that
// the former revision gave, and the new one gives a later one. Where something
// else has moved the deadline since, the notice does not speak of the breach.
bool IsVoidedBy(const v1::DeadlineMoved& moved, const v1::Breach& breach) {
  return CompareTimestamps(moved.previous_due_time(), breach.due_time()) == 0 &&
         (!moved.has_due_time() ||
          CompareTimestamps(moved.due_time(), breach.due_time()) > 0);
}

}  // namespace

Events CalendarMoves(const v1::Clock& clock, const v1::Ticket& ticket,
                     const Catalogue& catalogue, absl::Time now) {
  Events events;
  v1::ClockTerms terms = clock.terms();
  const v1::CatalogueEntry* const calendar =
      NewerCalendar(terms.calendar(), terms.calendar_revision(), catalogue);
  const v1::CatalogueEntry* const delivery = NewerCalendar(
      terms.delivery_calendar(), terms.delivery_calendar_revision(), catalogue);
  if (calendar == nullptr && delivery == nullptr) return events;
  if (calendar != nullptr) terms.set_calendar_revision(calendar->revision());
  if (delivery != nullptr) {
    terms.set_delivery_calendar_revision(delivery->revision());
  }
  v1::Event event = MovedEvent(clock, ticket, terms, v1::CLOCK_CAUSE_CALENDAR,
                               catalogue, now);
  v1::DeadlineMoved& moved = *event.mutable_deadline_moved();
  moved.set_document((calendar == nullptr ? delivery : calendar)->document());
  if (calendar != nullptr && IsBreached(clock) &&
      IsVoidedBy(moved, clock.breach())) {
    events.push_back(VoidedEvent(clock, *calendar));
  }
  events.push_back(std::move(event));
  return events;
}

absl::StatusOr<std::vector<StreamEvents>> FireClock(const v1::FireTimer& order,
                                                    const Folds& folds,
                                                    const Context& context) {
  const std::string& id = order.stream().key();
  const v1::Ticket& ticket = TicketOf(folds, id);
  const Catalogue& catalogue = *folds.catalogue;
  const v1::Clock* const clock = FindClock(ticket, order.timer().clock());
  if (clock == nullptr) return std::vector<StreamEvents>();
  const std::optional<ClockAlarm> alarm = NextAlarm(*clock, ticket, catalogue);
  if (!alarm || !IsAlarm(order.timer(), *alarm) || alarm->due > context.now) {
    return std::vector<StreamEvents>();
  }
  Events events;
  events.push_back(
      alarm->level.empty()
          ? BreachEvent(*clock, ticket, catalogue, alarm->due, context.now)
          : RaisedEvent(*clock, *alarm, ticket, catalogue, context.now));
  return InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
}

absl::StatusOr<std::vector<StreamEvents>> FireCalendar(
    const v1::FireTimer& order, const Folds& folds, const Context& context) {
  const std::string& id = order.stream().key();
  const v1::Ticket& ticket = TicketOf(folds, id);
  Events events;
  for (const v1::Clock& clock : ticket.clocks()) {
    if (!IsRunning(clock)) continue;
    std::ranges::move(
        CalendarMoves(clock, ticket, *folds.catalogue, context.occur_time),
        std::back_inserter(events));
  }
  return InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
}

}  // namespace workledger
