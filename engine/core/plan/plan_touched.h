#ifndef WORKLEDGER_CORE_PLAN_PLAN_TOUCHED_H_
#define WORKLEDGER_CORE_PLAN_PLAN_TOUCHED_H_

// Which plans' dates a change of the catalogue touches, and the little of the
// catalogue that these dates depend on: a calendar that changes must not
// reschedule every plan of a bureau.

#include <set>
#include <string>
#include <vector>

#include "engine/core/catalogue/catalogue.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// An item that changes.
struct ChangedItem {
  CatalogueKey key;
  // What it becomes; null if it is retired.
  const v1::CatalogueItem* item;
};

std::vector<ChangedItem> ChangedItems(const v1::ChangeCatalogue& order);
std::vector<ChangedItem> ChangedItems(const Events& changes);

// Returns the codes of plans whose next occurrence may be another after the
// changes to `catalogue`: those that change themselves, those whose calendar
// does, and those whose location gets another calendar.
std::set<std::string> PlansTouched(const std::vector<ChangedItem>& items,
                                   const Catalogue& catalogue);

// Returns `plans` with the locations and calendars that their dates are read
// in, and nothing else, as `changes` leave them.
Catalogue PlanCatalogue(const Catalogue& catalogue,
                        const std::set<std::string>& plans,
                        const Events& changes);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PLAN_PLAN_TOUCHED_H_
