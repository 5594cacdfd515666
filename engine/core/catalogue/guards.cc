#include "engine/core/catalogue/guards.h"

namespace workledger {

const v1::Category* FindCategoryWith(const Catalogue& catalogue,
                                     std::string_view category,
                                     bool (*has)(const v1::Category&)) {
  while (!category.empty()) {
    const v1::Category* const found = catalogue.FindCategory(category);
    if (found != nullptr && has(*found)) return found;
    const size_t end = category.rfind('/');
    category = end == category.npos ? "" : category.substr(0, end);
  }
  return nullptr;
}

v1::SizeClass SizeClassOf(const Catalogue& catalogue,
                          std::string_view category) {
  const v1::Category* const found =
      FindCategoryWith(catalogue, category, [](const v1::Category& c) {
        return c.size_class() != v1::SIZE_CLASS_UNSPECIFIED;
      });
  return found == nullptr ? v1::SIZE_CLASS_UNSPECIFIED : found->size_class();
}

}  // namespace workledger
