#include "engine/core/catalogue/catalogue.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace workledger {

CatalogueKey KeyOf(const v1::CatalogueItem& item) {
  switch (item.item_case()) {
    case v1::CatalogueItem::kLocation:
      return {v1::CATALOGUE_KIND_LOCATION, item.location().code()};
    case v1::CatalogueItem::kAsset:
      return {v1::CATALOGUE_KIND_ASSET, item.asset().code()};
    case v1::CatalogueItem::kParty:
      return {v1::CATALOGUE_KIND_PARTY, item.party().code()};
    case v1::CatalogueItem::kContract:
      return {v1::CATALOGUE_KIND_CONTRACT, item.contract().code()};
    case v1::CatalogueItem::kCategory:
      return {v1::CATALOGUE_KIND_CATEGORY, item.category().code()};
    case v1::CatalogueItem::kProcedure:
      return {v1::CATALOGUE_KIND_PROCEDURE, item.procedure().code()};
    case v1::CatalogueItem::kRubric:
      return {v1::CATALOGUE_KIND_RUBRIC, item.rubric().code()};
    case v1::CatalogueItem::kCalendar:
      return {v1::CATALOGUE_KIND_CALENDAR, item.calendar().code()};
    case v1::CatalogueItem::kRoster:
      return {v1::CATALOGUE_KIND_ROSTER, item.roster().code()};
    case v1::CatalogueItem::kWindow:
      return {v1::CATALOGUE_KIND_WINDOW, item.window().code()};
    case v1::CatalogueItem::kAlarmRule:
      return {v1::CATALOGUE_KIND_ALARM_RULE, item.alarm_rule().code()};
    case v1::CatalogueItem::kPlan:
      return {v1::CATALOGUE_KIND_PLAN, item.plan().code()};
    case v1::CatalogueItem::kPolicy:
      return {v1::CATALOGUE_KIND_POLICY, item.policy().code()};
    case v1::CatalogueItem::ITEM_NOT_SET:
      break;
  }
  return {v1::CATALOGUE_KIND_UNSPECIFIED, ""};
}

void Catalogue::Evolve(const v1::Record& record, const v1::Event& event) {
  v1::CatalogueEntry entry;
  if (event.has_catalogue_item_put()) {
    const v1::CatalogueItemPut& put = event.catalogue_item_put();
    *entry.mutable_item() = put.item();
    entry.set_revision(put.revision());
    entry.set_document(put.document());
  } else if (event.has_catalogue_item_retired()) {
    const v1::CatalogueItemRetired& retired = event.catalogue_item_retired();
    const auto found = entries_.find({retired.kind(), retired.code()});
    if (found != entries_.end()) entry = found->second;
    entry.set_revision(retired.revision());
    entry.set_document(retired.document());
    entry.set_retired(true);
  }
  entry.set_position(record.position());
  *entry.mutable_record_time() = record.record_time();
  Load(std::move(entry));
}

void Catalogue::Load(v1::CatalogueEntry entry) {
  position_ = std::max(position_, entry.position());
  const CatalogueKey key = KeyOf(entry.item());
  KeepRevision(entry);
  v1::CatalogueEntry& stored = entries_[key];
  if (entry.revision() < stored.revision()) return;
  const bool was_in_use = stored.revision() > 0 && !stored.retired();
  // Each event is one more revision of one item.
  version_ += entry.revision() - stored.revision();
  stored = std::move(entry);
  const bool in_use = !stored.retired();
  if (in_use && !was_in_use) ++in_use_[key.first];
  if (!in_use && was_in_use) --in_use_[key.first];
}

void Catalogue::KeepRevision(const v1::CatalogueEntry& entry) {
  const v1::CatalogueItem& item = entry.item();
  if (item.has_calendar()) {
    calendars_[{item.calendar().code(), entry.revision()}] =
        std::make_shared<const WorkingCalendar>(item.calendar());
  } else if (item.has_policy()) {
    policies_[{item.policy().code(), entry.revision()}] =
        std::make_shared<const v1::CatalogueEntry>(entry);
  } else if (item.has_contract()) {
    contracts_[{item.contract().code(), entry.revision()}] =
        std::make_shared<const v1::CatalogueEntry>(entry);
  }
}

const v1::CatalogueEntry* Catalogue::Find(v1::CatalogueKind kind,
                                          std::string_view code) const {
  const v1::CatalogueEntry* const entry = FindEver(kind, code);
  return entry == nullptr || entry->retired() ? nullptr : entry;
}

const v1::CatalogueEntry* Catalogue::FindEver(v1::CatalogueKind kind,
                                              std::string_view code) const {
  const auto found = entries_.find({kind, std::string(code)});
  return found == entries_.end() ? nullptr : &found->second;
}

bool Catalogue::Keeps(v1::CatalogueKind kind) const {
  const auto found = in_use_.find(kind);
  return found != in_use_.end() && found->second > 0;
}

const v1::Location* Catalogue::FindLocation(std::string_view code) const {
  const v1::CatalogueEntry* const entry =
      Find(v1::CATALOGUE_KIND_LOCATION, code);
  return entry == nullptr ? nullptr : &entry->item().location();
}

const v1::Asset* Catalogue::FindAsset(std::string_view code) const {
  const v1::CatalogueEntry* const entry = Find(v1::CATALOGUE_KIND_ASSET, code);
  return entry == nullptr ? nullptr : &entry->item().asset();
}

const v1::Party* Catalogue::FindParty(std::string_view code) const {
  const v1::CatalogueEntry* const entry = Find(v1::CATALOGUE_KIND_PARTY, code);
  return entry == nullptr ? nullptr : &entry->item().party();
}

const v1::Category* Catalogue::FindCategory(std::string_view code) const {
  const v1::CatalogueEntry* const entry =
      Find(v1::CATALOGUE_KIND_CATEGORY, code);
  return entry == nullptr ? nullptr : &entry->item().category();
}

const WorkingCalendar& Catalogue::WorkingCalendarOf(
    const v1::CatalogueEntry& entry) const {
  const WorkingCalendar* const calendar =
      FindWorkingCalendar(entry.item().calendar().code(), entry.revision());
  WL_CHECK(calendar != nullptr);
  return *calendar;
}

const v1::Calendar* Catalogue::FindCalendar(std::string_view code) const {
  const v1::CatalogueEntry* const entry =
      Find(v1::CATALOGUE_KIND_CALENDAR, code);
  return entry == nullptr ? nullptr : &entry->item().calendar();
}

const WorkingCalendar* Catalogue::FindWorkingCalendar(std::string_view code,
                                                      uint64_t revision) const {
  const auto found = calendars_.find({std::string(code), revision});
  return found == calendars_.end() ? nullptr : found->second.get();
}

const v1::Policy* Catalogue::FindPolicy(std::string_view code,
                                        uint64_t revision) const {
  const auto found = policies_.find({std::string(code), revision});
  return found == policies_.end() ? nullptr : &found->second->item().policy();
}

const v1::CatalogueEntry* Catalogue::PolicyBefore(std::string_view code,
                                                  uint64_t position) const {
  const v1::CatalogueEntry* last = nullptr;
  for (auto entry = policies_.lower_bound({std::string(code), 0});
       entry != policies_.end() && entry->first.first == code; ++entry) {
    if (entry->second->position() < position) last = entry->second.get();
  }
  return last;
}

const v1::CatalogueEntry* Catalogue::FindContract(std::string_view code,
                                                  uint64_t revision) const {
  const auto found = contracts_.find({std::string(code), revision});
  return found == contracts_.end() ? nullptr : found->second.get();
}

std::vector<const v1::CatalogueEntry*> Catalogue::ContractRevisions(
    std::string_view code) const {
  std::vector<const v1::CatalogueEntry*> revisions;
  for (auto it = contracts_.lower_bound({std::string(code), 0});
       it != contracts_.end() && it->first.first == code; ++it) {
    revisions.push_back(it->second.get());
  }
  return revisions;
}

}  // namespace workledger
