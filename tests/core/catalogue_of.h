#ifndef WORKLEDGER_TESTS_CORE_CATALOGUE_OF_H_
#define WORKLEDGER_TESTS_CORE_CATALOGUE_OF_H_

// Catalogues for tests, their items in protobuf's text format:
//
//   CatalogueOf({"location { code: 'east' kind: LOCATION_KIND_SITE }"})

#include <string_view>
#include <vector>

#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Returns the catalogue with these items, each at its first revision.
Catalogue CatalogueOf(const std::vector<std::string_view>& items);

// Applies the change as the event after `catalogue`'s last: a new revision.
void Put(Catalogue& catalogue, const v1::CatalogueItem& item);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_CATALOGUE_OF_H_
