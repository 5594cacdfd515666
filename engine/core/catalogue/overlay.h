#ifndef WORKLEDGER_CORE_CATALOGUE_OVERLAY_H_
#define WORKLEDGER_CORE_CATALOGUE_OVERLAY_H_

// A catalogue with changes on top that have not become events yet. Only what
// changes is kept; the catalogue below is not copied.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Refers to the catalogue and to the items that are put, which outlive it.
class Overlay {
 public:
  explicit Overlay(const Catalogue& below) : below_(below) {}

  // Returns the item in use, or null.
  const v1::CatalogueItem* Find(const CatalogueKey& key) const;

  // The revision of the last change; 0 for an item that never was.
  uint64_t Revision(const CatalogueKey& key) const;

  // Whether this command has changed the item already.
  bool Changed(const CatalogueKey& key) const { return above_.contains(key); }

  // The items of a kind that are in use, those below first.
  std::vector<const v1::CatalogueItem*> ItemsOf(v1::CatalogueKind kind) const;

  // Returns an item in use that refers to `key`, or nothing. The first call
  // looks at the whole catalogue.
  std::optional<CatalogueKey> UserOf(const CatalogueKey& key);

  // Puts or, with null, retires the item.
  void Set(const CatalogueKey& key, const v1::CatalogueItem* item);

  // Notes an item as named, though it stays as it is.
  void Keep(const CatalogueKey& key) { Set(key, Find(key)); }

 private:
  void Index(const v1::CatalogueItem& item);

  const Catalogue& below_;
  // What is changed; null for what is retired.
  std::map<CatalogueKey, const v1::CatalogueItem*> above_;
  // By what is referred to: who did at some time. Made when it is first asked.
  std::optional<std::map<CatalogueKey, std::vector<CatalogueKey>>> users_;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_OVERLAY_H_
