#include "engine/core/metric/metric_work.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include "engine/core/lifecycle/moves.h"

namespace workledger {
namespace {

constexpr StateSet kDispatchedStates = {v1::TICKET_STATE_DISPATCHED,
                                        v1::TICKET_STATE_ASSIGNED,
                                        v1::TICKET_STATE_RESPONDING};

constexpr StateSet kCompletedStates = {v1::TICKET_STATE_COMPLETED,
                                       v1::TICKET_STATE_DONE,
                                       v1::TICKET_STATE_RESOLVED};

// In these the work is still to be done, or again.
constexpr StateSet kUndoneStates = {
    v1::TICKET_STATE_REPORTED,   v1::TICKET_STATE_ACCEPTED,
    v1::TICKET_STATE_DISPATCHED, v1::TICKET_STATE_ACKNOWLEDGED,
    v1::TICKET_STATE_ON_SITE,    v1::TICKET_STATE_IN_PROGRESS,
    v1::TICKET_STATE_PLANNED,    v1::TICKET_STATE_ASSIGNED,
    v1::TICKET_STATE_ALARMED,    v1::TICKET_STATE_VERIFYING,
    v1::TICKET_STATE_CONFIRMED,  v1::TICKET_STATE_RESPONDING,
    v1::TICKET_STATE_ON_SCENE,   v1::TICKET_STATE_CONTAINED,
    v1::TICKET_STATE_HANDED_OVER};

uint32_t CycleOf(const v1::Ticket& ticket, const v1::TicketMark& mark) {
  return ticket.spans(static_cast<int>(mark.span())).cycle();
}

// Adds the open time of a segment's clock.
void SetWorking(const std::vector<JudgedClock>& clocks, v1::Metric metric,
                const v1::TicketSpan& span, v1::MetricFact& fact) {
  const JudgedClock* const judged = FindJudged(
      clocks, metric, v1::CLOCK_PARTY_CONTRACTOR, span.cycle(), span.segment());
  if (judged != nullptr && judged->elapsed_millis.has_value()) {
    fact.set_working_millis(*judged->elapsed_millis);
  }
}

// A cycle's work, as far as a walk over the points has come.
struct CycleWork {
  const TicketPoint* completed = nullptr;
  // What had passed up to then.
  std::optional<int64_t> repair_millis;
  std::map<v1::HoldReason, int64_t> holds;
};

std::map<uint32_t, CycleWork> WorkByCycle(
    const std::vector<TicketPoint>& points) {
  std::map<uint32_t, CycleWork> cycles;
  std::map<uint32_t, int64_t> repairs;
  std::map<v1::HoldReason, int64_t> holds;
  for (size_t i = 0; i < points.size(); ++i) {
    const v1::TicketSpan& span = *points[i].span;
    CycleWork& work = cycles[span.cycle()];
    if (kUndoneStates.Contains(span.state())) work.completed = nullptr;
    if (kCompletedStates.Contains(span.state()) && work.completed == nullptr) {
      work.completed = &points[i];
      const auto repair = repairs.find(span.cycle());
      if (repair != repairs.end()) work.repair_millis = repair->second;
      work.holds = holds;
    }
    const int64_t millis =
        i + 1 < points.size() ? points[i + 1].millis - points[i].millis : 0;
    if (span.hold_reason() != v1::HOLD_REASON_UNSPECIFIED) {
      holds[span.hold_reason()] += millis;
    } else if (span.state() == v1::TICKET_STATE_IN_PROGRESS) {
      repairs[span.cycle()] += millis;
    }
  }
  return cycles;
}

// The open time of all cycles so far; nothing where this one has no clock.
std::optional<int64_t> ResolutionMillis(const std::vector<JudgedClock>& clocks,
                                        uint32_t cycle) {
  std::optional<int64_t> sum;
  for (uint32_t c = 1; c <= cycle; ++c) {
    const JudgedClock* const judged = FindJudged(
        clocks, v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, c, /*segment=*/0);
    if (judged != nullptr && judged->elapsed_millis.has_value()) {
      sum = sum.value_or(0) + *judged->elapsed_millis;
    } else if (c == cycle) {
      return std::nullopt;
    }
  }
  return sum;
}

// What the marks of a cycle say of its work.
void AddMarks(const v1::Ticket& ticket, uint32_t cycle, v1::MetricFact& fact) {
  for (const v1::TicketMark& mark : ticket.marks()) {
    if (CycleOf(ticket, mark) != cycle) continue;
    if (mark.kind() == v1::TICKET_MARK_KIND_COMPLETED) {
      fact.set_amount(fact.amount() + mark.value());
      fact.set_good(mark.count() > 0);
    } else if (mark.kind() == v1::TICKET_MARK_KIND_ESTIMATED) {
      fact.set_amount_total(mark.value());
    }
  }
}

// Whether the point begins a span in which a party has just been sent.
bool IsDispatch(const std::vector<TicketPoint>& points, size_t i) {
  if (!kDispatchedStates.Contains(points[i].span->state())) return false;
  return i == 0 || points[i - 1].span->segment() < points[i].span->segment();
}

}  // namespace

void AppendDispatches(const v1::Ticket& ticket,
                      const std::vector<TicketPoint>& points,
                      const std::vector<JudgedClock>& clocks,
                      std::vector<v1::MetricFact>& facts) {
  std::map<uint32_t, int64_t> dispatched;  // by segment
  uint32_t acknowledged = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    const TicketPoint& point = points[i];
    const uint32_t segment = point.span->segment();
    if (IsDispatch(points, i)) {
      dispatched[segment] = point.millis;
      facts.push_back(FactAt(v1::METRIC_FACT_KIND_DISPATCHED, ticket, point));
      facts.back().set_bucket(segment);
    } else if (point.span->state() == v1::TICKET_STATE_ACKNOWLEDGED &&
               segment > acknowledged && dispatched.contains(segment)) {
      acknowledged = segment;
      v1::MetricFact fact =
          FactAt(v1::METRIC_FACT_KIND_ACKNOWLEDGED, ticket, point);
      fact.set_calendar_millis(point.millis - dispatched[segment]);
      SetWorking(clocks, v1::METRIC_ACKNOWLEDGE, *point.span, fact);
      facts.push_back(std::move(fact));
    }
  }
  uint32_t arrived = 0;
  for (const v1::TicketMark& mark : ticket.marks()) {
    if (mark.kind() != v1::TICKET_MARK_KIND_ARRIVED || mark.value() < 1) {
      continue;
    }
    const v1::TicketSpan& span = ticket.spans(static_cast<int>(mark.span()));
    const auto from = dispatched.find(span.segment());
    if (span.segment() <= arrived || from == dispatched.end()) continue;
    arrived = span.segment();
    v1::MetricFact fact = FactOf(v1::METRIC_FACT_KIND_ARRIVED, ticket, mark);
    fact.set_calendar_millis(
        std::max<int64_t>(0, fact.time_millis() - from->second));
    SetWorking(clocks, v1::METRIC_ARRIVAL, span, fact);
    facts.push_back(std::move(fact));
  }
}

void AppendReturns(const v1::Ticket& ticket,
                   const std::vector<TicketPoint>& points,
                   std::vector<v1::MetricFact>& facts) {
  for (const v1::TicketMark& mark : ticket.marks()) {
    if (mark.kind() != v1::TICKET_MARK_KIND_RETURNED) continue;
    v1::MetricFact fact = FactOf(v1::METRIC_FACT_KIND_RETURNED, ticket, mark);
    fact.set_party(mark.code());
    // The return began a span; what comes after it is the next dispatch.
    const v1::TicketSpan* const span =
        &ticket.spans(static_cast<int>(mark.span()));
    size_t i = 0;
    while (i < points.size() && points[i].span != span) ++i;
    while (i < points.size() && !IsDispatch(points, i)) ++i;
    if (i < points.size()) {
      fact.set_calendar_millis(
          std::max<int64_t>(0, points[i].millis - fact.time_millis()));
    }
    facts.push_back(std::move(fact));
  }
}

void AppendCompletions(const v1::Ticket& ticket,
                       const std::vector<TicketPoint>& points,
                       const std::vector<JudgedClock>& clocks,
                       std::vector<v1::MetricFact>& facts) {
  for (const auto& [cycle, work] : WorkByCycle(points)) {
    if (work.completed == nullptr) continue;
    v1::MetricFact fact =
        FactAt(v1::METRIC_FACT_KIND_COMPLETED, ticket, *work.completed);
    fact.set_calendar_millis(work.completed->millis - points.front().millis);
    const std::optional<int64_t> working = ResolutionMillis(clocks, cycle);
    if (working.has_value()) fact.set_working_millis(*working);
    if (work.repair_millis.has_value()) {
      fact.set_repair_millis(*work.repair_millis);
    }
    for (const auto& [reason, millis] : work.holds) {
      v1::HoldTime& hold = *fact.add_holds();
      hold.set_reason(reason);
      hold.set_hold_millis(millis);
    }
    AddMarks(ticket, cycle, fact);
    fact.set_first(cycle == 1);
    fact.set_last(cycle == ticket.cycle());
    // Until it is accepted it may be rejected.
    if (points.back().span->state() == work.completed->span->state()) {
      fact.set_until_millis(INT64_MAX);
    }
    facts.push_back(std::move(fact));
  }
}

}  // namespace workledger
