#include "engine/core/penalty/penalty_form.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/catalogue/item_form.h"
#include "engine/core/penalty/penalty_month.h"
#include "workledger/limits.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {
namespace {

constexpr int64_t kScoreMax = 100;
constexpr int64_t kPercentMax = 100;

// The bounds of a number, both included.
struct Bounds {
  int64_t least;
  int64_t most;
};

constexpr Bounds kAmount = {0, kContractFenMax};
// A bound of nothing would undo the clause.
constexpr Bounds kCap = {1, kContractFenMax};

absl::Status CheckNumber(int64_t number, const Bounds& bounds,
                         std::string_view field, std::string_view name) {
  if (number >= bounds.least && number <= bounds.most) return absl::OkStatus();
  return WrongPart(field, name,
                   absl::StrCat("got ", number, ", want ", bounds.least, " to ",
                                bounds.most));
}

absl::Status CheckBreach(const v1::BreachGround& ground,
                         std::string_view field) {
  WL_RETURN_IF_ERROR(
      CheckNumber(ground.fixed_fen(), kAmount, field, "fixed_fen"));
  WL_RETURN_IF_ERROR(
      CheckNumber(ground.hour_fen(), kAmount, field, "hour_fen"));
  WL_RETURN_IF_ERROR(
      CheckNumber(ground.points(), {0, kScoreMax}, field, "points"));
  return ground.has_cap_fen()
             ? CheckNumber(ground.cap_fen(), kCap, field, "cap_fen")
             : absl::OkStatus();
}

absl::Status CheckScore(const v1::ScoreGround& ground, std::string_view field) {
  WL_RETURN_IF_ERROR(
      CheckNumber(ground.point_fen(), kAmount, field, "point_fen"));
  return ground.has_cap_fen()
             ? CheckNumber(ground.cap_fen(), kCap, field, "cap_fen")
             : absl::OkStatus();
}

absl::Status CheckPenaltyRule(const v1::PenaltyRule& rule,
                              const std::string& field) {
  if (rule.has_repeat_percent()) {
    WL_RETURN_IF_ERROR(CheckNumber(rule.repeat_percent(),
                                   {1, kRepeatPercentMax}, field,
                                   "repeat_percent"));
  }
  switch (rule.ground_case()) {
    case v1::PenaltyRule::kBreach:
      return CheckBreach(rule.breach(), absl::StrCat(field, ".breach"));
    case v1::PenaltyRule::kScore:
      return CheckScore(rule.score(), absl::StrCat(field, ".score"));
    case v1::PenaltyRule::GROUND_NOT_SET:
      break;
  }
  return MissingPart(field, "ground");
}

absl::Status CheckMonth(const v1::MonthTerms& month, const std::string& field) {
  WL_RETURN_IF_ERROR(CheckNumber(month.fee_fen(), kAmount, field, "fee_fen"));
  if (month.has_cap_fen()) {
    WL_RETURN_IF_ERROR(CheckNumber(month.cap_fen(), kAmount, field, "cap_fen"));
  }
  WL_RETURN_IF_ERROR(
      CheckNumber(month.full_score(), {0, kScoreMax}, field, "full_score"));
  // The best score below the full one must not be paid more than the fee.
  const int64_t best = month.full_score() == 0 ? 0 : month.full_score() - 1;
  WL_RETURN_IF_ERROR(CheckNumber(month.base_percent(), {0, kPercentMax - best},
                                 field, "base_percent"));
  if (month.has_contest_working_days()) {
    WL_RETURN_IF_ERROR(CheckNumber(month.contest_working_days(),
                                   {1, kTargetDaysMax}, field,
                                   "contest_working_days"));
  }
  return month.calendar().empty() ? MissingPart(field, "calendar")
                                  : absl::OkStatus();
}

}  // namespace

absl::Status CheckContractMoney(const v1::Contract& contract,
                                std::string_view field) {
  for (int i = 0; i < contract.clauses_size(); ++i) {
    if (!contract.clauses(i).has_penalty()) continue;
    WL_RETURN_IF_ERROR(CheckPenaltyRule(
        contract.clauses(i).penalty(),
        absl::StrCat(ToAbsl(field), ".clauses[", i, "].penalty")));
  }
  return contract.has_month()
             ? CheckMonth(contract.month(),
                          absl::StrCat(ToAbsl(field), ".month"))
             : absl::OkStatus();
}

absl::Status CheckContractMonth(const v1::ContractMonth& month,
                                std::string_view path) {
  const std::string field =
      absl::StrCat(ToAbsl(path), path.empty() ? "" : ".", "month");
  if (month.contract().empty()) return MissingPart(field, "contract");
  if (MonthNumberValid(month.month())) return absl::OkStatus();
  return WrongPart(
      field, "month",
      absl::StrCat("got ", month.month(), ", want one such as 202603"));
}

}  // namespace workledger
