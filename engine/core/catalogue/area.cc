#include "engine/core/catalogue/area.h"

#include "engine/core/catalogue/path.h"

namespace workledger {
namespace {

uint64_t OwnArea(const Catalogue& catalogue, std::string_view location) {
  const v1::Location* const found = catalogue.FindLocation(location);
  return found == nullptr ? 0 : found->area_milli_square_metre();
}

// Whether a place between `location` and `top` tells its area, so that what is
// known of `location` is a part of that.
bool IsPartOfKnown(const Catalogue& catalogue, std::string_view location,
                   std::string_view top) {
  for (std::string_view above = ParentPath(location);
       !above.empty() && (top.empty() || LiesIn(above, top));
       above = ParentPath(above)) {
    if (OwnArea(catalogue, above) > 0) return true;
  }
  return false;
}

}  // namespace

uint64_t AreaIn(const Catalogue& catalogue, std::string_view location) {
  uint64_t area = 0;
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_LOCATION)) {
    const v1::Location& place = entry.item().location();
    if (entry.retired() || place.area_milli_square_metre() == 0) continue;
    if (!location.empty() && !LiesIn(place.code(), location)) continue;
    if (!IsPartOfKnown(catalogue, place.code(), location)) {
      area += place.area_milli_square_metre();
    }
  }
  return area;
}

}  // namespace workledger
