#include "engine/core/lifecycle/security_decide.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/alarm/alarm_rule.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/contract.h"
#include "engine/core/lifecycle/incident_alarms.h"
#include "engine/core/lifecycle/work_guards.h"
#include "workledger/error.h"

namespace workledger {
namespace {

bool IsGrave(v1::IncidentLevel level) {
  return level == v1::INCIDENT_LEVEL_I || level == v1::INCIDENT_LEVEL_II;
}

bool IsLeader(const v1::Actor& actor) {
  return std::ranges::find(actor.roles(), v1::ROLE_LEADER) !=
         actor.roles().end();
}

// Lives could depend on what nobody gave a class that the catalogue knows.
bool TakesTwo(const Catalogue& catalogue, const v1::IncidentDetails& incident) {
  return incident.life_safety() ||
         (catalogue.Keeps(v1::CATALOGUE_KIND_ALARM_RULE) &&
          catalogue.FindEver(v1::CATALOGUE_KIND_ALARM_RULE,
                             incident.incident_class()) == nullptr);
}

absl::Status CheckLeader(const TicketCase& ticket_case) {
  if (!IsGrave(ticket_case.ticket.incident().level()) ||
      IsLeader(ticket_case.command.actor())) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
      "actor.roles: got none that may close an incident of level I or II, want "
      "a leader",
      "actor.roles");
}

}  // namespace

absl::StatusOr<Events> DecideVerify(const TicketCase& ticket_case) {
  Events events(1);
  events[0].mutable_verification_started()->set_method(
      ticket_case.command.verify().method());
  return events;
}

absl::StatusOr<Events> DecideConfirm(const TicketCase& ticket_case) {
  const v1::Confirm& order = ticket_case.command.confirm();
  Events events(1);
  v1::IncidentConfirmed& confirmed = *events[0].mutable_incident_confirmed();
  confirmed.set_incident_class(order.incident_class());
  confirmed.set_level(order.level());
  return events;
}

absl::StatusOr<Events> DecideDismissFalse(const TicketCase& ticket_case) {
  const v1::DismissFalse& order = ticket_case.command.dismiss_false();
  const v1::IncidentDetails& incident = ticket_case.ticket.incident();
  const std::string& proposer = incident.dismissal_proposer();
  const bool takes_two = TakesTwo(*ticket_case.folds.catalogue, incident);
  Events events(1);
  if (takes_two && proposer.empty()) {
    v1::DismissalProposed& proposed = *events[0].mutable_dismissal_proposed();
    proposed.set_cause(order.cause());
    proposed.set_reason(order.reason());
    return events;
  }
  if (takes_two && proposer == ticket_case.command.actor().principal()) {
    return Forbid(v1::ERROR_REASON_SECOND_PERSON_REQUIRED,
                  "got the one who proposed it, want another person", "actor");
  }
  v1::IncidentDismissed& dismissed = *events[0].mutable_incident_dismissed();
  dismissed.set_cause(order.cause());
  dismissed.set_reason(order.reason());
  dismissed.set_proposer(proposer);
  return events;
}

absl::StatusOr<Events> DecideReclassify(const TicketCase& ticket_case) {
  const v1::Reclassify& order = ticket_case.command.reclassify();
  const v1::IncidentDetails& incident = ticket_case.ticket.incident();
  if (order.incident_class() == incident.incident_class() &&
      order.level() == incident.level()) {
    return Events();
  }
  Events events(1);
  v1::IncidentReclassified& changed =
      *events[0].mutable_incident_reclassified();
  changed.set_incident_class(order.incident_class());
  changed.set_level(order.level());
  changed.set_reason(order.reason());
  changed.set_previous_level(incident.level());
  return events;
}

absl::StatusOr<Events> DecideDispatchGuards(const TicketCase& ticket_case) {
  const v1::DispatchGuards& order = ticket_case.command.dispatch_guards();
  const v1::Ticket& ticket = ticket_case.ticket;
  Events events(1);
  v1::GuardsDispatched& dispatched = *events[0].mutable_guards_dispatched();
  dispatched.mutable_assignee()->set_party(order.party());
  WL_RETURN_IF_ERROR(
      SetContract(ticket_case, "dispatch_guards.party", dispatched));
  *dispatched.mutable_guards() = order.guards();
  dispatched.set_headcount(
      std::max(order.headcount(), static_cast<uint32_t>(order.guards_size())));
  dispatched.set_segment(ticket.tallies().segments() + 1);
  return events;
}

absl::StatusOr<Events> DecideRequestReinforcement(
    const TicketCase& ticket_case) {
  const v1::RequestReinforcement& order =
      ticket_case.command.request_reinforcement();
  Events events(1);
  v1::ReinforcementRequested& requested =
      *events[0].mutable_reinforcement_requested();
  requested.set_headcount(order.headcount());
  requested.set_reason(order.reason());
  return events;
}

absl::StatusOr<Events> DecideSceneArrival(const TicketCase& ticket_case) {
  const v1::RecordArrival& order = ticket_case.command.record_arrival();
  const v1::EvidenceLevel level =
      order.evidence_level() == v1::EVIDENCE_LEVEL_UNSPECIFIED
          ? v1::EVIDENCE_LEVEL_STATED
          : order.evidence_level();
  WL_ASSIGN_OR_RETURN(
      const v1::EvidenceLevel required,
      CheckArrival(ticket_case, level, "record_arrival.evidence_level"));
  Events events(1);
  v1::SceneArrival& arrival = *events[0].mutable_scene_arrival();
  arrival.set_required_level(required);
  arrival.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
  arrival.set_evidence_level(level);
  *arrival.mutable_evidence() = order.evidence();
  return events;
}

absl::StatusOr<Events> DecideContain(const TicketCase& ticket_case) {
  const v1::Contain& order = ticket_case.command.contain();
  Events events(1);
  v1::IncidentContained& contained = *events[0].mutable_incident_contained();
  if (order.has_text()) *contained.mutable_text() = order.text();
  return events;
}

absl::StatusOr<Events> DecideHandOver(const TicketCase& ticket_case) {
  const v1::HandOver& order = ticket_case.command.hand_over();
  Events events(1);
  v1::IncidentHandedOver& handed = *events[0].mutable_incident_handed_over();
  handed.set_agency(order.agency());
  handed.set_receipt(order.receipt());
  return events;
}

absl::StatusOr<Events> DecideResolve(const TicketCase& ticket_case) {
  Events events(1);
  events[0].mutable_incident_resolved()->set_result(
      ticket_case.command.resolve().result());
  return events;
}

absl::StatusOr<Events> DecideReportUp(const TicketCase& ticket_case) {
  const v1::ReportUp& order = ticket_case.command.report_up();
  if (order.stage() == v1::REPORT_STAGE_FIRST &&
      ticket_case.ticket.incident().reported()) {
    return Forbid(v1::ERROR_REASON_ALREADY_DONE,
                  "got a second first report, want a follow-up or the final",
                  "report_up.stage");
  }
  Events events(1);
  v1::IncidentReportedUp& reported = *events[0].mutable_incident_reported_up();
  reported.set_stage(order.stage());
  reported.set_recipient(order.recipient());
  if (order.has_text()) *reported.mutable_text() = order.text();
  return events;
}

absl::StatusOr<Events> DecideSubmitReport(const TicketCase& ticket_case) {
  const v1::SubmitReport& order = ticket_case.command.submit_report();
  Events events(1);
  v1::ReviewOpened& opened = *events[0].mutable_review_opened();
  opened.set_cause_code(order.cause_code());
  opened.set_loss_fen(order.loss_fen());
  opened.set_injured(order.injured());
  if (order.has_text()) *opened.mutable_text() = order.text();
  return events;
}

absl::StatusOr<Events> DecideCloseIncident(const TicketCase& ticket_case) {
  WL_RETURN_IF_ERROR(CheckLeader(ticket_case));
  WL_RETURN_IF_ERROR(CheckChildren(ticket_case));
  WL_RETURN_IF_ERROR(CheckAllClear(ticket_case));
  Events events(1);
  v1::TicketClosed& closed = *events[0].mutable_ticket_closed();
  closed.set_closure_code(ticket_case.command.close().closure_code());
  SetReopenEnd(ticket_case, closed);
  return events;
}

absl::StatusOr<Events> DecideReopenIncident(const TicketCase& ticket_case) {
  WL_RETURN_IF_ERROR(CheckReopenWindow(ticket_case));
  WL_RETURN_IF_ERROR(CheckNotSuperseded(ticket_case));
  Events events(1);
  v1::TicketReopened& reopened = *events[0].mutable_ticket_reopened();
  reopened.set_reason(ticket_case.command.reopen().reason());
  reopened.set_cycle(ticket_case.ticket.cycle() + 1);
  reopened.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
  return events;
}

void ApplyAlarmRule(const Catalogue& catalogue, const Context& context,
                    v1::TicketReported& reported) {
  const v1::CatalogueEntry* const entry =
      catalogue.Find(v1::CATALOGUE_KIND_ALARM_RULE, reported.incident_class());
  if (entry == nullptr) return;
  const v1::AlarmRule& rule = entry->item().alarm_rule();
  reported.set_life_safety(rule.life_safety());
  if (const auto call_time = CallTimeOf(rule, context.occur_time)) {
    *reported.mutable_call_time() = *call_time;
    reported.set_roster(rule.roster());
  }
}

}  // namespace workledger
