#include "engine/core/metric/metric_events.h"

#include <algorithm>
#include <cstdint>

#include "engine/core/metric/metric_timeline.h"

namespace workledger {
namespace {

v1::MetricFact FactOf(v1::MetricFactKind kind, const v1::Record& record,
                      int64_t millis) {
  v1::MetricFact fact;
  fact.set_kind(kind);
  fact.set_time_millis(millis);
  fact.set_version(record.version());
  return fact;
}

std::optional<v1::MetricFact> IntakeOf(const v1::Record& record,
                                       const v1::TicketReported& event) {
  if (event.drill() || record.has_provenance() ||
      record.actor().kind() != v1::ACTOR_KIND_HUMAN) {
    return std::nullopt;
  }
  const int64_t reported = UnixMillis(
      event.has_report_time() ? event.report_time() : record.occur_time());
  v1::MetricFact fact = FactOf(v1::METRIC_FACT_KIND_INTAKEN, record, reported);
  fact.set_location(event.location());
  fact.set_category(event.category());
  fact.set_priority(event.priority());
  fact.set_ticket_kind(event.kind());
  fact.set_department(event.department());
  fact.set_calendar_millis(
      std::max<int64_t>(0, UnixMillis(record.record_time()) - reported));
  return fact;
}

v1::MetricFact SignalFact(const v1::Record& record,
                          const v1::AlarmSignal& signal) {
  v1::MetricFact fact = FactOf(v1::METRIC_FACT_KIND_SIGNALLED, record,
                               UnixMillis(record.occur_time()));
  fact.set_stream_kind(v1::STREAM_KIND_ALARM);
  fact.set_location(signal.zone().empty() ? signal.site() : signal.zone());
  fact.set_ticket_kind(v1::TICKET_KIND_SECURITY);
  fact.set_device(signal.device());
  fact.set_algorithm(signal.algorithm());
  return fact;
}

std::optional<v1::MetricFact> SignalOf(const v1::Record& record,
                                       const v1::SignalRecorded& event) {
  if (event.outcome() == v1::SIGNAL_OUTCOME_CLEARED) return std::nullopt;
  v1::MetricFact fact = SignalFact(record, event.signal());
  fact.set_amount_total(1);
  if (event.outcome() == v1::SIGNAL_OUTCOME_CORRELATED ||
      event.outcome() == v1::SIGNAL_OUTCOME_SUPPRESSED) {
    fact.set_amount(1);
  }
  return fact;
}

std::optional<v1::MetricFact> VisitOf(const v1::Record& record,
                                      const v1::OccurrenceEnded& event,
                                      const v1::PlanProgress& before) {
  if (!event.done() || !before.has_last_done_time()) return std::nullopt;
  const int64_t done = UnixMillis(event.done_time());
  const int64_t gap = done - UnixMillis(before.last_done_time());
  // An older occurrence may be done after a later one: no gap of its own.
  if (gap <= 0) return std::nullopt;
  v1::MetricFact fact = FactOf(v1::METRIC_FACT_KIND_VISITED, record, done);
  fact.set_stream_kind(v1::STREAM_KIND_PLAN);
  fact.set_plan(record.stream().key());
  fact.set_calendar_millis(gap);
  return fact;
}

}  // namespace

std::optional<v1::MetricFact> EventFactOf(const v1::Record& record,
                                          const v1::Event& event,
                                          const v1::Fold& before) {
  if (event.has_ticket_reported()) {
    return IntakeOf(record, event.ticket_reported());
  }
  if (event.has_signal_recorded()) {
    return SignalOf(record, event.signal_recorded());
  }
  if (event.has_group_suppressed()) {
    v1::MetricFact fact = SignalFact(record, before.alarm().waiting());
    fact.set_amount(1);
    return fact;
  }
  if (event.has_occurrence_ended()) {
    return VisitOf(record, event.occurrence_ended(), before.plan());
  }
  return std::nullopt;
}

}  // namespace workledger
