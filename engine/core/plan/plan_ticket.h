#ifndef WORKLEDGER_CORE_PLAN_PLAN_TICKET_H_
#define WORKLEDGER_CORE_PLAN_PLAN_TICKET_H_

// The ticket that a plan's occurrence becomes.

#include <string>
#include <string_view>

#include "engine/core/fold.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/plan.pb.h"

namespace workledger {

// Returns the id of the occurrence's ticket: plan and key, for example
// "lift-2026-03-05". A code that is no id by itself, or is too long, is
// shortened, and a hash of both is added.
std::string OccurrenceTicketId(std::string_view plan, std::string_view key);

// Returns the id to take when somebody else took that one.
std::string OtherTicketId(std::string_view plan, std::string_view key);

// Returns the event that opens the ticket. Of `occurrence` it takes the key and
// the window.
v1::Event OccurrenceTicket(const Folds& folds, const v1::CatalogueEntry& plan,
                           const v1::OccurrenceScheduled& occurrence,
                           std::string_view principal);

// Returns the event that opens the inspection round of an occurrence of a plan
// of rounds. It is scored by the rubric as it is now.
v1::Event OccurrenceRound(const Folds& folds, const v1::CatalogueEntry& plan,
                          const v1::OccurrenceScheduled& occurrence);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PLAN_PLAN_TICKET_H_
