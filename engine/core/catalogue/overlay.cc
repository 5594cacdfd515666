#include "engine/core/catalogue/overlay.h"

#include <algorithm>

#include "engine/core/catalogue/references.h"

namespace workledger {
namespace {

bool RefersTo(const v1::CatalogueItem& item, const CatalogueKey& key) {
  return std::ranges::any_of(ReferencesOf(item), [&](const Reference& found) {
    return found.target == key;
  });
}

}  // namespace

const v1::CatalogueItem* Overlay::Find(const CatalogueKey& key) const {
  const auto changed = above_.find(key);
  if (changed != above_.end()) return changed->second;
  const v1::CatalogueEntry* const entry = below_.Find(key.first, key.second);
  return entry == nullptr ? nullptr : &entry->item();
}

uint64_t Overlay::Revision(const CatalogueKey& key) const {
  const v1::CatalogueEntry* const entry =
      below_.FindEver(key.first, key.second);
  return entry == nullptr ? 0 : entry->revision();
}

std::vector<const v1::CatalogueItem*> Overlay::ItemsOf(
    v1::CatalogueKind kind) const {
  std::vector<const v1::CatalogueItem*> items;
  for (const auto& [key, entry] : below_.EntriesOf(kind)) {
    if (!entry.retired() && !above_.contains(key)) {
      items.push_back(&entry.item());
    }
  }
  for (auto it = above_.lower_bound({kind, ""});
       it != above_.end() && it->first.first == kind; ++it) {
    if (it->second != nullptr) items.push_back(it->second);
  }
  return items;
}

std::optional<CatalogueKey> Overlay::UserOf(const CatalogueKey& key) {
  if (!users_) {
    users_.emplace();
    for (const auto& [code, entry] : below_.entries()) {
      if (!entry.retired()) Index(entry.item());
    }
    for (const auto& [code, item] : above_) {
      if (item != nullptr) Index(*item);
    }
  }
  const auto users = users_->find(key);
  if (users == users_->end()) return std::nullopt;
  for (const CatalogueKey& user : users->second) {
    const v1::CatalogueItem* const item = Find(user);
    if (item != nullptr && RefersTo(*item, key)) return user;
  }
  return std::nullopt;
}

void Overlay::Set(const CatalogueKey& key, const v1::CatalogueItem* item) {
  above_[key] = item;
  if (users_ && item != nullptr) Index(*item);
}

void Overlay::Index(const v1::CatalogueItem& item) {
  for (const Reference& reference : ReferencesOf(item)) {
    (*users_)[reference.target].push_back(KeyOf(item));
  }
}

}  // namespace workledger
