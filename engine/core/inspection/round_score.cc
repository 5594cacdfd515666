#include "engine/core/inspection/round_score.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/core/catalogue/rubric.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/error.h"

namespace workledger {
namespace {

const v1::ScoredItem* FindItem(const v1::Inspection& round,
                               std::string_view code) {
  const auto item =
      std::ranges::find(round.items(), code, &v1::ScoredItem::item);
  return item == round.items().end() ? nullptr : &*item;
}

// What the findings take off, item by item; those without one together.
uint64_t LostPoints(const v1::Inspection& round) {
  std::map<std::string_view, uint64_t> lost;
  for (const v1::InspectionFinding& finding : round.findings()) {
    lost[finding.rubric_item()] += finding.points();
  }
  uint64_t sum = 0;
  for (const auto& [code, points] : lost) {
    const v1::ScoredItem* const item = FindItem(round, code);
    sum +=
        item == nullptr ? points : std::min<uint64_t>(points, item->points());
  }
  return sum;
}

}  // namespace

v1::RoundOpened OpenedRound(const v1::OpenRound& order,
                            const v1::CatalogueEntry* rubric,
                            const Catalogue& catalogue) {
  v1::RoundOpened opened;
  opened.set_title(order.title());
  opened.set_party(order.party());
  opened.set_unannounced(order.unannounced());
  opened.set_rubric(order.rubric());
  if (rubric != nullptr) {
    const v1::Rubric& scored = rubric->item().rubric();
    opened.set_rubric_revision(rubric->revision());
    opened.set_full_score(FullScore(scored));
    opened.set_pass_points(scored.pass_points());
    for (const v1::RubricItem& item : scored.items()) {
      v1::ScoredItem& kept = *opened.add_items();
      kept.set_item(item.code());
      kept.set_points(item.points());
    }
  }
  *opened.mutable_locations() = order.locations();
  opened.set_catalogue_position(catalogue.position());
  return opened;
}

bool IsScored(const v1::Inspection& round) { return round.full_score() > 0; }

bool Passes(const v1::Inspection& round, uint32_t score) {
  return IsScored(round) ? score >= round.pass_points()
                         : round.findings().empty();
}

uint32_t ScoreOf(const v1::Inspection& round) {
  const uint64_t full = round.full_score();
  return ToPoints(full - std::min(full, LostPoints(round)));
}

uint32_t LostTo(const v1::Inspection& round, const v1::FindingRaised& found) {
  const v1::ScoredItem* const item = FindItem(round, found.rubric_item());
  if (item == nullptr) return found.points();
  uint64_t taken = 0;
  for (const v1::InspectionFinding& finding : round.findings()) {
    if (finding.rubric_item() == item->item()) taken += finding.points();
  }
  const uint64_t left =
      item->points() - std::min<uint64_t>(item->points(), taken);
  return ToPoints(std::min<uint64_t>(found.points(), left));
}

absl::Status CheckScored(const v1::Inspection& round,
                         const v1::RaiseFinding& order) {
  // A round that began before items were kept takes any.
  if (!IsScored(round) || round.items().empty() ||
      order.rubric_item().empty()) {
    return absl::OkStatus();
  }
  const v1::ScoredItem* const item = FindItem(round, order.rubric_item());
  if (item == nullptr) {
    return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                  absl::StrCat("got ", order.rubric_item(),
                               ", want an item of ", round.rubric()),
                  "raise_finding.rubric_item");
  }
  if (order.points() <= item->points()) return absl::OkStatus();
  return FieldError(
      v1::ERROR_REASON_FIELD_INVALID, "raise_finding.points",
      absl::StrCat("got ", order.points(), ", want at most ", item->points()));
}

}  // namespace workledger
