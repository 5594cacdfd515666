#include "engine/core/lifecycle/history_evolve.h"

#include <algorithm>
#include <string>

#include "engine/core/lifecycle/enter_state.h"

namespace workledger {
namespace {

using google::protobuf::RepeatedPtrField;

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::StateRecorded& event) {
  EnterState(ticket, event.state());
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::AssigneeRecorded& event) {
  *ticket.mutable_assignee() = event.assignee();
  if (!event.reassigned()) return;
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_reassignments(tallies.reassignments() + 1);
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::DetailsRecorded& event) {
  if (event.has_category()) ticket.set_category(event.category());
  if (event.has_priority()) ticket.set_priority(event.priority());
  if (event.has_location()) ticket.set_location(event.location());
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::FactsRecorded& event) {
  RepeatedPtrField<v1::Fact>& facts = *ticket.mutable_facts();
  for (const v1::Fact& fact : event.facts()) {
    const auto place = std::lower_bound(
        facts.begin(), facts.end(), fact.name(),
        [](const v1::Fact& f, const std::string& n) { return f.name() < n; });
    if (place != facts.end() && place->name() == fact.name()) {
      *place = fact;
      continue;
    }
    int index = static_cast<int>(place - facts.begin());
    *facts.Add() = fact;
    for (; index < facts.size() - 1; ++index) {
      facts.SwapElements(index, facts.size() - 1);
    }
  }
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::StopRestated& event) {
  v1::Milestones& milestones = *ticket.mutable_milestones();
  if (event.state() == v1::TICKET_STATE_COMPLETED) {
    *milestones.mutable_complete_time() = record.occur_time();
  } else if (event.state() == v1::TICKET_STATE_VERIFIED) {
    *milestones.mutable_verify_time() = record.occur_time();
  } else if (event.state() == v1::TICKET_STATE_CLOSED) {
    *milestones.mutable_close_time() = record.occur_time();
  }
}

void Apply(v1::Ticket& ticket, const v1::Record&, const v1::ConformanceFound&) {
  v1::Tallies& tallies = *ticket.mutable_tallies();
  tallies.set_findings(tallies.findings() + 1);
}

}  // namespace

void EvolveHistory(v1::Ticket& ticket, const v1::Record& record,
                   const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kStateRecorded:
      return Apply(ticket, record, event.state_recorded());
    case v1::Event::kAssigneeRecorded:
      return Apply(ticket, record, event.assignee_recorded());
    case v1::Event::kDetailsRecorded:
      return Apply(ticket, record, event.details_recorded());
    case v1::Event::kFactsRecorded:
      return Apply(ticket, record, event.facts_recorded());
    case v1::Event::kStopRestated:
      return Apply(ticket, record, event.stop_restated());
    case v1::Event::kConformanceFound:
      return Apply(ticket, record, event.conformance_found());
    // EvolveRepair sends no other event here.
    default:
      break;
  }
}

}  // namespace workledger
