#include "engine/core/sla/clock_orders.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/core/sla/clock_evolve.h"

namespace workledger {

absl::StatusOr<Events> DecideExcuseBreach(const TicketCase& ticket_case) {
  const v1::ExcuseBreach& order = ticket_case.command.excuse_breach();
  const v1::Clock* const clock = FindClock(ticket_case.ticket, order.clock());
  if (clock == nullptr ||
      clock->breach().state() != v1::BREACH_STATE_STANDING) {
    return Forbid(v1::ERROR_REASON_BREACH_NOT_FOUND,
                  "got one without a breach that stands, want one with",
                  "excuse_breach.clock");
  }
  Events events(1);
  v1::BreachExcused& excused = *events[0].mutable_breach_excused();
  *excused.mutable_clock() = order.clock();
  excused.set_reason(order.reason());
  excused.set_document(order.document());
  excused.set_breach_position(clock->breach().position());
  return events;
}

absl::StatusOr<Events> DecideMigratePolicy(const TicketCase& ticket_case) {
  const v1::MigratePolicy& order = ticket_case.command.migrate_policy();
  const v1::Ticket& ticket = ticket_case.ticket;
  const std::string& code =
      order.policy().empty() ? ticket.policy() : order.policy();
  const v1::CatalogueEntry* const policy =
      ticket_case.folds.catalogue->Find(v1::CATALOGUE_KIND_POLICY, code);
  if (policy == nullptr) {
    return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                  absl::StrCat("got ", code.empty() ? "none" : code,
                               ", want a policy that is in use"),
                  "migrate_policy.policy");
  }
  if (code == ticket.policy() &&
      policy->revision() == ticket.policy_revision()) {
    return Events();
  }
  Events events(1);
  v1::PolicyMigrated& migrated = *events[0].mutable_policy_migrated();
  migrated.set_previous_policy(ticket.policy());
  migrated.set_previous_revision(ticket.policy_revision());
  migrated.set_policy(code);
  migrated.set_policy_revision(policy->revision());
  migrated.set_reason(order.reason());
  return events;
}

}  // namespace workledger
