#ifndef WORKLEDGER_CORE_CATALOGUE_REFERENCES_H_
#define WORKLEDGER_CORE_CATALOGUE_REFERENCES_H_

// What an item of the catalogue refers to. One table for two rules: what is
// referred to must be there, and what is referred to cannot be retired.

#include <string>
#include <vector>

#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

struct Reference {
  CatalogueKey target;
  // Where it stands in the item, for example "locations[2]".
  std::string field;
};

// Returns the references of `item` in the order of its fields; those that are
// empty are none. A path refers to the path that it lies in.
std::vector<Reference> ReferencesOf(const v1::CatalogueItem& item);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_REFERENCES_H_
