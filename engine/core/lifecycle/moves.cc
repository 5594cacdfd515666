#include "engine/core/lifecycle/moves.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"

namespace workledger {
namespace {

constexpr std::string_view kStatePrefix = "TICKET_STATE_";

// Field numbers of orders are below this.
constexpr size_t kOrdersMax = 256;

using Rows = std::array<const Move*, kOrdersMax>;

Rows RowsOf(std::span<const Move> own) {
  Rows rows = {};
  for (const std::span<const Move> moves : {SharedMoves(), own}) {
    for (const Move& move : moves) {
      WL_CHECK(move.order < kOrdersMax);
      rows[move.order] = &move;
    }
  }
  return rows;
}

}  // namespace

const Move* FindMove(v1::TicketKind kind, v1::Command::OrderCase order) {
  static const Rows* const repair = new Rows(RowsOf(RepairMoves()));
  static const Rows* const cleaning = new Rows(RowsOf(CleaningMoves()));
  static const Rows* const security = new Rows(RowsOf(SecurityMoves()));
  static const Rows* const service = new Rows(RowsOf(ServiceMoves()));
  WL_CHECK(order < kOrdersMax);
  switch (kind) {
    case v1::TICKET_KIND_REPAIR:
      return (*repair)[order];
    case v1::TICKET_KIND_CLEANING:
      return (*cleaning)[order];
    case v1::TICKET_KIND_SECURITY:
      return (*security)[order];
    case v1::TICKET_KIND_SERVICE:
      return (*service)[order];
    case v1::TICKET_KIND_UNSPECIFIED:
    case v1::TicketKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TicketKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return nullptr;
}

bool MoveAllowed(const v1::Ticket& ticket, v1::TicketState to,
                 v1::ClosureCode closure_code) {
  if (ticket.state() == v1::TICKET_STATE_DUPLICATE &&
      StateBeforeDuplicate(ticket) == to) {
    return true;
  }
  // A project takes over from nearly everywhere, nothing else closes from
  // there.
  const bool project = closure_code == v1::CLOSURE_CODE_DEFERRED_TO_PROJECT;
  const auto leads = [&](const Move& m) {
    return m.to == to && m.from.Contains(ticket.state()) &&
           (to != v1::TICKET_STATE_CLOSED ||
            project == (m.order == v1::Command::kConvertToProject));
  };
  return std::ranges::any_of(RepairMoves(), leads) ||
         std::ranges::any_of(SharedMoves(), leads);
}

const std::string& OrderName(v1::Command::OrderCase order) {
  const auto* const field = v1::Command::descriptor()->FindFieldByNumber(order);
  WL_CHECK(field != nullptr);
  return field->name();
}

std::vector<std::string> AllowedOrders(const v1::Ticket& ticket) {
  std::vector<std::string> names;
  for (size_t number = 0; number < kOrdersMax; ++number) {
    const auto order = static_cast<v1::Command::OrderCase>(number);
    const Move* const move = FindMove(ticket.kind(), order);
    if (move == nullptr || !move->from.Contains(ticket.state())) continue;
    if (ticket.has_hold() && !move->while_held) continue;
    names.push_back(OrderName(order));
  }
  return names;
}

v1::TicketState StateBeforeDuplicate(const v1::Ticket& ticket) {
  return ticket.previous_state() == v1::TICKET_STATE_UNSPECIFIED
             ? v1::TICKET_STATE_REPORTED
             : ticket.previous_state();
}

std::string StateName(v1::TicketState state) {
  return v1::TicketState_Name(state).substr(kStatePrefix.size());
}

std::string StateNames(StateSet states) {
  std::string names;
  for (int number = v1::TicketState_MIN; number <= v1::TicketState_MAX;
       ++number) {
    const auto state = static_cast<v1::TicketState>(number);
    if (!states.Contains(state)) continue;
    absl::StrAppend(&names, names.empty() ? "" : " or ", StateName(state));
  }
  return names;
}

}  // namespace workledger
