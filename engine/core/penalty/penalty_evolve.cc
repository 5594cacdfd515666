#include "engine/core/penalty/penalty_evolve.h"

#include <algorithm>
namespace workledger {
namespace {

v1::Penalty* Find(v1::PenaltyMonth& month, std::string_view penalty) {
  return const_cast<v1::Penalty*>(
      FindPenalty(static_cast<const v1::PenaltyMonth&>(month), penalty));
}

// What a person decided of a penalty.
template <typename Decision>
void Decide(v1::PenaltyMonth& month, const v1::Record& record,
            const Decision& event, v1::PenaltyState state, int64_t amount_fen) {
  v1::Penalty* const penalty = Find(month, event.penalty());
  if (penalty == nullptr) return;
  penalty->set_state(state);
  penalty->set_amount_fen(amount_fen);
  penalty->set_approver(record.actor().principal());
}

void Apply(v1::PenaltyMonth& month, const v1::PenaltyProposed& event) {
  month.set_contract(event.month().contract());
  month.set_month(event.month().month());
  // A ground that changed is proposed again in its place.
  v1::Penalty* const known = Find(month, event.penalty().penalty());
  (known == nullptr ? *month.add_penalties() : *known) = event.penalty();
}

void Apply(v1::PenaltyMonth& month, const v1::PenaltyContested& event) {
  v1::Penalty* const penalty = Find(month, event.penalty());
  if (penalty == nullptr) return;
  penalty->set_state(v1::PENALTY_STATE_CONTESTED);
  penalty->set_contested(true);
}

void Apply(v1::PenaltyMonth& month, const v1::MonthSettled& event) {
  month.set_contract(event.month().contract());
  month.set_month(event.month().month());
  month.set_settled(true);
  *month.mutable_settlement() = event.settlement();
}

}  // namespace

void EvolvePenaltyMonth(v1::PenaltyMonth& month, const v1::Record& record,
                        const v1::Event& event) {
  month.set_version(record.version());
  if (event.has_penalty_proposed()) {
    Apply(month, event.penalty_proposed());
  } else if (event.has_penalty_contested()) {
    Apply(month, event.penalty_contested());
  } else if (event.has_penalty_confirmed()) {
    Decide(month, record, event.penalty_confirmed(),
           v1::PENALTY_STATE_CONFIRMED, event.penalty_confirmed().amount_fen());
  } else if (event.has_penalty_reduced()) {
    Decide(month, record, event.penalty_reduced(), v1::PENALTY_STATE_REDUCED,
           event.penalty_reduced().amount_fen());
  } else if (event.has_penalty_waived()) {
    Decide(month, record, event.penalty_waived(), v1::PENALTY_STATE_WAIVED, 0);
  } else if (event.has_month_settled()) {
    Apply(month, event.month_settled());
  }
}

const v1::Penalty* FindPenalty(const v1::PenaltyMonth& month,
                               std::string_view penalty) {
  const auto found = std::ranges::find_if(
      month.penalties(),
      [&](const v1::Penalty& p) { return p.penalty() == penalty; });
  return found == month.penalties().end() ? nullptr : &*found;
}

}  // namespace workledger
