#include "engine/core/lifecycle/reader.h"

#include <algorithm>

#include "engine/core/enum_set.h"

namespace workledger {
namespace {

using Roles = EnumSet<v1::Role>;

constexpr Roles kCleared = {v1::ROLE_SUPERVISOR, v1::ROLE_DUTY_OFFICER,
                            v1::ROLE_LEADER};
constexpr Roles kOfBureau = {v1::ROLE_DESK, v1::ROLE_SUPERVISOR,
                             v1::ROLE_INSPECTOR, v1::ROLE_DUTY_OFFICER,
                             v1::ROLE_LEADER};

bool HoldsAny(const v1::Actor& reader, Roles roles) {
  return std::ranges::any_of(reader.roles(), [&](int role) {
    return roles.Contains(static_cast<v1::Role>(role));
  });
}

bool HasTicket(const v1::Ticket& ticket, const v1::Actor& reader) {
  return !reader.party().empty() && reader.party() == ticket.assignee().party();
}

void RedactIncident(v1::IncidentDetails& incident) {
  incident.clear_alarm();
  incident.clear_joined_alarms();
  incident.clear_device();
  incident.clear_algorithm();
  incident.clear_dismissal_proposer();
  incident.clear_guards();
}

void RedactApproval(v1::Approval& approval) {
  approval.clear_cost_fen();
  approval.clear_requester();
  approval.clear_approver();
  approval.clear_number();
}

}  // namespace

bool MayReadAll(const v1::Ticket& ticket, const v1::Actor& reader) {
  return !ticket.confidential() || HoldsAny(reader, kCleared) ||
         HasTicket(ticket, reader) ||
         (!reader.principal().empty() &&
          reader.principal() == ticket.first_owner());
}

bool MayReadNote(const v1::Ticket& ticket, const v1::Actor& reader,
                 const v1::Actor& author, v1::Visibility visibility) {
  if (!MayReadAll(ticket, reader)) return false;
  return visibility == v1::VISIBILITY_PUBLIC || HoldsAny(reader, kOfBureau) ||
         reader.kind() == v1::ACTOR_KIND_SYSTEM || HasTicket(ticket, reader) ||
         (!reader.principal().empty() &&
          reader.principal() == author.principal());
}

// A new field of a ticket is cleared here, or is of its course
// (tests/core/reader_test.cc).
void Redact(v1::Ticket& ticket) {
  ticket.clear_title();
  ticket.clear_text();
  ticket.clear_requester();
  ticket.clear_reporter();
  ticket.clear_department();
  ticket.clear_first_owner();
  ticket.clear_performer();
  ticket.clear_headcount();
  ticket.clear_facts();
  ticket.clear_asset();
  ticket.clear_assets();
  ticket.clear_ordered_quantities();
  ticket.clear_done_quantities();
  ticket.clear_project();
  if (ticket.has_hold()) ticket.mutable_hold()->clear_label();
  if (ticket.has_incident()) RedactIncident(*ticket.mutable_incident());
  if (ticket.has_scoring()) ticket.mutable_scoring()->clear_inspector();
  for (v1::Approval& approval : *ticket.mutable_approvals()) {
    RedactApproval(approval);
  }
  ticket.clear_marks();
  ticket.set_redacted(true);
}

}  // namespace workledger
