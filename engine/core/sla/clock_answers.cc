#include "engine/core/sla/clock_answers.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/core/sla/spans.h"

namespace workledger {
namespace {

using Metrics = EnumSet<v1::Metric>;

struct EventStop {
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

constexpr Metrics kReviewed = {v1::METRIC_ACCEPT,   v1::METRIC_ACKNOWLEDGE,
                               v1::METRIC_RESPONSE, v1::METRIC_ARRIVAL,
                               v1::METRIC_CONTAIN,  v1::METRIC_RESOLUTION,
                               v1::METRIC_REPORT_UP};

constexpr EventStop kStops[] = {
    {v1::Event::kTicketAccepted, {v1::METRIC_ACCEPT}},
    // The requester is told (DOMAIN 1.1).
    {v1::Event::kTicketRejected, {v1::METRIC_ACCEPT, v1::METRIC_RESPONSE}},
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
    {v1::Event::kWorkContained, {v1::METRIC_CONTAIN}, kArrived},
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

// A rating or the engine's own follow-up is no answer to a requester.
bool AnswersRequester(const v1::Record& record, const v1::Event& event) {
  return record.actor().kind() == v1::ACTOR_KIND_HUMAN &&
         event.has_note_added() &&
         event.note_added().visibility() == v1::VISIBILITY_PUBLIC &&
         std::ranges::find(record.actor().roles(),
                           static_cast<int>(v1::ROLE_REQUESTER)) ==
             record.actor().roles().end();
}

Stop StopOfEvent(const v1::Record& record, const v1::Event& event) {
  if (event.has_state_recorded()) {
    return StopOf(event.state_recorded().state());
  }
  // What a project takes over was not done.
  if (event.has_ticket_closed() && event.ticket_closed().closure_code() !=
                                       v1::CLOSURE_CODE_DEFERRED_TO_PROJECT) {
    return {{}, kDone};
  }
  if (AnswersRequester(record, event)) {
    return {{v1::METRIC_RESPONSE}};
  }
  const auto* const row =
      std::ranges::find(kStops, event.body_case(), &EventStop::event);
  if (row == std::end(kStops)) return {};
  return {row->answers, row->implies};
}

// The events that answer a metric and lead to no other state.
bool IsStateless(const v1::Event& event) {
  return event.has_note_added() || event.has_appointment_made() ||
         event.has_incident_reported_up() || event.has_work_contained();
}

// Whether it was of the clock's dispatch, or else of its cycle.
template <typename Part>
bool IsOf(const Part& part, const v1::ClockKey& key) {
  return key.party() == v1::CLOCK_PARTY_CONTRACTOR
             ? part.segment() == key.segment()
             : part.cycle() == key.cycle();
}

bool Answers(const v1::TicketSpan& span, v1::Metric metric) {
  if (metric == v1::METRIC_RESPONSE && !span.by_person()) return false;
  const Stop stop = StopOf(span.state());
  return stop.answers.Contains(metric) || stop.implies.Contains(metric);
}

// Returns the span that would have stopped a clock, or null.
const v1::TicketSpan* FindSpan(const v1::Ticket& ticket,
                               const v1::ClockKey& key) {
  const v1::TicketSpan* answer = nullptr;
  for (const v1::TicketSpan& span : ticket.spans()) {
    const bool answers = IsOf(span, key) && Answers(span, key.metric());
    if (answers && answer == nullptr) answer = &span;
    if (!answers && key.metric() == v1::METRIC_RESOLUTION) answer = nullptr;
  }
  return answer;
}

}  // namespace

Stop StopOf(v1::TicketState state) {
  switch (state) {
    case v1::TICKET_STATE_ACCEPTED:
    case v1::TICKET_STATE_DISPATCHED:
    case v1::TICKET_STATE_ASSIGNED:
      return {{v1::METRIC_ACCEPT}};
    case v1::TICKET_STATE_REJECTED:
      return {{v1::METRIC_ACCEPT, v1::METRIC_RESPONSE}};
    case v1::TICKET_STATE_ACKNOWLEDGED:
      return {{v1::METRIC_ACKNOWLEDGE, v1::METRIC_RESPONSE},
              {v1::METRIC_ACCEPT}};
    case v1::TICKET_STATE_ON_SITE:
    case v1::TICKET_STATE_IN_PROGRESS:
      return {{v1::METRIC_ARRIVAL}, kReached};
    case v1::TICKET_STATE_COMPLETED:
    case v1::TICKET_STATE_DONE:
      return {{v1::METRIC_RESOLUTION}, kContained};
    case v1::TICKET_STATE_VERIFIED:
    case v1::TICKET_STATE_CLOSED:
      return {{v1::METRIC_VERIFY}, kDone};
    case v1::TICKET_STATE_VERIFYING:
      return {{v1::METRIC_ACCEPT, v1::METRIC_RESPONSE}};
    case v1::TICKET_STATE_CONFIRMED:
      return {{v1::METRIC_VERIFY}, kReached};
    case v1::TICKET_STATE_ON_SCENE:
      return {{v1::METRIC_ARRIVAL}, kReached};
    case v1::TICKET_STATE_CONTAINED:
    case v1::TICKET_STATE_HANDED_OVER:
      return {{v1::METRIC_CONTAIN}, kArrived};
    case v1::TICKET_STATE_RESOLVED:
      return {{v1::METRIC_RESOLUTION}, kContained};
    case v1::TICKET_STATE_REVIEW:
      return {{v1::METRIC_FINAL_REPORT}, kReviewed};
    // All others stop nothing by themselves.
    default:
      return {};
  }
}

Stop StopOf(const v1::Record& record, const v1::Event& event) {
  Stop stop = StopOfEvent(record, event);
  if (IsOfAPerson(record)) return stop;
  constexpr Metrics kByPersons = {v1::METRIC_RESPONSE};
  return {stop.answers.Without(kByPersons), stop.implies.Without(kByPersons)};
}

void KeepAnswer(const v1::Record& record, const v1::Event& event,
                v1::Ticket& ticket) {
  if (!IsStateless(event)) return;
  const Stop stop = StopOf(record, event);
  for (const v1::Metric metric :
       {v1::METRIC_RESPONSE, v1::METRIC_CONTAIN, v1::METRIC_REPORT_UP}) {
    v1::TicketAnswer answer;
    answer.set_metric(metric);
    *answer.mutable_answer_time() = record.occur_time();
    answer.set_version(record.version());
    answer.set_segment(ticket.tallies().segments());
    answer.set_cycle(ticket.cycle());
    const bool known = std::ranges::any_of(
        ticket.answers(), [&](const v1::TicketAnswer& before) {
          return before.metric() == metric &&
                 before.segment() == answer.segment() &&
                 before.cycle() == answer.cycle();
        });
    if (!known && stop.answers.Contains(metric)) {
      *ticket.add_answers() = std::move(answer);
    }
  }
}

std::optional<Answer> FindAnswer(const v1::Ticket& ticket,
                                 const v1::ClockKey& key) {
  std::optional<Answer> found;
  if (const v1::TicketSpan* const span = FindSpan(ticket, key)) {
    found = {.time = span->start_time(),
             .version = span->version(),
             .implied = !StopOf(span->state()).answers.Contains(key.metric()),
             .state = span->state()};
  }
  for (const v1::TicketAnswer& answer : ticket.answers()) {
    if (answer.metric() != key.metric() || !IsOf(answer, key)) continue;
    if (!found || answer.version() < found->version) {
      found = {.time = answer.answer_time(),
               .version = answer.version(),
               .implied = false};
    }
    break;
  }
  return found;
}

}  // namespace workledger
