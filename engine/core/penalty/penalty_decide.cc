#include "engine/core/penalty/penalty_decide.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/roles.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "engine/core/penalty/penalty_amount.h"
#include "engine/core/penalty/penalty_evolve.h"
#include "engine/core/penalty/penalty_month.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// What an order to a month is decided from. `penalty` is null for the order
// that settles the month, `contract` where the catalogue has none of the code.
struct MonthCase {
  const v1::Command& command;
  const v1::ContractMonth& name;
  const v1::PenaltyMonth& month;
  const v1::Penalty* penalty;
  const v1::CatalogueEntry* contract;
  const Folds& folds;
  const Context& context;
};

// One order: what it names, and what decides the rest.
struct MonthMove {
  v1::Command::OrderCase order;
  // Its name in the schema, with which paths of fields begin.
  std::string_view path;
  const v1::ContractMonth& (*month)(const v1::Command&);
  // Null for the order that is about the whole month.
  const std::string& (*penalty)(const v1::Command&);
  absl::StatusOr<Events> (*decide)(const MonthCase&);
};

absl::StatusOr<Events> DecideContest(const MonthCase& month_case) {
  const v1::Penalty& penalty = *month_case.penalty;
  if (penalty.state() == v1::PENALTY_STATE_CONTESTED) {
    return Forbid(v1::ERROR_REASON_ALREADY_APPEALED,
                  "contest: got a second one, want one at most");
  }
  const absl::Time end = FromTimestamp(penalty.contest_end_time());
  if (month_case.context.now > end) {
    return Forbid(
        v1::ERROR_REASON_CONTEST_WINDOW_OVER,
        absl::StrCat("now: got ",
                     absl::FormatDuration(month_case.context.now - end),
                     " after the end of the time to contest, want "
                     "none"));
  }
  const v1::ContestPenalty& order = month_case.command.contest_penalty();
  Events events(1);
  v1::PenaltyContested& contested = *events[0].mutable_penalty_contested();
  contested.set_penalty(order.penalty());
  contested.set_reason(order.reason());
  return events;
}

absl::StatusOr<Events> DecideConfirm(const MonthCase& month_case) {
  const v1::ConfirmPenalty& order = month_case.command.confirm_penalty();
  Events events(1);
  v1::PenaltyConfirmed& confirmed = *events[0].mutable_penalty_confirmed();
  confirmed.set_penalty(order.penalty());
  confirmed.set_amount_fen(month_case.penalty->proposed_fen());
  confirmed.set_reason(order.reason());
  return events;
}

absl::StatusOr<Events> DecideReduce(const MonthCase& month_case) {
  const v1::ReducePenalty& order = month_case.command.reduce_penalty();
  const int64_t proposed = month_case.penalty->proposed_fen();
  if (order.amount_fen() <= 0 || order.amount_fen() >= proposed) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "reduce_penalty.amount_fen",
        absl::StrCat("got ", order.amount_fen(),
                     ", want more than 0 and less than ", proposed));
  }
  Events events(1);
  v1::PenaltyReduced& reduced = *events[0].mutable_penalty_reduced();
  reduced.set_penalty(order.penalty());
  reduced.set_amount_fen(order.amount_fen());
  reduced.set_reason(order.reason());
  return events;
}

absl::StatusOr<Events> DecideWaive(const MonthCase& month_case) {
  const v1::WaivePenalty& order = month_case.command.waive_penalty();
  Events events(1);
  v1::PenaltyWaived& waived = *events[0].mutable_penalty_waived();
  waived.set_penalty(order.penalty());
  waived.set_reason(order.reason());
  return events;
}

absl::Status CheckTerm(const MonthCase& month_case,
                       const v1::Contract& contract) {
  const Catalogue& catalogue = *month_case.folds.catalogue;
  const absl::CivilMonth month = MonthOfNumber(month_case.name.month());
  const absl::CivilMonth first =
      MonthAt(catalogue, contract, FromTimestamp(contract.start_time()));
  const absl::CivilMonth last =
      MonthAt(catalogue, contract,
              FromTimestamp(contract.end_time()) - absl::Nanoseconds(1));
  // Penalties that came too late for their own month may lie behind the term.
  const bool in_term = first <= month && month <= last;
  if (!contract.has_month() ||
      (!in_term && month_case.month.penalties().empty())) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "settle_month.month",
        absl::StrCat("got ", month_case.name.month(),
                     ", want a month of a contract that is settled by month"));
  }
  if (month < MonthAt(catalogue, contract, month_case.context.now)) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                absl::StrCat("got ", month_case.name.month(),
                             ", want a month that is over"),
                "settle_month.month");
}

absl::StatusOr<Events> DecideSettle(const MonthCase& month_case) {
  const v1::CatalogueEntry& entry =
      *ContractOfMonth(*month_case.folds.catalogue, month_case.name.contract(),
                       MonthOfNumber(month_case.name.month()));
  WL_RETURN_IF_ERROR(CheckTerm(month_case, entry.item().contract()));
  const auto open = std::ranges::count_if(month_case.month.penalties(), IsOpen);
  if (open > 0) {
    return Forbid(v1::ERROR_REASON_PENALTIES_OPEN,
                  absl::StrCat("penalties: got ", open,
                               " that nobody has decided, want none"));
  }
  const v1::SettleMonth& order = month_case.command.settle_month();
  Events events(1);
  v1::MonthSettled& settled = *events[0].mutable_month_settled();
  *settled.mutable_month() = order.month();
  *settled.mutable_settlement() =
      SettlementOf(month_case.month, entry.item().contract());
  settled.mutable_settlement()->set_contract_revision(entry.revision());
  settled.set_document(order.document());
  return events;
}

// Both of an order that is about one penalty.
template <typename Order, const Order& (v1::Command::*order)() const>
const v1::ContractMonth& MonthOf(const v1::Command& command) {
  return (command.*order)().month();
}

template <typename Order, const Order& (v1::Command::*order)() const>
const std::string& PenaltyOf(const v1::Command& command) {
  return (command.*order)().penalty();
}

constexpr MonthMove kMoves[] = {
    {v1::Command::kContestPenalty, "contest_penalty",
     MonthOf<v1::ContestPenalty, &v1::Command::contest_penalty>,
     PenaltyOf<v1::ContestPenalty, &v1::Command::contest_penalty>,
     DecideContest},
    {v1::Command::kConfirmPenalty, "confirm_penalty",
     MonthOf<v1::ConfirmPenalty, &v1::Command::confirm_penalty>,
     PenaltyOf<v1::ConfirmPenalty, &v1::Command::confirm_penalty>,
     DecideConfirm},
    {v1::Command::kReducePenalty, "reduce_penalty",
     MonthOf<v1::ReducePenalty, &v1::Command::reduce_penalty>,
     PenaltyOf<v1::ReducePenalty, &v1::Command::reduce_penalty>, DecideReduce},
    {v1::Command::kWaivePenalty, "waive_penalty",
     MonthOf<v1::WaivePenalty, &v1::Command::waive_penalty>,
     PenaltyOf<v1::WaivePenalty, &v1::Command::waive_penalty>, DecideWaive},
    {v1::Command::kSettleMonth, "settle_month",
     MonthOf<v1::SettleMonth, &v1::Command::settle_month>, nullptr,
     DecideSettle},
};

const MonthMove& MoveOf(const v1::Command& command) {
  const auto* const move =
      std::ranges::find(kMoves, command.order_case(), &MonthMove::order);
  WL_CHECK(move != std::end(kMoves));
  return *move;
}

absl::Status CheckExists(const MonthCase& month_case, const MonthMove& move) {
  if (move.penalty == nullptr) {
    if (month_case.contract != nullptr) return absl::OkStatus();
    return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                  absl::StrCat("got ", month_case.name.contract(),
                               ", want one of the catalogue"),
                  "settle_month.month.contract");
  }
  if (month_case.penalty != nullptr) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kNotFound, v1::ERROR_REASON_PENALTY_NOT_FOUND,
      absl::StrCat("penalty: got ", move.penalty(month_case.command),
                   ", want one of the month"),
      absl::StrCat(ToAbsl(move.path), ".penalty"));
}

absl::Status CheckGiver(const MonthCase& month_case, const MonthMove& move) {
  const v1::Actor& actor = month_case.command.actor();
  if (move.order != v1::Command::kContestPenalty) {
    WL_RETURN_IF_ERROR(CheckRoles(kSupervisor, actor));
    if (actor.kind() == v1::ACTOR_KIND_HUMAN) return absl::OkStatus();
    return MakeError(absl::StatusCode::kPermissionDenied,
                     v1::ERROR_REASON_ROLE_REQUIRED,
                     "actor.kind: got no person, and money is never final "
                     "without one",
                     "actor.kind");
  }
  if (month_case.contract != nullptr &&
      actor.party() == month_case.contract->item().contract().party()) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PARTY_REQUIRED,
      "actor.party: got another, want the contractor", "actor.party");
}

absl::Status CheckOpen(const MonthCase& month_case, const MonthMove& move) {
  if (month_case.month.settled()) {
    return Forbid(v1::ERROR_REASON_MONTH_SETTLED,
                  absl::StrCat("month: got ", month_case.name.month(),
                               ", want one that is not settled"),
                  absl::StrCat(ToAbsl(move.path), ".month"));
  }
  if (month_case.penalty == nullptr || IsOpen(*month_case.penalty)) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_PENALTY_DECIDED,
                absl::StrCat("penalty: got ",
                             v1::PenaltyState_Name(month_case.penalty->state()),
                             ", want one that nobody has decided"));
}

}  // namespace

std::vector<StreamName> ReadsPenaltyMonth(const v1::Command& command,
                                          const Folds& known) {
  StreamName name = {v1::STREAM_KIND_PENALTY,
                     PenaltyKey(MoveOf(command).month(command))};
  if (known.streams.contains(name)) return {};
  return {std::move(name)};
}

absl::StatusOr<std::vector<StreamEvents>> DecidePenaltyOrder(
    const v1::Command& command, const Folds& folds, const Context& context) {
  const MonthMove& move = MoveOf(command);
  const v1::ContractMonth& name = move.month(command);
  const std::string key = PenaltyKey(name);
  const v1::PenaltyMonth& month = PenaltyMonthOf(folds, key);
  const MonthCase month_case = {
      .command = command,
      .name = name,
      .month = month,
      .penalty = move.penalty == nullptr
                     ? nullptr
                     : FindPenalty(month, move.penalty(command)),
      .contract = folds.catalogue->FindEver(v1::CATALOGUE_KIND_CONTRACT,
                                            name.contract()),
      .folds = folds,
      .context = context};
  WL_RETURN_IF_ERROR(CheckOccurTime(context));
  WL_RETURN_IF_ERROR(CheckExists(month_case, move));
  WL_RETURN_IF_ERROR(CheckGiver(month_case, move));
  WL_RETURN_IF_ERROR(CheckOpen(month_case, move));
  WL_ASSIGN_OR_RETURN(Events events, move.decide(month_case));
  return InStream(v1::STREAM_KIND_PENALTY, key, std::move(events));
}

}  // namespace workledger
