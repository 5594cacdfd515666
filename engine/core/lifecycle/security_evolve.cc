#include "engine/core/lifecycle/security_evolve.h"

#include <algorithm>

#include "engine/base/time.h"
#include "engine/core/lifecycle/enter_state.h"
#include "engine/core/lifecycle/timers.h"

namespace workledger {
namespace {

// Calls come as far apart as the first is from the report.
template <typename Opening>
void StartCalls(v1::Ticket& ticket, const v1::Record& record,
                const Opening& event) {
  if (!event.has_call_time()) return;
  v1::IncidentDetails& incident = *ticket.mutable_incident();
  incident.set_roster(event.roster());
  incident.set_call_interval_millis(absl::ToInt64Milliseconds(
      FromTimestamp(event.call_time()) -
      FromTimestamp(ticket.milestones().report_time())));
  SetTimer(ticket, v1::TIMER_KIND_ON_CALL, event.call_time(), record);
}

// Whether it is true is open again.
void AlarmAgain(v1::Ticket& ticket, const v1::Record& record) {
  EnterState(ticket, v1::TICKET_STATE_ALARMED);
  v1::IncidentDetails& incident = *ticket.mutable_incident();
  incident.clear_confirmed();
  incident.clear_dismissal_proposer();
  incident.clear_call_level();
  CallLater(ticket, record);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::IncidentOpened& event) {
  EnterState(ticket, v1::TICKET_STATE_ALARMED);
  ticket.set_kind(v1::TICKET_KIND_SECURITY);
  ticket.set_channel(v1::CHANNEL_ALARM);
  ticket.set_number(event.number());
  ticket.set_location(event.location());
  ticket.set_category(event.category());
  ticket.set_priority(event.priority());
  ticket.set_drill(event.drill());
  ticket.set_major_event(event.major_event());
  ticket.set_size_class(event.size_class());
  ticket.set_catalogue_position(event.catalogue_position());
  ticket.set_cycle(1);
  *ticket.mutable_milestones()->mutable_report_time() =
      event.has_report_time() ? event.report_time() : record.occur_time();
  v1::IncidentDetails& incident = *ticket.mutable_incident();
  incident.set_born_of(event.born_of());
  incident.set_incident_class(event.alarm_class());
  incident.set_alarm(event.alarm());
  incident.set_device(event.device());
  incident.set_algorithm(event.algorithm());
  incident.set_life_safety(event.life_safety());
  StartCalls(ticket, record, event);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::VerificationStarted&) {
  EnterState(ticket, v1::TICKET_STATE_VERIFYING);
  *ticket.mutable_milestones()->mutable_accept_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::IncidentConfirmed& event) {
  EnterState(ticket, v1::TICKET_STATE_CONFIRMED);
  v1::IncidentDetails& incident = *ticket.mutable_incident();
  incident.set_incident_class(event.incident_class());
  incident.set_level(event.level());
  incident.set_confirmed(true);
  incident.clear_dismissal_proposer();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::DismissalProposed&) {
  ticket.mutable_incident()->set_dismissal_proposer(record.actor().principal());
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::IncidentDismissed&) {
  EndTicket(ticket, record.occur_time(), v1::TICKET_STATE_FALSE_ALARM,
            v1::CLOSURE_CODE_FALSE_ALARM);
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::IncidentReclassified& event) {
  ticket.mutable_incident()->set_incident_class(event.incident_class());
  ticket.mutable_incident()->set_level(event.level());
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::GuardsDispatched& event) {
  EnterState(ticket, v1::TICKET_STATE_RESPONDING);
  *ticket.mutable_assignee() = event.assignee();
  ticket.set_contract(event.contract());
  if (event.catalogue_position() > 0) {
    ticket.set_catalogue_position(event.catalogue_position());
  }
  ticket.mutable_incident()->set_guards(event.headcount());
  ticket.mutable_tallies()->set_segments(event.segment());
  *ticket.mutable_milestones()->mutable_dispatch_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::SceneArrival&) {
  EnterState(ticket, v1::TICKET_STATE_ON_SCENE);
  *ticket.mutable_milestones()->mutable_arrive_time() = record.occur_time();
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_arrivals(tallies.arrivals() + 1);
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::IncidentContained&) {
  EnterState(ticket, v1::TICKET_STATE_CONTAINED);
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::IncidentHandedOver&) {
  EnterState(ticket, v1::TICKET_STATE_HANDED_OVER);
  ticket.mutable_incident()->set_handed_over(true);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::IncidentResolved&) {
  EnterState(ticket, v1::TICKET_STATE_RESOLVED);
  *ticket.mutable_performer() = record.actor();
  *ticket.mutable_milestones()->mutable_complete_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::IncidentReportedUp&) {
  ticket.mutable_incident()->set_reported(true);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::ReviewOpened&) {
  EnterState(ticket, v1::TICKET_STATE_REVIEW);
  *ticket.mutable_milestones()->mutable_verify_time() = record.occur_time();
}

void CountReopening(v1::Ticket& ticket) {
  ticket.set_cycle(ticket.cycle() + 1);
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_reopens(tallies.reopens() + 1);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::IncidentResumed& event) {
  if (event.previous() == v1::TICKET_STATE_FALSE_ALARM) {
    AlarmAgain(ticket, record);
    CountReopening(ticket);
  } else {
    EnterState(ticket, v1::TICKET_STATE_RESPONDING);
  }
}

void KeepEarlier(v1::Ticket& ticket, const v1::DuplicateJoined& event) {
  auto& earlier = *ticket.mutable_earlier_duplicates();
  const auto place = std::ranges::find_if(
      earlier, [&](const auto& e) { return e.ticket() >= event.ticket(); });
  const int index = static_cast<int>(place - earlier.begin());
  if (place == earlier.end() || place->ticket() != event.ticket()) {
    earlier.Add()->set_ticket(event.ticket());
    std::rotate(earlier.pointer_begin() + index, earlier.pointer_end() - 1,
                earlier.pointer_end());
  }
  *earlier[index].mutable_report_time() = event.report_time();
}

void Apply(v1::Ticket& ticket, const v1::DuplicateJoined& event) {
  if (event.has_report_time()) KeepEarlier(ticket, event);
  if (event.alarm().empty()) return;
  auto& joined = *ticket.mutable_incident()->mutable_joined_alarms();
  const auto place = std::ranges::lower_bound(joined, event.alarm());
  if (place != joined.end() && *place == event.alarm()) return;
  *joined.Add() = event.alarm();
  std::ranges::sort(joined);
}

void Apply(v1::Ticket& ticket, const v1::DuplicateParted& event) {
  auto& earlier = *ticket.mutable_earlier_duplicates();
  earlier.erase(std::remove_if(earlier.begin(), earlier.end(),
                               [&](const v1::EarlierDuplicate& e) {
                                 return e.ticket() == event.ticket();
                               }),
                earlier.end());
  if (ticket.kind() != v1::TICKET_KIND_SECURITY) return;
  auto& joined = *ticket.mutable_incident()->mutable_joined_alarms();
  joined.erase(std::remove(joined.begin(), joined.end(), event.alarm()),
               joined.end());
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::OnCallRaised& event) {
  ticket.mutable_incident()->set_call_level(event.level());
  CallLater(ticket, record);
}

}  // namespace

void CallLater(v1::Ticket& ticket, const v1::Record& record) {
  const int64_t interval = ticket.incident().call_interval_millis();
  if (interval <= 0) return;
  SetTimer(ticket, v1::TIMER_KIND_ON_CALL,
           ToTimestamp(FromTimestamp(record.occur_time()) +
                       absl::Milliseconds(interval)),
           record);
}

void ReportIncident(v1::Ticket& ticket, const v1::Record& record,
                    const v1::TicketReported& event) {
  EnterState(ticket, v1::TICKET_STATE_ALARMED);
  v1::IncidentDetails& incident = *ticket.mutable_incident();
  incident.set_born_of(event.born_of());
  incident.set_incident_class(event.incident_class());
  incident.set_life_safety(event.life_safety());
  StartCalls(ticket, record, event);
}

void ReopenIncident(v1::Ticket& ticket, const v1::Record& record,
                    v1::TicketState previous) {
  if (previous == v1::TICKET_STATE_FALSE_ALARM) {
    AlarmAgain(ticket, record);
  } else {
    EnterState(ticket, v1::TICKET_STATE_CONFIRMED);
  }
}

// One row a type, so longer than a function should be.
void EvolveSecurity(v1::Ticket& ticket, const v1::Record& record,
                    const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kIncidentOpened:
      return Apply(ticket, record, event.incident_opened());
    case v1::Event::kVerificationStarted:
      return Apply(ticket, record, event.verification_started());
    case v1::Event::kIncidentConfirmed:
      return Apply(ticket, record, event.incident_confirmed());
    case v1::Event::kDismissalProposed:
      return Apply(ticket, record, event.dismissal_proposed());
    case v1::Event::kIncidentDismissed:
      return Apply(ticket, record, event.incident_dismissed());
    case v1::Event::kIncidentReclassified:
      return Apply(ticket, record, event.incident_reclassified());
    case v1::Event::kGuardsDispatched:
      return Apply(ticket, record, event.guards_dispatched());
    case v1::Event::kSceneArrival:
      return Apply(ticket, record, event.scene_arrival());
    case v1::Event::kIncidentContained:
      return Apply(ticket, record, event.incident_contained());
    case v1::Event::kIncidentHandedOver:
      return Apply(ticket, record, event.incident_handed_over());
    case v1::Event::kIncidentResolved:
      return Apply(ticket, record, event.incident_resolved());
    case v1::Event::kIncidentReportedUp:
      return Apply(ticket, record, event.incident_reported_up());
    case v1::Event::kReviewOpened:
      return Apply(ticket, record, event.review_opened());
    case v1::Event::kIncidentResumed:
      return Apply(ticket, record, event.incident_resumed());
    case v1::Event::kOnCallRaised:
      return Apply(ticket, record, event.on_call_raised());
    case v1::Event::kDuplicateJoined:
      return Apply(ticket, event.duplicate_joined());
    case v1::Event::kDuplicateParted:
      return Apply(ticket, event.duplicate_parted());
    // Kept for readers of the log: the ticket does not change. AreaOf sends no
    // other event here.
    default:
      break;
  }
}

}  // namespace workledger
