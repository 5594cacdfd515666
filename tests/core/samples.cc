#include "tests/core/samples.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"

namespace workledger {
namespace {

v1::Actor Person(std::string_view principal, v1::Role role) {
  v1::Actor actor;
  actor.set_principal(std::string(principal));
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  if (role != v1::ROLE_UNSPECIFIED) actor.add_roles(role);
  return actor;
}

struct Sample {
  v1::Actor actor;
  std::string_view order;
};

const std::map<std::string_view, Sample>& Samples() {
  static const auto* const samples = new std::map<std::string_view, Sample>{
      {"report", {Requester(), "report { channel: CHANNEL_HOTLINE }"}},
      {"advance_time", {Desk(), "advance_time { step { seconds: 1 } }"}},
      {"accept",
       {Desk(),
        "accept { category: 'mep/lamp' priority: PRIORITY_P3 "
        "location: 'north/2/201' }"}},
      {"reject",
       {Desk(),
        "reject { reason: 'road' closure_code: "
        "CLOSURE_CODE_NOT_OURS }"}},
      {"withdraw", {Requester(), "withdraw { reason: 'works again' }"}},
      {"link_duplicate", {Desk(), "link_duplicate { master: 't-2' }"}},
      {"unlink_duplicate", {Desk(), "unlink_duplicate { reason: 'other' }"}},
      {"appeal", {Requester(), "appeal { reason: 'it is yours' }"}},
      {"dispatch", {Desk(), "dispatch { party: 'wuye-1' person: 'li' }"}},
      {"force_dispatch",
       {Supervisor(), "force_dispatch { party: 'wuye-1' reason: 'go' }"}},
      {"offer_to_pool", {Desk(), "offer_to_pool {}"}},
      {"claim", {Technician(), "claim { party: 'wuye-1' person: 'li' }"}},
      {"return", {Technician(), "return { reason: 'no skill' }"}},
      {"reassign", {Desk(), "reassign { party: 'wuye-2' reason: 'late' }"}},
      {"acknowledge",
       {Technician(), "acknowledge { eta_time { seconds: 1767229200 } }"}},
      {"appoint",
       {Technician(),
        "appoint { slot_time { seconds: 1767229200 } "
        "requested: true }"}},
      {"record_arrival",
       {Technician(),
        "record_arrival { evidence_level: "
        "EVIDENCE_LEVEL_QR_CODE }"}},
      {"start_work", {Technician(), "start_work {}"}},
      {"contain", {Technician(), "contain {}"}},
      {"report_no_access", {Technician(), "report_no_access { label: 'x' }"}},
      {"hold", {Technician(), "hold { reason: HOLD_REASON_AWAIT_PARTS }"}},
      {"resume", {Technician(), "resume {}"}},
      {"complete",
       {Technician(),
        "complete { result: CLOSURE_CODE_FIXED "
        "cause_code: 'wear' action_code: 'replaced' }"}},
      {"accept_work", {Requester(), "accept_work {}"}},
      {"reject_work", {Requester(), "reject_work { reason: 'still dark' }"}},
      {"record_callback",
       {Desk(), "record_callback { result: CALLBACK_RESULT_SOLVED }"}},
      {"rate_service",
       {Requester(),
        "rate_service { score: 5 source: "
        "RATING_SOURCE_REQUESTER }"}},
      {"close", {Desk(), "close { closure_code: CLOSURE_CODE_FIXED }"}},
      {"reopen", {Requester(), "reopen { reason: 'again' }"}},
      {"recheck",
       {Person("sun", v1::ROLE_INSPECTOR), "recheck { passed: true }"}},
      {"schedule_look_back",
       {Desk(), "schedule_look_back { due_time { seconds: 1769904000 } }"}},
      {"record_tally", {Desk(), "record_tally { item: 'bicycles' count: 40 }"}},
      {"convert_to_project",
       {Desk(), "convert_to_project { project: 'roof-2026' }"}},
      {"set_priority",
       {Desk(), "set_priority { priority: PRIORITY_P1 reason: 'flood' }"}},
      {"add_note",
       {Stranger(), "add_note { text { data_subject: 'li' clear: 'hm' } }"}},
      {"attach",
       {Stranger(),
        "attach { attachments { digest: "
        "'dddddddddddddddddddddddddddddddd' media_type: 'image/png' } }"}},
      {"add_child", {Desk(), "add_child { child: 't-2' }"}},
      {"urge", {Requester(), "urge { reason: 'it drips' }"}},
      {"supervise", {Supervisor(), "supervise { reason: 'the mayor' }"}},
      {"request_extension",
       {Technician(),
        "request_extension { due_time { seconds: 1767355200 } "
        "reason: 'parts' }"}},
      {"grant_extension", {Desk(), "grant_extension { reason: 'fine' }"}},
      {"refuse_extension", {Desk(), "refuse_extension { reason: 'no' }"}},
      {"request_approval",
       {Technician(),
        "request_approval { subject: APPROVAL_SUBJECT_HOT_WORK }"}},
      {"grant_approval",
       {Desk(),
        "grant_approval { subject: APPROVAL_SUBJECT_HOT_WORK number: '7' }"}},
      {"refuse_approval",
       {Desk(), "refuse_approval { subject: APPROVAL_SUBJECT_HOT_WORK }"}},
      {"correct_timeline",
       {Supervisor(),
        "correct_timeline { corrected_version: 1 correct_time { seconds: "
        "1767220000 } reason: 'clock was fast' }"}},
      {"excuse_breach",
       {Supervisor(),
        "excuse_breach { reason: 'flood' clock { metric: METRIC_RESOLUTION "
        "party: CLOCK_PARTY_SLA cycle: 1 } }"}},
      {"migrate_policy",
       {Supervisor(), "migrate_policy { policy: 'p-1' reason: 'new' }"}},
      {"record_look_back", {Desk(), "record_look_back { good: true }"}},
      {"record_step", {Technician(), "record_step { step: 's1' }"}},
      {"change_catalogue",
       {Supervisor(),
        "change_catalogue { document: 'no. 7' changes { put { asset { "
        "code: 'lift' } } } }"}},
  };
  return *samples;
}

}  // namespace

v1::Actor Requester() { return Person("wang", v1::ROLE_REQUESTER); }
v1::Actor Desk() { return Person("zhao", v1::ROLE_DESK); }
v1::Actor Supervisor() { return Person("chen", v1::ROLE_SUPERVISOR); }
v1::Actor Stranger() { return Person("hu", v1::ROLE_UNSPECIFIED); }

v1::Actor Technician() {
  v1::Actor actor = Person("li", v1::ROLE_TECHNICIAN);
  actor.set_party(std::string(kParty));
  return actor;
}

v1::Actor System() {
  v1::Actor actor = Person("timer", v1::ROLE_UNSPECIFIED);
  actor.set_kind(v1::ACTOR_KIND_SYSTEM);
  return actor;
}

v1::Command Order(std::string_view order, const v1::Actor& actor) {
  auto command = FromText<v1::Command>(order);
  command.set_request_id("r-1");
  command.set_ticket("t-1");
  *command.mutable_actor() = actor;
  return command;
}

v1::Command History(std::string_view update) {
  v1::Command command =
      Order("record_history { " + std::string(update) + " }", System());
  command.mutable_provenance()->set_source(std::string(kSource));
  return command;
}

v1::Event Happened(std::string_view body) { return FromText<v1::Event>(body); }

v1::Command SampleOrder(std::string_view name) {
  const Sample& sample = Samples().at(name);
  return Order(sample.order, sample.actor);
}

std::vector<v1::Event> PathTo(v1::TicketState state) {
  std::vector<v1::Event> path = {Happened(
      "ticket_reported { kind: TICKET_KIND_REPAIR number: 1 channel: "
      "CHANNEL_HOTLINE first_owner: 'zhao' location: 'north/2/201' }")};
  const auto with = [&](std::string_view body) {
    path.push_back(Happened(body));
    return path;
  };
  if (state == v1::TICKET_STATE_REPORTED) return path;
  if (state == v1::TICKET_STATE_REJECTED) {
    return with("ticket_rejected { closure_code: CLOSURE_CODE_NOT_OURS }");
  }
  if (state == v1::TICKET_STATE_WITHDRAWN) return with("ticket_withdrawn {}");
  if (state == v1::TICKET_STATE_DUPLICATE) {
    return with("duplicate_linked { master: 't-2' }");
  }
  constexpr std::string_view kSteps[] = {
      "ticket_accepted { category: 'mep/lamp' priority: PRIORITY_P3 "
      "location: 'north/2/201' }",
      "work_dispatched { assignee { party: 'wuye-1' person: 'li' } "
      "mode: DISPATCH_MODE_ASSIGNED segment: 1 }",
      "dispatch_acknowledged {}",
      "arrival_recorded {}",
      "work_started {}",
      "work_completed { result: CLOSURE_CODE_FIXED }",
      "work_accepted {}",
      "ticket_closed { closure_code: CLOSURE_CODE_FIXED }"};
  for (int i = v1::TICKET_STATE_ACCEPTED; i <= state; ++i) {
    with(kSteps[i - v1::TICKET_STATE_ACCEPTED]);
  }
  return path;
}

std::vector<v1::TicketState> RepairStates() {
  std::vector<v1::TicketState> states;
  for (int i = v1::TICKET_STATE_REPORTED; i <= v1::TICKET_STATE_DUPLICATE;
       ++i) {
    states.push_back(static_cast<v1::TicketState>(i));
  }
  return states;
}

std::vector<v1::Event> SampleEvents() {
  std::vector<v1::Event> events;
  const auto* const body = v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < body->field_count(); ++i) {
    v1::Event event;
    event.GetReflection()->MutableMessage(&event, body->field(i));
    events.push_back(event);
  }
  return events;
}

v1::Event ReportedByHistory() {
  return Happened(
      "ticket_reported { kind: TICKET_KIND_REPAIR number: 8 first_owner: "
      "'timer' }");
}

v1::Event Found(std::string_view kind, std::string_view detail) {
  return Happened(absl::StrCat(
      "conformance_found { finding { kind: "
      "FINDING_KIND_",
      std::string(kind), " detail: '", std::string(detail), "' } }"));
}

}  // namespace workledger
