#include "engine/core/sla/clock_anchor.h"

#include <algorithm>

#include "engine/base/time.h"
#include "engine/core/lifecycle/moves.h"

namespace workledger {
namespace {

// Nobody is sent: not yet, or not any more.
constexpr StateSet kUnsent = {
    v1::TICKET_STATE_REPORTED,  v1::TICKET_STATE_ACCEPTED,
    v1::TICKET_STATE_PLANNED,   v1::TICKET_STATE_ALARMED,
    v1::TICKET_STATE_VERIFYING, v1::TICKET_STATE_CONFIRMED};
constexpr StateSet kSent = {v1::TICKET_STATE_DISPATCHED,
                            v1::TICKET_STATE_ASSIGNED,
                            v1::TICKET_STATE_RESPONDING};
constexpr StateSet kToBeJudged = {v1::TICKET_STATE_COMPLETED,
                                  v1::TICKET_STATE_DONE};
constexpr StateSet kRectifying = {v1::TICKET_STATE_RECTIFYING};
// Work may not begin yet.
constexpr StateSet kUnaccepted =
    kTerminalStates.Without({v1::TICKET_STATE_CLOSED});
constexpr StateSet kActive =
    kAllStates.Without(kUnaccepted)
        .Without({v1::TICKET_STATE_REPORTED, v1::TICKET_STATE_PLANNED,
                  v1::TICKET_STATE_ALARMED, v1::TICKET_STATE_VERIFYING});

bool IsSecurity(const v1::Ticket& ticket) {
  return ticket.kind() == v1::TICKET_KIND_SECURITY;
}

// Returns when the ticket first came to one of `states` in its present cycle.
std::optional<absl::Time> FirstIn(StateSet states, const v1::Ticket& ticket) {
  for (const v1::TicketSpan& span : ticket.spans()) {
    if (span.cycle() == ticket.cycle() && states.Contains(span.state())) {
      return FromTimestamp(span.start_time());
    }
  }
  return std::nullopt;
}

// Returns when it came to the one of `states` that it is in; nothing if it is
// in none.
std::optional<absl::Time> LastInto(StateSet states, const v1::Ticket& ticket) {
  std::optional<absl::Time> start;
  const auto& spans = ticket.spans();
  for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
    if (!states.Contains(span->state())) break;
    start = FromTimestamp(span->start_time());
  }
  return start;
}

// Returns when its present dispatch began; nothing where there is none.
std::optional<absl::Time> SegmentStart(const v1::Ticket& ticket) {
  if (ticket.tallies().segments() == 0 || ticket.assignee().party().empty() ||
      kUnsent.Contains(ticket.state())) {
    return std::nullopt;
  }
  for (const v1::TicketSpan& span : ticket.spans()) {
    if (span.segment() == ticket.tallies().segments() &&
        kSent.Contains(span.state())) {
      return FromTimestamp(span.start_time());
    }
  }
  return FromTimestamp(ticket.milestones().dispatch_time());
}

std::optional<absl::Time> Activation(const v1::Ticket& ticket) {
  std::optional<absl::Time> start = FirstIn(kActive, ticket);
  if (!IsSecurity(ticket) && ticket.has_window_start_time() &&
      (start || ticket.state() == v1::TICKET_STATE_PLANNED)) {
    const absl::Time window = FromTimestamp(ticket.window_start_time());
    start = std::max(start.value_or(window), window);
  }
  return start;
}

// Whether all that is promised of a new ticket is promised again.
bool StartsAfresh(const v1::Ticket& ticket) {
  if (ticket.cycle() <= 1) return true;
  const auto first =
      std::ranges::find(ticket.spans(), ticket.cycle(), &v1::TicketSpan::cycle);
  return IsSecurity(ticket) && first != ticket.spans().end() &&
         first->state() == v1::TICKET_STATE_ALARMED;
}

std::optional<absl::Time> StartTime(const v1::PolicyRule& rule,
                                    const v1::Ticket& ticket) {
  const bool contractor = rule.party() == v1::CLOCK_PARTY_CONTRACTOR;
  switch (StartOf(rule)) {
    case v1::CLOCK_START_REPORTED:
      return CycleStart(ticket);
    case v1::CLOCK_START_DISPATCHED:
      return contractor ? SegmentStart(ticket) : FirstIn(kSent, ticket);
    case v1::CLOCK_START_ACTIVATED:
      return contractor ? SegmentStart(ticket) : Activation(ticket);
    case v1::CLOCK_START_APPOINTMENT:
      if (!ticket.has_appointment_time() || !ticket.appointment_requested()) {
        return std::nullopt;
      }
      return FromTimestamp(ticket.appointment_time());
    case v1::CLOCK_START_UNSPECIFIED:
    case v1::ClockStart_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ClockStart_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return std::nullopt;
}

}  // namespace

v1::ClockStart StartOf(const v1::PolicyRule& rule) {
  if (rule.start() != v1::CLOCK_START_UNSPECIFIED) return rule.start();
  return rule.party() == v1::CLOCK_PARTY_CONTRACTOR ? v1::CLOCK_START_DISPATCHED
                                                    : v1::CLOCK_START_REPORTED;
}

absl::Time CycleStart(const v1::Ticket& ticket) {
  if (ticket.cycle() > 1) {
    if (const auto start = FirstIn(kAllStates, ticket)) return *start;
  }
  return FromTimestamp(ticket.milestones().report_time());
}

std::optional<Anchor> AnchorOf(const v1::PolicyRule& rule,
                               const v1::Ticket& ticket) {
  const bool contractor = rule.party() == v1::CLOCK_PARTY_CONTRACTOR;
  v1::ClockKey key;
  key.set_metric(rule.metric());
  key.set_party(rule.party());
  key.set_cycle(ticket.cycle());
  if (contractor) key.set_segment(ticket.tallies().segments());
  if (contractor && !SegmentStart(ticket)) return std::nullopt;
  std::optional<absl::Time> start;
  if (rule.metric() == v1::METRIC_RECTIFY) {
    start = LastInto(kRectifying, ticket);
    key.set_cycle(ticket.scoring().rounds());
  } else if (rule.metric() == v1::METRIC_VERIFY && !IsSecurity(ticket)) {
    start = LastInto(kToBeJudged, ticket);
    key.set_segment(ticket.tallies().rejections() + 1);
  } else if (contractor || rule.metric() == v1::METRIC_RESOLUTION ||
             StartsAfresh(ticket)) {
    start = StartTime(rule, ticket);
  }
  if (!start) return std::nullopt;
  return Anchor{.key = std::move(key), .start = *start};
}

}  // namespace workledger
