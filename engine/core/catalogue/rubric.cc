#include "engine/core/catalogue/rubric.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/error.h"

namespace workledger {

absl::StatusOr<const v1::CatalogueEntry*> FindRubric(const Catalogue& catalogue,
                                                     std::string_view code,
                                                     std::string_view field) {
  if (code.empty() || !catalogue.Keeps(v1::CATALOGUE_KIND_RUBRIC)) {
    return nullptr;
  }
  const v1::CatalogueEntry* const rubric =
      catalogue.Find(v1::CATALOGUE_KIND_RUBRIC, code);
  if (rubric != nullptr) return rubric;
  return Forbid(
      v1::ERROR_REASON_CATALOGUE_UNKNOWN,
      absl::StrCat("got ", ToAbsl(code), ", want one of the catalogue"), field);
}

uint32_t FullScore(const v1::Rubric& rubric) {
  uint64_t points = 0;
  for (const v1::RubricItem& item : rubric.items()) points += item.points();
  return ToPoints(points);
}

const v1::RubricItem* FindRubricItem(const v1::Rubric& rubric,
                                     std::string_view code) {
  const auto item =
      std::ranges::find(rubric.items(), code, &v1::RubricItem::code);
  return item == rubric.items().end() ? nullptr : &*item;
}

uint32_t ToPoints(uint64_t points) {
  return static_cast<uint32_t>(
      std::min<uint64_t>(points, std::numeric_limits<uint32_t>::max()));
}

absl::Status CheckPoints(const v1::Rubric& rubric, const v1::ScoredItem& scored,
                         std::string_view path) {
  const v1::RubricItem* const item = FindRubricItem(rubric, scored.item());
  if (item == nullptr) {
    return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                  absl::StrCat("got ", scored.item(), ", want an item of ",
                               rubric.code()),
                  absl::StrCat(ToAbsl(path), ".item"));
  }
  if (scored.points() <= item->points()) return absl::OkStatus();
  return FieldError(
      v1::ERROR_REASON_FIELD_INVALID, absl::StrCat(ToAbsl(path), ".points"),
      absl::StrCat("got ", scored.points(), ", want at most ", item->points()));
}

}  // namespace workledger
