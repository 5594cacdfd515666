#ifndef WORKLEDGER_CORE_LIFECYCLE_CONTRACT_H_
#define WORKLEDGER_CORE_LIFECYCLE_CONTRACT_H_

// Whether somebody may be sent, under which contract, and until when the work
// may come back.

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {

// Writes until when work that is given out at `at` may be returned, if the
// contract says so. Not all that is given out can be.
template <typename Event>
void SetReturnEnd(const v1::Contract& contract, absl::Time at, Event& event) {
  if constexpr (requires { event.mutable_return_end_time(); }) {
    if (!contract.has_return_window()) return;
    const google::protobuf::Duration& window = contract.return_window();
    *event.mutable_return_end_time() =
        ToTimestamp(at + absl::Seconds(window.seconds()) +
                    absl::Nanoseconds(window.nanos()));
  }
}

// Refuses the assignee of `event` as CheckFit does, and writes the contract
// that covers the work into it, with the end of its time to return the work.
// `field` is where the order names the party.
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
    SetReturnEnd(contract->item().contract(), ticket_case.context.occur_time,
                 event);
  }
  event.set_catalogue_position(ticket_case.folds.ledger->catalogue_position());
  return absl::OkStatus();
}

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_CONTRACT_H_
