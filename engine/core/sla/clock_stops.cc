#include "engine/core/sla/clock_stops.h"

#include <algorithm>
#include <iterator>

#include "engine/base/time.h"
#include "engine/core/enum_set.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/sla/clock_evolve.h"

namespace workledger {
namespace {

using Metrics = EnumSet<v1::Metric>;

// What an event stops: the metrics that it answers, and those that are answered
// all the more.
struct Stop {
  v1::Event::BodyCase event;
  Metrics answers;
  Metrics implies = {};
};

constexpr Metrics kReached = {v1::METRIC_ACCEPT, v1::METRIC_ACKNOWLEDGE,
                              v1::METRIC_RESPONSE};
constexpr Metrics kArrived = {v1::METRIC_ACCEPT, v1::METRIC_ACKNOWLEDGE,
                              v1::METRIC_RESPONSE, v1::METRIC_ARRIVAL};
constexpr Metrics kContained = {v1::METRIC_ACCEPT, v1::METRIC_ACKNOWLEDGE,
                                v1::METRIC_RESPONSE, v1::METRIC_ARRIVAL,
                                v1::METRIC_CONTAIN};

constexpr Metrics kDone = {v1::METRIC_ACCEPT,   v1::METRIC_ACKNOWLEDGE,
                           v1::METRIC_RESPONSE, v1::METRIC_ARRIVAL,
                           v1::METRIC_CONTAIN,  v1::METRIC_RESOLUTION};

constexpr Stop kStops[] = {
    {v1::Event::kTicketAccepted, {v1::METRIC_ACCEPT}},
    {v1::Event::kTicketRejected, {v1::METRIC_ACCEPT}},
    {v1::Event::kWorkDispatched, {v1::METRIC_ACCEPT}},
    {v1::Event::kTaskReleased, {v1::METRIC_ACCEPT}},
    {v1::Event::kDispatchAcknowledged,
     {v1::METRIC_ACKNOWLEDGE, v1::METRIC_RESPONSE},
     {v1::METRIC_ACCEPT}},
    {v1::Event::kAppointmentMade,
     {v1::METRIC_RESPONSE},
     {v1::METRIC_ACCEPT, v1::METRIC_ACKNOWLEDGE}},
    {v1::Event::kArrivalRecorded, {v1::METRIC_ARRIVAL}, kReached},
    {v1::Event::kSceneArrival, {v1::METRIC_ARRIVAL}, kReached},
    {v1::Event::kWorkStarted, {v1::METRIC_ARRIVAL}, kReached},
    {v1::Event::kWorkCompleted, {v1::METRIC_RESOLUTION}, kContained},
    {v1::Event::kTaskFinished, {v1::METRIC_RESOLUTION}, kContained},
    // History need not tell that it was completed before.
    {v1::Event::kWorkAccepted, {v1::METRIC_VERIFY}, kDone},
    {v1::Event::kWorkDeemedAccepted, {v1::METRIC_VERIFY}},
    {v1::Event::kWorkRejected, {v1::METRIC_VERIFY}},
    {v1::Event::kInspectionScored, {v1::METRIC_VERIFY}},
    {v1::Event::kRectificationSubmitted, {v1::METRIC_RECTIFY}},
    {v1::Event::kVerificationStarted, {v1::METRIC_ACCEPT, v1::METRIC_RESPONSE}},
    {v1::Event::kIncidentConfirmed, {v1::METRIC_VERIFY}, kReached},
    {v1::Event::kIncidentDismissed, {v1::METRIC_VERIFY}, kReached},
    {v1::Event::kIncidentContained, {v1::METRIC_CONTAIN}, kArrived},
    // It ends the response, not the closure.
    {v1::Event::kIncidentHandedOver, {v1::METRIC_CONTAIN}, kArrived},
    {v1::Event::kIncidentResolved, {v1::METRIC_RESOLUTION}, kContained},
    {v1::Event::kIncidentReportedUp, {v1::METRIC_REPORT_UP}},
    {v1::Event::kReviewOpened,
     {v1::METRIC_FINAL_REPORT},
     {v1::METRIC_REPORT_UP}},
};

// What history says by the state alone.
Stop StopOf(v1::TicketState state) {
  const v1::Event::BodyCase event = v1::Event::kStateRecorded;
  switch (state) {
    case v1::TICKET_STATE_ACCEPTED:
    case v1::TICKET_STATE_DISPATCHED:
    case v1::TICKET_STATE_ASSIGNED:
      return {event, {v1::METRIC_ACCEPT}};
    case v1::TICKET_STATE_ACKNOWLEDGED:
      return {event,
              {v1::METRIC_ACKNOWLEDGE, v1::METRIC_RESPONSE},
              {v1::METRIC_ACCEPT}};
    case v1::TICKET_STATE_ON_SITE:
    case v1::TICKET_STATE_IN_PROGRESS:
      return {event, {v1::METRIC_ARRIVAL}, kReached};
    case v1::TICKET_STATE_COMPLETED:
    case v1::TICKET_STATE_DONE:
      return {event, {v1::METRIC_RESOLUTION}, kContained};
    case v1::TICKET_STATE_VERIFIED:
    case v1::TICKET_STATE_CLOSED:
      return {event, {v1::METRIC_VERIFY}, kDone};
    // All others stop nothing by themselves.
    default:
      return {event, {}};
  }
}

// Whoever imports a person's work is a system.
bool IsOfAPerson(const v1::Record& record) {
  return record.actor().kind() == v1::ACTOR_KIND_HUMAN ||
         record.has_provenance();
}

// A rating or the engine's own follow-up is no answer to a requester.
bool AnswersRequester(const v1::Record& record, const v1::Event& event) {
  return record.actor().kind() == v1::ACTOR_KIND_HUMAN &&
         event.has_note_added() &&
         event.note_added().visibility() == v1::VISIBILITY_PUBLIC &&
         std::ranges::find(record.actor().roles(),
                           static_cast<int>(v1::ROLE_REQUESTER)) ==
             record.actor().roles().end();
}

Stop StopOf(const v1::Record& record, const v1::Event& event) {
  if (event.has_state_recorded()) {
    return StopOf(event.state_recorded().state());
  }
  // What a project takes over was not done.
  if (event.has_ticket_closed() && event.ticket_closed().closure_code() !=
                                       v1::CLOSURE_CODE_DEFERRED_TO_PROJECT) {
    return {v1::Event::kTicketClosed, {}, kDone};
  }
  if (AnswersRequester(record, event)) {
    return {v1::Event::kNoteAdded, {v1::METRIC_RESPONSE}};
  }
  const auto* const row =
      std::ranges::find(kStops, event.body_case(), &Stop::event);
  return row == std::end(kStops) ? Stop{event.body_case(), {}} : *row;
}

void StopClock(v1::Clock& clock, const v1::Record& record, bool implied) {
  *clock.mutable_stop_time() = record.occur_time();
  clock.set_implied(implied);
  clock.set_stop_version(record.version());
}

// A clock of a dispatch that is over is no longer anybody's.
void EndSegments(const v1::Record& record, v1::Ticket& ticket) {
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    if (clock.terms().clock().party() == v1::CLOCK_PARTY_CONTRACTOR &&
        IsRunning(clock)) {
      *clock.mutable_cancel_time() = record.occur_time();
    }
  }
}

// What a clock that starts late would have been stopped by: the rule that it
// follows became known only after that (DOMAIN 2.1, implied stops).
void StopIfAnswered(const v1::Ticket& ticket, v1::Clock& clock) {
  const v1::ClockKey& key = clock.terms().clock();
  const bool contractor = key.party() == v1::CLOCK_PARTY_CONTRACTOR;
  for (const v1::TicketSpan& span : ticket.spans()) {
    if (contractor ? span.segment() != key.segment()
                   : span.cycle() != key.cycle()) {
      continue;
    }
    const Stop stop = StopOf(span.state());
    const bool answers = stop.answers.Contains(key.metric());
    if (!answers && !stop.implies.Contains(key.metric())) continue;
    *clock.mutable_stop_time() = span.start_time();
    clock.set_implied(!answers);
    clock.set_stop_version(span.version());
    return;
  }
}

// Work is judged and rectified in rounds of their own, which start when there
// is something to be done.
bool StartsLate(const v1::Clock& clock) {
  const v1::Metric metric = clock.terms().clock().metric();
  return metric != v1::METRIC_VERIFY && metric != v1::METRIC_RECTIFY &&
         IsRunning(clock);
}

// History says again when a ticket came to a state; the last word counts.
void Restate(const v1::Record& record, v1::TicketState state,
             v1::Ticket& ticket) {
  const Stop stop = StopOf(state);
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    const v1::ClockKey& key = clock.terms().clock();
    if (!clock.has_stop_time() || clock.implied() ||
        key.cycle() != ticket.cycle() || !stop.answers.Contains(key.metric())) {
      continue;
    }
    StopClock(clock, record, false);
  }
}

// Brings back the clocks that ended with the ticket alone, once it turns out
// that it had not ended: it was no duplicate, or was rejected wrongly.
void Revive(v1::Ticket& ticket) {
  // The last span is the one that has just begun.
  const auto& spans = ticket.spans();
  const auto end = std::find_if(spans.rbegin(), spans.rend(),
                                [](const v1::TicketSpan& span) {
                                  return kTerminalStates.Contains(span.state());
                                });
  if (end == spans.rend()) return;
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    if (clock.has_cancel_time() && !clock.has_stop_time() &&
        CompareTimestamps(clock.cancel_time(), end->start_time()) == 0) {
      clock.clear_cancel_time();
    }
  }
}

void CancelAll(const v1::Record& record, v1::Ticket& ticket) {
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    if (IsRunning(clock)) *clock.mutable_cancel_time() = record.occur_time();
  }
}

// 返工: as if the work had never been called done.
void Reinstate(v1::Ticket& ticket) {
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    if (clock.terms().clock().metric() != v1::METRIC_RESOLUTION ||
        clock.terms().clock().cycle() != ticket.cycle() ||
        clock.has_cancel_time()) {
      continue;
    }
    clock.clear_stop_time();
    clock.clear_implied();
    clock.clear_stop_version();
  }
}

void Correct(const v1::TimelineCorrected& event, v1::Ticket& ticket) {
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    if (clock.has_stop_time() &&
        clock.stop_version() == event.corrected_version()) {
      *clock.mutable_stop_time() = event.correct_time();
    }
  }
}

}  // namespace

void StopClocks(const v1::Record& record, const v1::Event& event,
                v1::Ticket& ticket) {
  if (ticket.clocks().empty()) return;
  if (event.has_timeline_corrected()) {
    return Correct(event.timeline_corrected(), ticket);
  }
  if (event.has_clocks_started()) {
    for (v1::Clock& clock : *ticket.mutable_clocks()) {
      if (StartsLate(clock)) StopIfAnswered(ticket, clock);
    }
    return;
  }
  if (event.has_stop_restated()) {
    return Restate(record, event.stop_restated().state(), ticket);
  }
  if (event.has_duplicate_unlinked() || event.has_ticket_appealed()) {
    return Revive(ticket);
  }
  const Stop stop = StopOf(record, event);
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    const v1::Metric metric = clock.terms().clock().metric();
    if (!IsRunning(clock)) continue;
    if (metric == v1::METRIC_RESPONSE && !IsOfAPerson(record)) continue;
    if (stop.answers.Contains(metric)) StopClock(clock, record, false);
    if (stop.implies.Contains(metric)) StopClock(clock, record, true);
  }
  if (event.has_work_returned() || event.has_work_reassigned()) {
    EndSegments(record, ticket);
  }
  if (event.has_work_rejected()) Reinstate(ticket);
  if (kTerminalStates.Contains(ticket.state())) CancelAll(record, ticket);
}

}  // namespace workledger
