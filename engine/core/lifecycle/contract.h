#ifndef WORKLEDGER_CORE_LIFECYCLE_CONTRACT_H_
#define WORKLEDGER_CORE_LIFECYCLE_CONTRACT_H_

// Whether somebody may be sent, and under which contract.

#include <string_view>

#include "absl/status/status.h"
#include "engine/base/status_macros.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {

// Refuses the assignee of `event` as CheckFit does, and writes the contract
// that covers the work into it. `field` is where the order names the party.
template <typename Event>
absl::Status SetContract(const TicketCase& ticket_case, std::string_view field,
                         Event& event) {
  WL_ASSIGN_OR_RETURN(const v1::CatalogueEntry* const contract,
                      CheckFit(*ticket_case.folds.catalogue, event.assignee(),
                               {.category = ticket_case.ticket.category(),
                                .location = ticket_case.ticket.location(),
                                .at = ticket_case.context.occur_time},
                               field));
  if (contract != nullptr) {
    event.set_contract(contract->item().contract().code());
    event.set_contract_revision(contract->revision());
  }
  event.set_catalogue_position(ticket_case.folds.ledger->catalogue_position());
  return absl::OkStatus();
}

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_CONTRACT_H_
