#include "tests/core/catalogue_of.h"

#include "tests/core/samples.h"

namespace workledger {

void Put(Catalogue& catalogue, const v1::CatalogueItem& item) {
  const auto [kind, code] = KeyOf(item);
  const v1::CatalogueEntry* const before = catalogue.FindEver(kind, code);
  v1::Event event;
  v1::CatalogueItemPut& put = *event.mutable_catalogue_item_put();
  *put.mutable_item() = item;
  put.set_revision(before == nullptr ? 1 : before->revision() + 1);
  v1::Record record;
  record.set_position(catalogue.position() + 1);
  catalogue.Evolve(record, event);
}

Catalogue CatalogueOf(const std::vector<std::string_view>& items) {
  Catalogue catalogue;
  for (const std::string_view item : items) {
    Put(catalogue, FromText<v1::CatalogueItem>(item));
  }
  return catalogue;
}

}  // namespace workledger
