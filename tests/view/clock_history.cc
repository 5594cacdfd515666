#include "tests/view/clock_history.h"

#include "engine/base/time.h"

namespace workledger {
namespace {

constexpr uint32_t kDayMinutes = 24 * 60;

void AddLevel(const std::string& code, uint32_t percent,
              v1::ClockTerms& terms) {
  v1::EscalationLevel& level = *terms.add_levels();
  level.set_code(code);
  level.set_percent(percent);
}

}  // namespace

v1::Event CalendarPut(const std::string& code, uint64_t revision) {
  v1::Event event;
  v1::CatalogueItemPut& put = *event.mutable_catalogue_item_put();
  put.set_revision(revision);
  v1::Calendar& calendar = *put.mutable_item()->mutable_calendar();
  calendar.set_code(code);
  calendar.set_zone("UTC");
  for (uint32_t day = 1; day <= 7; ++day) calendar.add_weekdays(day);
  v1::DayInterval& interval = *calendar.add_intervals();
  interval.set_open_minute(0);
  interval.set_close_minute(revision == 1 ? kDayMinutes : kDayMinutes / 2);
  calendar.add_transitions();
  return event;
}

void AddToCatalogue(History& history, const v1::Event& event) {
  v1::StreamId stream;
  stream.set_kind(v1::STREAM_KIND_CATALOGUE);
  history.AddRecord(history.NextRecord(stream, event, absl::ZeroDuration()));
}

v1::ClockKey ResolutionKey(uint32_t cycle) {
  v1::ClockKey key;
  key.set_metric(v1::METRIC_RESOLUTION);
  key.set_party(v1::CLOCK_PARTY_SLA);
  key.set_cycle(cycle);
  return key;
}

v1::ClockTerms TermsOf(const ClockPlan& plan) {
  v1::ClockTerms terms;
  *terms.mutable_clock() = ResolutionKey(plan.cycle);
  terms.mutable_target()->mutable_open_time()->set_seconds(
      absl::ToInt64Seconds(plan.target));
  terms.set_calendar(plan.calendar);
  terms.set_calendar_revision(plan.calendar_revision);
  *terms.mutable_start_time() = ToTimestamp(kEpoch + plan.start);
  terms.add_pauses()->set_reason(v1::HOLD_REASON_AWAIT_REQUESTER);
  AddLevel("half", 50, terms);
  AddLevel("over", 100, terms);
  return terms;
}

v1::Event ClockStarted(const ClockPlan& plan) {
  v1::Event event;
  v1::StartedClock& started = *event.mutable_clocks_started()->add_clocks();
  *started.mutable_terms() = TermsOf(plan);
  return event;
}

v1::Event ClockMoved(const ClockPlan& plan) {
  v1::Event event;
  *event.mutable_deadline_moved()->mutable_terms() = TermsOf(plan);
  return event;
}

v1::Event LevelRaised(const std::string& level, absl::Duration due,
                      uint32_t deadline_revision) {
  v1::Event event;
  v1::EscalationRaised& raised = *event.mutable_escalation_raised();
  *raised.mutable_clock() = ResolutionKey();
  raised.set_level(level);
  *raised.mutable_due_time() = ToTimestamp(kEpoch + due);
  raised.set_deadline_revision(deadline_revision);
  raised.set_repeat(1);
  return event;
}

v1::Event ClockBreached(absl::Duration due) {
  v1::Event event;
  v1::SlaBreached& breached = *event.mutable_sla_breached();
  *breached.mutable_clock() = ResolutionKey();
  *breached.mutable_due_time() = ToTimestamp(kEpoch + due);
  return event;
}

}  // namespace workledger
