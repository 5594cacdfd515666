#ifndef WORKLEDGER_CORE_INSPECTION_ROUND_SCORE_H_
#define WORKLEDGER_CORE_INSPECTION_ROUND_SCORE_H_

// What a round began with, and what its findings cost it.

#include <cstdint>

#include "absl/status/status.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/inspection.pb.h"

namespace workledger {

// Returns the event that begins a round, scored by `rubric` as it is now; null
// where it is not scored.
v1::RoundOpened OpenedRound(const v1::OpenRound& order,
                            const v1::CatalogueEntry* rubric,
                            const Catalogue& catalogue);

// Whether a rubric scores the round.
bool IsScored(const v1::Inspection& round);

// Whether the round passes with `score`.
bool Passes(const v1::Inspection& round, uint32_t score);

// Returns the full score less what the findings take off it. However many
// findings an item has, it loses no more than its points: the items' points add
// up to the full score.
uint32_t ScoreOf(const v1::Inspection& round);

// Returns the points that the finding takes off: of an item, no more than those
// before it in the round have left.
uint32_t LostTo(const v1::Inspection& round, const v1::FindingRaised& found);

// Refuses a finding that names an item that the round's rubric does not have
// (CATALOGUE_UNKNOWN), or more points than the item's (FIELD_INVALID).
absl::Status CheckScored(const v1::Inspection& round,
                         const v1::RaiseFinding& order);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_INSPECTION_ROUND_SCORE_H_
