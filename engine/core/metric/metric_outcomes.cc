#include "engine/core/metric/metric_outcomes.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "engine/core/lifecycle/moves.h"
#include "engine/core/metric/metric_flows.h"
#include "engine/core/metric/metric_totals.h"

namespace workledger {
namespace {

// Whether the point begins a span of this state.
bool Enters(const std::vector<TicketPoint>& points, size_t i,
            v1::TicketState state) {
  if (points[i].span->state() != state) return false;
  return i == 0 || points[i - 1].span->state() != state ||
         points[i - 1].span->cycle() != points[i].span->cycle();
}

// Returns the first point that enters the state, or null.
const TicketPoint* FirstEntry(const std::vector<TicketPoint>& points,
                              v1::TicketState state) {
  for (size_t i = 0; i < points.size(); ++i) {
    if (Enters(points, i, state)) return &points[i];
  }
  return nullptr;
}

uint32_t CycleOf(const v1::Ticket& ticket, const v1::TicketMark& mark) {
  return ticket.spans(static_cast<int>(mark.span())).cycle();
}

int64_t CountMarks(const v1::Ticket& ticket, v1::TicketMarkKind kind) {
  return std::ranges::count(ticket.marks(), kind, &v1::TicketMark::kind);
}

// One dispatch, one arrival, no 返工, never opened again. Whether the fault
// came back in another ticket, that one tells.
bool FixedAtOnce(const v1::Ticket& ticket, const TicketPoint& closed) {
  return closed.span->segment() <= 1 && ticket.tallies().reopens() == 0 &&
         CountMarks(ticket, v1::TICKET_MARK_KIND_ARRIVED) <= 1 &&
         CountMarks(ticket, v1::TICKET_MARK_KIND_REWORKED) == 0;
}

void AppendClosed(const v1::Ticket& ticket,
                  const std::vector<TicketPoint>& points,
                  std::vector<v1::MetricFact>& facts) {
  const TicketPoint* const closed = FirstEntry(points, v1::TICKET_STATE_CLOSED);
  if (closed == nullptr) return;
  v1::MetricFact fact = FactAt(v1::METRIC_FACT_KIND_CLOSED, ticket, *closed);
  fact.set_bucket(EndCodeOf(ticket, closed->version));
  fact.set_amount(ticket.tallies().reopens());
  fact.set_good(FixedAtOnce(ticket, *closed));
  fact.set_until_millis(closed->millis + kRecurrenceMillis);
  if (ticket.has_reopen_end_time()) {
    fact.set_until_millis(
        std::max(fact.until_millis(), UnixMillis(ticket.reopen_end_time())));
  }
  if (!ticket.asset().empty() || !ticket.assets().empty()) {
    fact.set_match(MatchOf(ticket));
    for (const v1::TicketMark& mark : ticket.marks()) {
      if (mark.kind() == v1::TICKET_MARK_KIND_COMPLETED) {
        fact.set_cause(mark.code());
      }
    }
  }
  facts.push_back(std::move(fact));
}

bool HasMark(const v1::Ticket& ticket, v1::TicketMarkKind kind,
             uint32_t cycle) {
  return std::ranges::any_of(ticket.marks(), [&](const v1::TicketMark& mark) {
    return mark.kind() == kind && CycleOf(ticket, mark) == cycle;
  });
}

// Work of a cycle that was accepted, by whomever: now its requester is asked.
void AppendVerified(const v1::Ticket& ticket,
                    const std::vector<TicketPoint>& points,
                    std::vector<v1::MetricFact>& facts) {
  uint32_t last_cycle = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    const uint32_t cycle = points[i].span->cycle();
    if (!Enters(points, i, v1::TICKET_STATE_VERIFIED) || cycle <= last_cycle) {
      continue;
    }
    last_cycle = cycle;
    v1::MetricFact fact =
        FactAt(v1::METRIC_FACT_KIND_VERIFIED, ticket, points[i]);
    fact.set_good(HasMark(ticket, v1::TICKET_MARK_KIND_CALLED_BACK, cycle));
    fact.set_amount(HasMark(ticket, v1::TICKET_MARK_KIND_RATED, cycle) ? 1 : 0);
    facts.push_back(std::move(fact));
  }
}

// The last rating of each source in a cycle stands.
void AppendRatings(const v1::Ticket& ticket,
                   std::vector<v1::MetricFact>& facts) {
  std::map<std::pair<uint32_t, uint32_t>, const v1::TicketMark*> last;
  for (const v1::TicketMark& mark : ticket.marks()) {
    if (mark.kind() != v1::TICKET_MARK_KIND_RATED) continue;
    last[{CycleOf(ticket, mark), mark.count()}] = &mark;
  }
  for (const auto& [key, mark] : last) {
    v1::MetricFact fact = FactOf(v1::METRIC_FACT_KIND_RATED, ticket, *mark);
    fact.set_amount(mark->value());
    fact.set_bucket(mark->count());
    facts.push_back(std::move(fact));
  }
}

// Whether it is work that was planned for a window.
bool IsPlanned(const v1::Ticket& ticket) {
  if (!ticket.has_window_end_time()) return false;
  if (ticket.state() == v1::TICKET_STATE_SKIPPED ||
      ticket.state() == v1::TICKET_STATE_WITHDRAWN ||
      ticket.state() == v1::TICKET_STATE_REJECTED) {
    return false;
  }
  return ticket.has_occurrence() || ticket.kind() == v1::TICKET_KIND_CLEANING;
}

void AppendPlanned(const v1::Ticket& ticket,
                   const std::vector<TicketPoint>& points,
                   std::vector<v1::MetricFact>& facts) {
  if (!IsPlanned(ticket)) return;
  static constexpr StateSet kDone = {v1::TICKET_STATE_COMPLETED,
                                     v1::TICKET_STATE_DONE};
  const auto done = std::ranges::find_if(points, [](const TicketPoint& point) {
    return kDone.Contains(point.span->state());
  });
  const int64_t due = UnixMillis(ticket.window_end_time());
  v1::MetricFact fact =
      FactAtTime(v1::METRIC_FACT_KIND_PLANNED, ticket, points, due);
  fact.set_good(done != points.end() && done->millis <= due);
  if (fact.good()) fact.set_version(done->version);
  facts.push_back(std::move(fact));
}

// An order to put work right, judged when it was submitted if that was in time,
// else when it was due.
v1::MetricFact RectifiedFact(const v1::Ticket& ticket,
                             const v1::TicketMark& ordered,
                             const v1::TicketMark* submitted) {
  v1::MetricFact fact = FactOf(v1::METRIC_FACT_KIND_RECTIFIED, ticket, ordered);
  fact.set_bucket(ordered.count());
  fact.set_good(submitted != nullptr &&
                UnixMillis(submitted->mark_time()) <= ordered.value());
  fact.set_time_millis(fact.good() ? UnixMillis(submitted->mark_time())
                                   : ordered.value());
  return fact;
}

void AppendRectified(const v1::Ticket& ticket,
                     std::vector<v1::MetricFact>& facts) {
  const v1::TicketMark* ordered = nullptr;
  for (const v1::TicketMark& mark : ticket.marks()) {
    if (mark.kind() == v1::TICKET_MARK_KIND_RECTIFICATION_SUBMITTED) {
      if (ordered != nullptr) {
        facts.push_back(RectifiedFact(ticket, *ordered, &mark));
      }
      ordered = nullptr;
    } else if (mark.kind() == v1::TICKET_MARK_KIND_RECTIFICATION_ORDERED) {
      if (ordered != nullptr) {
        facts.push_back(RectifiedFact(ticket, *ordered, nullptr));
      }
      ordered = &mark;
    }
  }
  if (ordered != nullptr) {
    facts.push_back(RectifiedFact(ticket, *ordered, nullptr));
  }
}

// Whether a device raised it, rather than a person.
bool IsAlarm(const v1::IncidentDetails& incident) {
  return incident.born_of() == v1::BORN_OF_AI ||
         incident.born_of() == v1::BORN_OF_SENSOR || !incident.device().empty();
}

}  // namespace

void AppendAnswers(const v1::Ticket& ticket,
                   const std::vector<TicketPoint>& points,
                   std::vector<v1::MetricFact>& facts) {
  AppendClosed(ticket, points, facts);
  AppendVerified(ticket, points, facts);
  AppendRatings(ticket, facts);
  for (const v1::TicketMark& mark : ticket.marks()) {
    if (mark.kind() == v1::TICKET_MARK_KIND_CALLED_BACK) {
      facts.push_back(FactOf(v1::METRIC_FACT_KIND_CALLED_BACK, ticket, mark));
      facts.back().set_bucket(static_cast<uint32_t>(mark.value()));
    } else if (mark.kind() == v1::TICKET_MARK_KIND_EXTENDED) {
      facts.push_back(FactOf(v1::METRIC_FACT_KIND_EXTENDED, ticket, mark));
    }
  }
}

void AppendTasks(const v1::Ticket& ticket,
                 const std::vector<TicketPoint>& points,
                 std::vector<v1::MetricFact>& facts) {
  AppendPlanned(ticket, points, facts);
  for (const v1::TicketMark& mark : ticket.marks()) {
    if (mark.kind() != v1::TICKET_MARK_KIND_SCORED) continue;
    v1::MetricFact fact = FactOf(v1::METRIC_FACT_KIND_SCORED, ticket, mark);
    fact.set_amount(mark.value());
    fact.set_amount_total(mark.count());
    facts.push_back(std::move(fact));
  }
  AppendRectified(ticket, facts);
}

void AppendIncident(const v1::Ticket& ticket,
                    const std::vector<TicketPoint>& points,
                    std::vector<v1::MetricFact>& facts) {
  if (!ticket.has_incident()) return;
  // The first signal counts: while a false alarm was believed, nobody verified.
  const int64_t alarmed = points.front().millis;
  const TicketPoint* judged = nullptr;
  int64_t judged_millis = 0;
  const TicketPoint* confirmed = nullptr;
  const TicketPoint* contained = nullptr;
  for (size_t i = 0; i < points.size(); ++i) {
    const TicketPoint& point = points[i];
    if (Enters(points, i, v1::TICKET_STATE_CONFIRMED) ||
        Enters(points, i, v1::TICKET_STATE_FALSE_ALARM)) {
      judged = &point;
      judged_millis = point.millis - alarmed;
    }
    if (Enters(points, i, v1::TICKET_STATE_CONFIRMED) && !confirmed) {
      confirmed = &point;
    }
    if (Enters(points, i, v1::TICKET_STATE_CONTAINED) && confirmed &&
        !contained) {
      contained = &point;
    }
  }
  if (judged != nullptr && IsAlarm(ticket.incident())) {
    v1::MetricFact fact = FactAt(v1::METRIC_FACT_KIND_ALARM, ticket, *judged);
    fact.set_good(judged->span->state() == v1::TICKET_STATE_CONFIRMED);
    fact.set_calendar_millis(judged_millis);
    fact.set_device(ticket.incident().device());
    fact.set_algorithm(ticket.incident().algorithm());
    facts.push_back(std::move(fact));
  }
  if (contained != nullptr) {
    v1::MetricFact fact =
        FactAt(v1::METRIC_FACT_KIND_CONTAINED, ticket, *contained);
    fact.set_calendar_millis(contained->millis - confirmed->millis);
    fact.set_bucket(ticket.incident().level());
    facts.push_back(std::move(fact));
  }
}

}  // namespace workledger
