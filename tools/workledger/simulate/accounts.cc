#include "tools/workledger/simulate/accounts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "tools/workledger/simulate/terms.h"

namespace workledger {
namespace {

constexpr uint64_t kContestedOf = 8;  // one of so many
constexpr uint64_t kOutcomes = 3;     // of a contest
constexpr int kDecisionDay = 10;

v1::ContractMonth MonthOf(std::string_view party, absl::CivilMonth month) {
  v1::ContractMonth named;
  named.set_contract(ContractOf(party));
  named.set_month(static_cast<uint32_t>(month.year() * 100 + month.month()));
  return named;
}

std::string KeyOf(const v1::ContractMonth& month) {
  return absl::StrCat(month.contract(), " ", month.month());
}

v1::Command& Next(const v1::Actor& actor, absl::Time time, Steps& steps) {
  Step& step = steps.emplace_back();
  step.time = time;
  *step.command.mutable_actor() = actor;
  return step.command;
}

// Which month, which penalty and why: all that decides one names them.
template <typename Order>
void Fill(const v1::ContractMonth& month, const v1::Penalty& penalty,
          std::string_view reason, Order& order) {
  *order.mutable_month() = month;
  order.set_penalty(penalty.penalty());
  order.set_reason(std::string(reason));
}

}  // namespace

absl::StatusOr<v1::PenaltyMonth> Accounts::Get(const v1::ContractMonth& month,
                                               uint64_t position) const {
  v1::GetPenaltyMonthRequest request;
  request.set_ledger(ledger_);
  *request.mutable_month() = month;
  request.set_min_position(position);
  WL_ASSIGN_OR_RETURN(
      v1::GetPenaltyMonthResponse response,
      client_.Call(&v1::ClockService::Stub::GetPenaltyMonth, request));
  return std::move(*response.mutable_month());
}

void Accounts::Contest(std::string_view party, const v1::ContractMonth& month,
                       const v1::PenaltyMonth& account, absl::Time time,
                       Steps& steps) {
  for (const v1::Penalty& penalty : account.penalties()) {
    if (penalty.state() != v1::PENALTY_STATE_PROPOSED) continue;
    const std::string key = absl::StrCat(KeyOf(month), " ", penalty.penalty());
    if (!seen_.insert(key).second || draw_.Below(kContestedOf) != 0) continue;
    Fill(month, penalty, "the site was closed",
         *Next(Worker(party), time, steps).mutable_contest_penalty());
  }
}

void Accounts::Decide(const v1::ContractMonth& month,
                      const v1::PenaltyMonth& account, absl::Time time,
                      Steps& steps) {
  const v1::Actor supervisor = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  for (const v1::Penalty& penalty : account.penalties()) {
    const bool contested = penalty.state() == v1::PENALTY_STATE_CONTESTED;
    if (!contested && penalty.state() != v1::PENALTY_STATE_PROPOSED) continue;
    const uint64_t outcome = contested ? draw_.Below(kOutcomes) : 0;
    v1::Command& command = Next(supervisor, time, steps);
    if (outcome == 1) {
      Fill(month, penalty, "it was", *command.mutable_waive_penalty());
    } else if (outcome == 2) {
      Fill(month, penalty, "in part", *command.mutable_reduce_penalty());
      command.mutable_reduce_penalty()->set_amount_fen(penalty.proposed_fen() /
                                                       2);
    } else {
      Fill(month, penalty, "as proposed", *command.mutable_confirm_penalty());
    }
  }
  v1::SettleMonth& settle =
      *Next(supervisor, time, steps).mutable_settle_month();
  *settle.mutable_month() = month;
  settle.set_document("account");
}

absl::StatusOr<Steps> Accounts::Look(absl::Time morning, uint64_t position) {
  Steps steps;
  if (!OfficeOpen(morning)) return steps;
  const absl::CivilDay day = absl::ToCivilDay(morning, BureauTime());
  for (const std::string_view party : Contractors()) {
    for (const absl::CivilMonth of :
         {absl::CivilMonth(day) - 1, absl::CivilMonth(day)}) {
      const v1::ContractMonth month = MonthOf(party, of);
      if (of.year() < day.year() || settled_.contains(KeyOf(month))) continue;
      WL_ASSIGN_OR_RETURN(const v1::PenaltyMonth account, Get(month, position));
      if (of < absl::CivilMonth(day) && day.day() >= kDecisionDay) {
        Decide(month, account, morning, steps);
        settled_.insert(KeyOf(month));
      } else {
        Contest(party, month, account, morning, steps);
      }
    }
  }
  return steps;
}

}  // namespace workledger
