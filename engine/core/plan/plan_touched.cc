#include "engine/core/plan/plan_touched.h"

#include <algorithm>

#include "engine/core/catalogue/calendar_at.h"
#include "engine/core/catalogue/path.h"

namespace workledger {
namespace {

// Whether the plan counts its days by this calendar.
bool FollowsCalendar(const v1::Plan& plan, const std::string& calendar,
                     const Catalogue& catalogue) {
  if (!plan.calendar().empty()) return plan.calendar() == calendar;
  const v1::CatalogueEntry* const entry =
      CalendarAt(catalogue, plan.location());
  return entry != nullptr && entry->item().calendar().code() == calendar;
}

// Whether the location is to have another calendar than it has.
bool ChangesCalendar(const ChangedItem& changed, const Catalogue& catalogue) {
  const v1::Location* const before = catalogue.FindLocation(changed.key.second);
  const std::string had = before == nullptr ? "" : before->calendar();
  return had !=
         (changed.item == nullptr ? "" : changed.item->location().calendar());
}

bool Touches(const ChangedItem& changed, const v1::Plan& plan,
             const Catalogue& catalogue) {
  if (changed.key.first == v1::CATALOGUE_KIND_CALENDAR) {
    return FollowsCalendar(plan, changed.key.second, catalogue);
  }
  return plan.calendar().empty() && LiesIn(plan.location(), changed.key.second);
}

bool IsOfDates(v1::CatalogueKind kind) {
  return kind == v1::CATALOGUE_KIND_PLAN ||
         kind == v1::CATALOGUE_KIND_LOCATION ||
         kind == v1::CATALOGUE_KIND_CALENDAR;
}

ChangedItem ChangeOf(const v1::Event& event) {
  if (event.has_catalogue_item_put()) {
    const v1::CatalogueItem& item = event.catalogue_item_put().item();
    return {.key = KeyOf(item), .item = &item};
  }
  const v1::CatalogueItemRetired& retired = event.catalogue_item_retired();
  return {.key = {retired.kind(), retired.code()}, .item = nullptr};
}

// Adds an entry that `part` does not hold, if there is one.
void LoadOnce(const Catalogue& catalogue, v1::CatalogueKind kind,
              std::string_view code, Catalogue& part) {
  if (part.FindEver(kind, code) != nullptr) return;
  const v1::CatalogueEntry* const entry = catalogue.FindEver(kind, code);
  if (entry != nullptr) part.Load(*entry);
}

void LoadPlan(const Catalogue& catalogue, const std::string& code,
              Catalogue& part) {
  LoadOnce(catalogue, v1::CATALOGUE_KIND_PLAN, code, part);
  const v1::CatalogueEntry* const entry =
      part.FindEver(v1::CATALOGUE_KIND_PLAN, code);
  if (entry == nullptr) return;
  const v1::Plan& plan = entry->item().plan();
  if (!plan.calendar().empty()) {
    LoadOnce(catalogue, v1::CATALOGUE_KIND_CALENDAR, plan.calendar(), part);
    return;
  }
  for (std::string_view place = plan.location(); !place.empty();
       place = ParentPath(place)) {
    LoadOnce(catalogue, v1::CATALOGUE_KIND_LOCATION, place, part);
    const v1::Location* const location = part.FindLocation(place);
    if (location == nullptr || location->calendar().empty()) continue;
    LoadOnce(catalogue, v1::CATALOGUE_KIND_CALENDAR, location->calendar(),
             part);
    return;
  }
}

}  // namespace

std::vector<ChangedItem> ChangedItems(const v1::ChangeCatalogue& order) {
  std::vector<ChangedItem> items;
  for (const v1::CatalogueChange& change : order.changes()) {
    if (change.has_put()) {
      items.push_back({.key = KeyOf(change.put()), .item = &change.put()});
    } else {
      items.push_back({.key = {change.retire().kind(), change.retire().code()},
                       .item = nullptr});
    }
  }
  return items;
}

std::vector<ChangedItem> ChangedItems(const Events& changes) {
  std::vector<ChangedItem> items;
  for (const v1::Event& event : changes) items.push_back(ChangeOf(event));
  return items;
}

std::set<std::string> PlansTouched(const std::vector<ChangedItem>& items,
                                   const Catalogue& catalogue) {
  std::set<std::string> plans;
  std::vector<const ChangedItem*> shared;
  for (const ChangedItem& changed : items) {
    const v1::CatalogueKind kind = changed.key.first;
    if (kind == v1::CATALOGUE_KIND_PLAN) {
      plans.insert(changed.key.second);
    } else if (kind == v1::CATALOGUE_KIND_CALENDAR ||
               (kind == v1::CATALOGUE_KIND_LOCATION &&
                ChangesCalendar(changed, catalogue))) {
      shared.push_back(&changed);
    }
  }
  if (shared.empty()) return plans;
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_PLAN)) {
    const v1::Plan& plan = entry.item().plan();
    if (entry.retired() || plan.paused()) continue;
    if (std::ranges::any_of(shared, [&](const ChangedItem* changed) {
          return Touches(*changed, plan, catalogue);
        })) {
      plans.insert(key.second);
    }
  }
  return plans;
}

Catalogue PlanCatalogue(const Catalogue& catalogue,
                        const std::set<std::string>& plans,
                        const Events& changes) {
  Catalogue part;
  const v1::Record record;
  for (const v1::Event& event : changes) {
    const CatalogueKey key = ChangeOf(event).key;
    if (!IsOfDates(key.first)) continue;
    // What is retired keeps what it was.
    LoadOnce(catalogue, key.first, key.second, part);
    part.Evolve(record, event);
  }
  for (const std::string& plan : plans) LoadPlan(catalogue, plan, part);
  return part;
}

}  // namespace workledger
