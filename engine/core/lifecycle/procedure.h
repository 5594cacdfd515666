#ifndef WORKLEDGER_CORE_LIFECYCLE_PROCEDURE_H_
#define WORKLEDGER_CORE_LIFECYCLE_PROCEDURE_H_

// The procedure that a ticket follows. An event pins it, with all its steps, so
// that whoever is at work is judged by what they were told to do.

#include <string_view>

#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/repair_event.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the procedure that the category demands, its own or inherited, as it
// is now; null if it demands none.
const v1::CatalogueEntry* ProcedureOf(const Catalogue& catalogue,
                                      std::string_view category);

// Pin what the category demands; nothing if it demands no procedure.
void PinProcedure(const Catalogue& catalogue, std::string_view category,
                  v1::TicketAccepted& accepted);
void PinProcedure(const Catalogue& catalogue, std::string_view category,
                  v1::WorkStarted& started);
void PinProcedure(const Catalogue& catalogue, std::string_view category,
                  v1::TicketReopened& reopened);

// Gives the ticket a new checklist of what `event` has pinned; none where it
// has pinned nothing.
void StartChecklist(v1::Ticket& ticket, const v1::TicketAccepted& event);
void StartChecklist(v1::Ticket& ticket, const v1::WorkStarted& event);
void StartChecklist(v1::Ticket& ticket, const v1::TicketReopened& event);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_PROCEDURE_H_
