#include "engine/core/sla/clock_stops.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "engine/base/time.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/timeline.h"
#include "engine/core/sla/clock_answers.h"
#include "engine/core/sla/clock_evolve.h"

namespace workledger {
namespace {

// When something happened, and the version of the event that says so.
struct Moment {
  google::protobuf::Timestamp time;
  uint64_t version;
};

void StopClock(v1::Clock& clock, const Moment& moment, bool implied) {
  *clock.mutable_stop_time() = moment.time;
  clock.set_implied(implied);
  clock.set_stop_version(moment.version);
}

void CancelClock(v1::Clock& clock, const Moment& moment) {
  *clock.mutable_cancel_time() = moment.time;
  clock.set_cancel_version(moment.version);
}

// Whether the clock is of a dispatch that the event ended. History tells of the
// next one, or of the next party, without the end of the one before.
bool EndsSegment(const v1::Event& event, const v1::Clock& clock,
                 const v1::Ticket& ticket) {
  const v1::ClockKey& key = clock.terms().clock();
  if (key.party() != v1::CLOCK_PARTY_CONTRACTOR) return false;
  if (event.has_work_returned() || event.has_work_reassigned() ||
      event.assignee_recorded().reassigned()) {
    return true;
  }
  return event.has_work_dispatched() && key.metric() != v1::METRIC_VERIFY &&
         key.segment() < ticket.tallies().segments();
}

// A clock of a dispatch that is over is no longer anybody's.
void EndSegments(const v1::Event& event, const Moment& moment,
                 v1::Ticket& ticket) {
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    if (IsRunning(clock) && EndsSegment(event, clock, ticket)) {
      CancelClock(clock, moment);
    }
  }
}

// What a clock that starts late would have been stopped by: the rule that it
// follows became known only after that (DOMAIN 2.1, implied stops). Work is
// judged and rectified in rounds of their own, which do not start late.
void StopIfAnswered(const v1::Ticket& ticket, v1::Clock& clock) {
  const v1::ClockKey& key = clock.terms().clock();
  if (key.metric() == v1::METRIC_RECTIFY ||
      (key.metric() == v1::METRIC_VERIFY &&
       ticket.kind() != v1::TICKET_KIND_SECURITY)) {
    return;
  }
  const std::optional<Answer> answer = FindAnswer(ticket, key);
  if (!answer) return;
  StopClock(clock, {answer->time, answer->version}, answer->implied);
}

// History says again when a ticket came to a state; the last word counts. What
// another state had stopped before it did not wait for this one.
void Restate(const Moment& moment, v1::TicketState state, v1::Ticket& ticket) {
  const Stop stop = StopOf(state);
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    const v1::ClockKey& key = clock.terms().clock();
    if (!clock.has_stop_time() || clock.implied() ||
        key.cycle() != ticket.cycle() || !stop.answers.Contains(key.metric())) {
      continue;
    }
    const std::optional<Answer> answer = FindAnswer(ticket, key);
    if (answer && answer->state == state) StopClock(clock, moment, false);
  }
}

// Brings back the clocks that ended with the ticket alone, once it turns out
// that it had not ended: it was no duplicate, or was rejected wrongly. An
// appeal leads back to the desk, so that no contractor has the ticket.
void Revive(const v1::Event& event, v1::Ticket& ticket) {
  // The last span is the one that has just begun.
  const auto& spans = ticket.spans();
  const auto end = std::find_if(spans.rbegin(), spans.rend(),
                                [](const v1::TicketSpan& span) {
                                  return kTerminalStates.Contains(span.state());
                                });
  if (end == spans.rend()) return;
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    if (event.has_ticket_appealed() &&
        clock.terms().clock().party() == v1::CLOCK_PARTY_CONTRACTOR) {
      continue;
    }
    if (clock.has_cancel_time() && !clock.has_stop_time() &&
        clock.cancel_version() == end->version()) {
      clock.clear_cancel_time();
      clock.clear_cancel_version();
    }
  }
}

void CancelAll(const Moment& moment, v1::Ticket& ticket) {
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    if (IsRunning(clock)) CancelClock(clock, moment);
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
    if (clock.has_cancel_time() &&
        clock.cancel_version() == event.corrected_version()) {
      *clock.mutable_cancel_time() = event.correct_time();
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
    for (const v1::StartedClock& started : event.clocks_started().clocks()) {
      StopIfAnswered(ticket, *FindClock(ticket, started.terms().clock()));
    }
    return;
  }
  const Moment moment = {HappenTime(record, event), record.version()};
  if (event.has_stop_restated()) {
    return Restate(moment, event.stop_restated().state(), ticket);
  }
  if (event.has_duplicate_unlinked() || event.has_ticket_appealed()) {
    return Revive(event, ticket);
  }
  const Stop stop = StopOf(record, event);
  for (v1::Clock& clock : *ticket.mutable_clocks()) {
    const v1::Metric metric = clock.terms().clock().metric();
    if (!IsRunning(clock)) continue;
    if (stop.answers.Contains(metric)) StopClock(clock, moment, false);
    if (stop.implies.Contains(metric)) StopClock(clock, moment, true);
  }
  EndSegments(event, moment, ticket);
  if (event.has_work_rejected()) Reinstate(ticket);
  if (kTerminalStates.Contains(ticket.state())) CancelAll(moment, ticket);
}

}  // namespace workledger
