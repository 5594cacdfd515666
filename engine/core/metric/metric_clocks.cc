#include "engine/core/metric/metric_clocks.h"

#include <algorithm>

#include "engine/base/time.h"
#include "engine/core/sla/clock_answers.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"

namespace workledger {
namespace {

// What a clock came to at its end, or when it was breached.
struct Outcome {
  std::optional<int64_t> due_millis;
  std::optional<int64_t> original_due_millis;
  std::optional<int64_t> elapsed_millis;
};

// A revision that the catalogue does not have, as a valid time can leave it
// out, leaves what the events say.
Outcome SaidOutcome(const v1::Clock& clock) {
  Outcome outcome;
  if (clock.has_due_time()) outcome.due_millis = UnixMillis(clock.due_time());
  if (clock.has_original_due_time()) {
    outcome.original_due_millis = UnixMillis(clock.original_due_time());
  }
  return outcome;
}

Outcome OutcomeOf(const v1::Clock& clock, const v1::Ticket& ticket,
                  const Catalogue& catalogue) {
  const v1::ClockTerms& terms = clock.terms();
  const WorkingCalendar* const calendar = catalogue.FindWorkingCalendar(
      terms.calendar(), terms.calendar_revision());
  if (calendar == nullptr) return SaidOutcome(clock);
  const v1::ClockValue value = EvaluateClock(
      clock, ticket, *calendar,
      FromTimestamp(clock.has_stop_time() ? clock.stop_time()
                                          : clock.breach().due_time()),
      OriginalCalendarOf(clock, catalogue));
  Outcome outcome = {.elapsed_millis = value.elapsed_millis()};
  if (value.has_due_time()) outcome.due_millis = UnixMillis(value.due_time());
  if (value.has_original_due_time()) {
    outcome.original_due_millis = UnixMillis(value.original_due_time());
  }
  return outcome;
}

JudgedClock Judge(const v1::Clock& clock, const v1::Ticket& ticket,
                  const Catalogue& catalogue) {
  JudgedClock judged = {.clock = &clock};
  if (!clock.has_stop_time() && !clock.has_breach()) return judged;
  const Outcome outcome = OutcomeOf(clock, ticket, catalogue);
  const std::optional<int64_t> stop =
      clock.has_stop_time() ? std::optional(UnixMillis(clock.stop_time()))
                            : std::nullopt;
  if (stop.has_value()) judged.elapsed_millis = outcome.elapsed_millis;
  judged.original_met = stop.has_value() &&
                        outcome.original_due_millis.has_value() &&
                        *stop <= *outcome.original_due_millis;
  if (clock.has_breach()) {
    judged.due_millis = UnixMillis(clock.breach().due_time());
    judged.judge_millis = judged.due_millis;
  } else if (outcome.due_millis.has_value()) {
    judged.due_millis = *outcome.due_millis;
    judged.met = *stop <= judged.due_millis;
    judged.judge_millis = judged.met ? *stop : judged.due_millis;
  }
  return judged;
}

// What the facts of a clock have in common.
v1::MetricFact ClockFact(v1::MetricFactKind kind, const v1::Ticket& ticket,
                         const std::vector<TicketPoint>& points,
                         const v1::Clock& clock, int64_t millis) {
  v1::MetricFact fact = FactAtTime(kind, ticket, points, millis);
  const v1::ClockTerms& terms = clock.terms();
  *fact.mutable_clock() = terms.clock();
  if (!terms.assignee().empty()) fact.set_party(terms.assignee());
  fact.set_version(0);
  if (clock.has_breach()) {
    fact.set_position(clock.breach().position());
  } else {
    fact.set_version(clock.stop_version() > 0 ? clock.stop_version()
                                              : clock.start_version());
  }
  return fact;
}

// From the deadline to the end, if that is later.
void AppendOverdue(const v1::Ticket& ticket,
                   const std::vector<TicketPoint>& points,
                   const JudgedClock& judged,
                   std::vector<v1::MetricFact>& facts) {
  const v1::Clock& clock = *judged.clock;
  const bool relieved = clock.breach().state() == v1::BREACH_STATE_VOIDED ||
                        clock.breach().state() == v1::BREACH_STATE_RESCINDED;
  if (judged.met || relieved) return;
  v1::MetricFact fact = ClockFact(v1::METRIC_FACT_KIND_OVERDUE, ticket, points,
                                  clock, judged.due_millis);
  fact.clear_time_millis();
  fact.set_start_millis(judged.due_millis);
  fact.set_report_millis(judged.due_millis);
  if (!IsRunning(clock)) {
    const int64_t end = UnixMillis(clock.has_stop_time() ? clock.stop_time()
                                                         : clock.cancel_time());
    if (end <= judged.due_millis) return;
    fact.set_time_millis(end);
  }
  facts.push_back(std::move(fact));
}

// The open time from the report to `millis` on the calendar that the ticket's
// resolution is promised on: no hold but force majeure stops an answer. Nothing
// where nothing is promised.
std::optional<int64_t> WorkingMillis(const v1::Ticket& ticket,
                                     const std::vector<JudgedClock>& clocks,
                                     const Catalogue& catalogue,
                                     absl::Time answered) {
  const JudgedClock* const promise =
      FindJudged(clocks, v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA,
                 /*cycle=*/1, /*segment=*/0);
  if (promise == nullptr) return std::nullopt;
  const WorkingCalendar* const calendar =
      CalendarOf(promise->clock->terms(), catalogue);
  if (calendar == nullptr) return std::nullopt;
  const absl::Time report = FromTimestamp(ticket.milestones().report_time());
  return absl::ToInt64Milliseconds(
      calendar->Elapsed(report, std::max(report, answered)));
}

// The clock that was promised, if one was.
const JudgedClock* FindResponse(const std::vector<JudgedClock>& clocks) {
  return FindJudged(clocks, v1::METRIC_RESPONSE, v1::CLOCK_PARTY_SLA,
                    /*cycle=*/1, /*segment=*/0);
}

v1::ClockKey FirstCycle(v1::Metric metric) {
  v1::ClockKey key;
  key.set_metric(metric);
  key.set_party(v1::CLOCK_PARTY_SLA);
  key.set_cycle(1);
  return key;
}

// The first that handed the ticket on or answered it; nothing before that.
std::optional<Answer> FirstDeed(const v1::Ticket& ticket) {
  const std::optional<Answer> accepted =
      FindAnswer(ticket, FirstCycle(v1::METRIC_ACCEPT));
  const std::optional<Answer> answered =
      FindAnswer(ticket, FirstCycle(v1::METRIC_RESPONSE));
  if (!accepted || !answered) return accepted ? accepted : answered;
  return answered->version < accepted->version ? answered : accepted;
}

// Whether it tells how soon whoever was asked first did something.
bool TellsOfFirstOwner(const v1::ClockKey& key) {
  return key.party() != v1::CLOCK_PARTY_CONTRACTOR && key.cycle() == 1 &&
         (key.metric() == v1::METRIC_ACCEPT ||
          key.metric() == v1::METRIC_RESPONSE);
}

}  // namespace

std::vector<JudgedClock> JudgeClocks(const v1::Ticket& ticket,
                                     const Catalogue& catalogue) {
  std::vector<JudgedClock> judged;
  judged.reserve(static_cast<size_t>(ticket.clocks_size()));
  for (const v1::Clock& clock : ticket.clocks()) {
    judged.push_back(Judge(clock, ticket, catalogue));
  }
  return judged;
}

const JudgedClock* FindJudged(const std::vector<JudgedClock>& clocks,
                              v1::Metric metric, v1::ClockParty party,
                              uint32_t cycle, uint32_t segment) {
  const auto found =
      std::ranges::find_if(clocks, [&](const JudgedClock& judged) {
        const v1::ClockKey& key = judged.clock->terms().clock();
        return key.metric() == metric && key.party() == party &&
               key.cycle() == cycle && key.segment() == segment;
      });
  return found == clocks.end() ? nullptr : &*found;
}

void AppendClocks(const v1::Ticket& ticket,
                  const std::vector<TicketPoint>& points,
                  const std::vector<JudgedClock>& clocks,
                  std::vector<v1::MetricFact>& facts) {
  for (const JudgedClock& judged : clocks) {
    if (!judged.judge_millis.has_value()) continue;
    v1::MetricFact fact = ClockFact(v1::METRIC_FACT_KIND_CLOCK, ticket, points,
                                    *judged.clock, *judged.judge_millis);
    fact.set_good(judged.met);
    fact.set_original_good(judged.original_met);
    if (judged.clock->breach().state() != v1::BREACH_STATE_STANDING) {
      fact.set_relief(judged.clock->breach().state());
    }
    facts.push_back(std::move(fact));
    AppendOverdue(ticket, points, judged, facts);
  }
}

void AppendResponse(const v1::Ticket& ticket,
                    const std::vector<TicketPoint>& points,
                    const std::vector<JudgedClock>& clocks,
                    const Catalogue& catalogue,
                    std::vector<v1::MetricFact>& facts) {
  const std::optional<Answer> answer =
      FindAnswer(ticket, FirstCycle(v1::METRIC_RESPONSE));
  if (!answer || answer->implied || ticket.has_occurrence()) return;
  const int64_t millis = UnixMillis(answer->time);
  v1::MetricFact fact =
      FactAtTime(v1::METRIC_FACT_KIND_RESPONDED, ticket, points, millis);
  fact.set_version(answer->version);
  fact.set_calendar_millis(std::max<int64_t>(
      0, millis - UnixMillis(ticket.milestones().report_time())));
  const JudgedClock* const promised = FindResponse(clocks);
  const std::optional<int64_t> working =
      promised != nullptr ? promised->elapsed_millis
                          : WorkingMillis(ticket, clocks, catalogue,
                                          FromTimestamp(answer->time));
  if (working.has_value()) fact.set_working_millis(*working);
  facts.push_back(std::move(fact));
}

void AppendFirstOwned(const v1::Ticket& ticket,
                      const std::vector<TicketPoint>& points,
                      const std::vector<JudgedClock>& clocks,
                      std::vector<v1::MetricFact>& facts) {
  if (ticket.first_owner().empty() || ticket.has_occurrence()) return;
  const JudgedClock* decides = nullptr;
  bool open = false;
  for (const JudgedClock& judged : clocks) {
    if (!TellsOfFirstOwner(judged.clock->terms().clock())) continue;
    if (!judged.judge_millis.has_value()) {
      open = open || IsRunning(*judged.clock);
    } else if (decides == nullptr || (judged.met && !decides->met) ||
               (judged.met == decides->met &&
                (judged.judge_millis < decides->judge_millis) == judged.met)) {
      decides = &judged;
    }
  }
  if (decides == nullptr && !open) {
    // Nothing was promised, so that whoever did it did it in time.
    const std::optional<Answer> deed = FirstDeed(ticket);
    if (!deed) return;
    v1::MetricFact fact = FactAtTime(v1::METRIC_FACT_KIND_FIRST_OWNED, ticket,
                                     points, UnixMillis(deed->time));
    fact.set_version(deed->version);
    fact.set_good(true);
    facts.push_back(std::move(fact));
    return;
  }
  if (decides == nullptr || (open && !decides->met)) return;
  v1::MetricFact fact =
      ClockFact(v1::METRIC_FACT_KIND_FIRST_OWNED, ticket, points,
                *decides->clock, *decides->judge_millis);
  fact.clear_clock();
  fact.set_good(decides->met);
  facts.push_back(std::move(fact));
}

}  // namespace workledger
