#ifndef WORKLEDGER_CORE_CATALOGUE_GUARDS_H_
#define WORKLEDGER_CORE_CATALOGUE_GUARDS_H_

// What orders ask the catalogue.

#include <string_view>

#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {

// Returns the nearest category at or above `category` for which `has` holds;
// null if there is none.
const v1::Category* FindCategoryWith(const Catalogue& catalogue,
                                     std::string_view category,
                                     bool (*has)(const v1::Category&));

// Returns the category's size class, its own or inherited; unspecified where
// no category above it has one.
v1::SizeClass SizeClassOf(const Catalogue& catalogue,
                          std::string_view category);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_GUARDS_H_
