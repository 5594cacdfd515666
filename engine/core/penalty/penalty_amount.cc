#include "engine/core/penalty/penalty_amount.h"

#include <algorithm>
#include <optional>

#include "absl/numeric/int128.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr int64_t kPercent = 100;
constexpr uint64_t kFullScore = 100;

// What a rule says before its repeat and its cap; an hour rate of years is more
// than 64 bits hold.
absl::int128 PlainFen(const v1::PenaltyRule& rule, const PenaltyFacts& facts) {
  switch (rule.ground_case()) {
    case v1::PenaltyRule::kBreach:
      return absl::int128(rule.breach().fixed_fen()) +
             absl::int128(rule.breach().hour_fen()) * facts.late_hours;
    case v1::PenaltyRule::kScore:
      return absl::int128(rule.score().point_fen()) * facts.lost_points;
    case v1::PenaltyRule::GROUND_NOT_SET:
      break;
  }
  return 0;
}

int64_t CapOf(const v1::PenaltyRule& rule) {
  if (rule.has_breach() && rule.breach().has_cap_fen()) {
    return rule.breach().cap_fen();
  }
  if (rule.has_score() && rule.score().has_cap_fen()) {
    return rule.score().cap_fen();
  }
  return kContractFenMax;
}

uint32_t PayPercent(const v1::MonthTerms& terms, uint32_t score) {
  if (score >= terms.full_score()) return kPercent;
  return static_cast<uint32_t>(
      std::min<uint64_t>(uint64_t{terms.base_percent()} + score, kPercent));
}

}  // namespace

int64_t StartedHours(absl::Duration late) {
  if (late <= absl::ZeroDuration()) return 0;
  return absl::ToInt64Hours(absl::Ceil(late, absl::Hours(1)));
}

int64_t PenaltyFen(const v1::PenaltyRule& rule, const PenaltyFacts& facts,
                   uint32_t repeat) {
  absl::int128 fen = PlainFen(rule, facts);
  if (repeat > 1 && rule.has_repeat_percent()) {
    fen = fen * rule.repeat_percent() / kPercent;
  }
  const int64_t most = std::min(CapOf(rule), kContractFenMax);
  return static_cast<int64_t>(std::min<absl::int128>(fen, most));
}

uint32_t PenaltyPoints(const v1::PenaltyRule& rule, const PenaltyFacts& facts) {
  if (rule.has_breach()) return rule.breach().points();
  return rule.score().points() ? facts.lost_points : 0;
}

bool Stands(const v1::Penalty& penalty) {
  return penalty.state() == v1::PENALTY_STATE_CONFIRMED ||
         penalty.state() == v1::PENALTY_STATE_REDUCED;
}

bool IsOpen(const v1::Penalty& penalty) {
  return penalty.state() == v1::PENALTY_STATE_PROPOSED ||
         penalty.state() == v1::PENALTY_STATE_CONTESTED;
}

v1::Settlement SettlementOf(const v1::PenaltyMonth& month,
                            const v1::Contract& contract) {
  const v1::MonthTerms& terms = contract.month();
  uint64_t points = 0;
  int64_t fen = 0;
  for (const v1::Penalty& penalty : month.penalties()) {
    if (!Stands(penalty)) continue;
    points += penalty.points();
    fen += penalty.amount_fen();
  }
  v1::Settlement settlement;
  settlement.set_fee_fen(terms.fee_fen());
  settlement.set_score(
      static_cast<uint32_t>(kFullScore - std::min(points, kFullScore)));
  settlement.set_pay_percent(PayPercent(terms, settlement.score()));
  settlement.set_penalty_fen(fen);
  settlement.set_capped_fen(terms.has_cap_fen() ? std::min(fen, terms.cap_fen())
                                                : fen);
  const int64_t fee =
      (terms.fee_fen() * settlement.pay_percent() + kPercent - 1) / kPercent;
  settlement.set_paid_fen(std::max<int64_t>(fee - settlement.capped_fen(), 0));
  return settlement;
}

}  // namespace workledger
