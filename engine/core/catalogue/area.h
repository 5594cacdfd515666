#ifndef WORKLEDGER_CORE_CATALOGUE_AREA_H_
#define WORKLEDGER_CORE_CATALOGUE_AREA_H_

// How large a place is.

#include <cstdint>
#include <string_view>

#include "engine/core/catalogue/catalogue.h"

namespace workledger {

// Returns the area of a location, in thousandths of a square metre: its own, or
// where that is not known the sum of what is known of the places in it; of all
// places for an empty path. 0 where nothing is known. Retired places are none.
uint64_t AreaIn(const Catalogue& catalogue, std::string_view location);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_AREA_H_
