#ifndef WORKLEDGER_CORE_CATALOGUE_RUBRIC_H_
#define WORKLEDGER_CORE_CATALOGUE_RUBRIC_H_

// Scoring by a rubric of the catalogue.

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {

// Returns the rubric; null for an empty code, and where the catalogue keeps no
// rubrics. FAILED_PRECONDITION: CATALOGUE_UNKNOWN with the field.
absl::StatusOr<const v1::CatalogueEntry*> FindRubric(const Catalogue& catalogue,
                                                     std::string_view code,
                                                     std::string_view field);

// Returns the sum of its items' points.
uint32_t FullScore(const v1::Rubric& rubric);

// Returns the item with this code, or null.
const v1::RubricItem* FindRubricItem(const v1::Rubric& rubric,
                                     std::string_view code);

// Cuts a sum of points to what events can hold.
uint32_t ToPoints(uint64_t points);

// Refuses an item that the rubric does not have (CATALOGUE_UNKNOWN), and more
// points than it has (FIELD_INVALID). `path` names the scored item.
absl::Status CheckPoints(const v1::Rubric& rubric, const v1::ScoredItem& scored,
                         std::string_view path);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_RUBRIC_H_
