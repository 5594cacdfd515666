#include "tests/core/cleaning_samples.h"

#include <map>
#include <string>

#include "tests/core/samples.h"

namespace workledger {
namespace {

struct Sample {
  v1::Actor actor;
  std::string_view order;
};

const std::map<std::string_view, Sample>& Samples() {
  static const auto* const samples = new std::map<std::string_view, Sample>{
      {"plan_task",
       {Desk(),
        "plan_task { title: 'lobby' category: 'cleaning/daily' "
        "location: 'north/1' priority: PRIORITY_P4 "
        "assignee { party: 'wuye-1' person: 'li' } "
        "window_start_time { seconds: 1767272400 } "
        "window_end_time { seconds: 1767279600 } }"}},
      {"release", {Desk(), "release {}"}},
      {"skip", {Supervisor(), "skip { reason: 'a meeting is on' }"}},
      {"start_work",
       {Technician(), "start_work { evidence_level: EVIDENCE_LEVEL_QR_CODE }"}},
      {"hold", {Technician(), "hold { reason: HOLD_REASON_AREA_OCCUPIED }"}},
      {"finish",
       {Technician(),
        "finish { quantities { item: 'floor' quantity_milli: 120000 "
        "unit: 'm2' } consumables { item: 'soap' quantity_milli: 500 "
        "unit: 'l' } }"}},
      {"raise_repair",
       {Technician(),
        "raise_repair { child: 't-3' title: 'tap leaks' "
        "category: 'mep/water' priority: PRIORITY_P3 }"}},
      {"inspect", {Inspector(), "inspect { passed: true }"}},
      {"contest", {Technician(), "contest { reason: 'rain came in' }"}},
      {"decide_contest",
       {Supervisor(), "decide_contest { upheld: true reason: 'no rain' }"}},
      {"order_rectification",
       {Inspector(),
        "order_rectification { due_time { seconds: 1767276000 } points: 2 "
        "reason: 'dust' }"}},
      {"submit_rectification", {Technician(), "submit_rectification {}"}},
      {"recheck", {Inspector(), "recheck { passed: true }"}},
      {"close", {Desk(), "close { closure_code: CLOSURE_CODE_NOT_INSPECTED }"}},
      {"close_passed", {Desk(), "close { closure_code: CLOSURE_CODE_FIXED }"}},
  };
  return *samples;
}

constexpr std::string_view kReported =
    "ticket_reported { kind: TICKET_KIND_CLEANING number: 1 channel: "
    "CHANNEL_HOTLINE first_owner: 'zhao' location: 'north/1' "
    "category: 'cleaning/spill' }";
constexpr std::string_view kPlanned =
    "task_planned { kind: TICKET_KIND_CLEANING number: 1 title: 'lobby' "
    "category: 'cleaning/daily' location: 'north/1' priority: PRIORITY_P4 "
    "assignee { party: 'wuye-1' person: 'li' } "
    "window_start_time { seconds: 1767272400 } "
    "window_end_time { seconds: 1767279600 } }";
constexpr std::string_view kReleased =
    "task_released { assignee { party: 'wuye-1' person: 'li' } segment: 1 }";
constexpr std::string_view kOrdered =
    "rectification_ordered { due_time { seconds: 1767276000 } points: 2 "
    "round: 1 }";

// One step back on the path to `state`, and the event that follows it.
struct Step {
  v1::TicketState before;
  std::string_view event;
};

const std::map<v1::TicketState, Step>& Steps() {
  static const auto* const steps = new std::map<v1::TicketState, Step>{
      {v1::TICKET_STATE_REPORTED, {v1::TICKET_STATE_UNSPECIFIED, kReported}},
      {v1::TICKET_STATE_WITHDRAWN,
       {v1::TICKET_STATE_REPORTED, "ticket_withdrawn {}"}},
      {v1::TICKET_STATE_DUPLICATE,
       {v1::TICKET_STATE_REPORTED, "duplicate_linked { master: 't-2' }"}},
      {v1::TICKET_STATE_PLANNED, {v1::TICKET_STATE_UNSPECIFIED, kPlanned}},
      {v1::TICKET_STATE_SKIPPED, {v1::TICKET_STATE_PLANNED, "task_skipped {}"}},
      {v1::TICKET_STATE_ASSIGNED, {v1::TICKET_STATE_PLANNED, kReleased}},
      {v1::TICKET_STATE_MISSED, {v1::TICKET_STATE_ASSIGNED, "task_missed {}"}},
      {v1::TICKET_STATE_IN_PROGRESS,
       {v1::TICKET_STATE_ASSIGNED, "work_started {}"}},
      {v1::TICKET_STATE_DONE,
       {v1::TICKET_STATE_IN_PROGRESS, "task_finished {}"}},
      {v1::TICKET_STATE_PASSED,
       {v1::TICKET_STATE_DONE, "inspection_scored { passed: true }"}},
      {v1::TICKET_STATE_CLOSED,
       {v1::TICKET_STATE_PASSED,
        "ticket_closed { closure_code: CLOSURE_CODE_FIXED }"}},
      {v1::TICKET_STATE_FAILED,
       {v1::TICKET_STATE_DONE, "inspection_scored {}"}},
      {v1::TICKET_STATE_RECTIFYING, {v1::TICKET_STATE_FAILED, kOrdered}},
      {v1::TICKET_STATE_RECHECK,
       {v1::TICKET_STATE_RECTIFYING, "rectification_submitted {}"}},
  };
  return *steps;
}

}  // namespace

v1::Actor Inspector() {
  v1::Actor actor;
  actor.set_principal("sun");
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(v1::ROLE_INSPECTOR);
  return actor;
}

std::vector<v1::Event> CleaningPathTo(v1::TicketState state) {
  if (state == v1::TICKET_STATE_UNSPECIFIED) return {};
  const Step& step = Steps().at(state);
  std::vector<v1::Event> path = CleaningPathTo(step.before);
  path.push_back(Happened(step.event));
  return path;
}

v1::Command CleaningOrder(std::string_view name) {
  const auto sample = Samples().find(name);
  if (sample == Samples().end()) return SampleOrder(name);
  return Order(sample->second.order, sample->second.actor);
}

}  // namespace workledger
