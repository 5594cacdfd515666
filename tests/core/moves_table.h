#ifndef WORKLEDGER_TESTS_CORE_MOVES_TABLE_H_
#define WORKLEDGER_TESTS_CORE_MOVES_TABLE_H_

// Every order of a kind of ticket in every state, against a table of the
// test's own: the authority is the domain's lifecycle, not the engine's table.
//
//   constexpr char kRows[] = R"(
//   order    REP ACC
//   accept   ACC  -
//   )";
//   CheckMoves({v1::TICKET_KIND_REPAIR, kRows, GivenRepair});
//
// A cell is the state after the order, "=" where the ticket stays, or the
// refusal: "-" STATE_FORBIDS, "n" TICKET_NOT_HELD, "h" TICKET_HELD, "p"
// PARTY_REQUIRED, "q" NOTHING_TO_ANSWER. "+" leaves it held.

#include <span>
#include <string_view>

#include "engine/core/lifecycle/moves.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

struct MovesTable {
  v1::TicketKind kind;
  std::string_view rows;
  // A ticket of the kind in `state`, ready for `order` where it is allowed.
  Scene (*given)(v1::TicketState state, std::string_view order);
  // A command that gives the order.
  v1::Command (*order)(std::string_view name) = SampleOrder;
};

// Tries every cell.
void CheckMoves(const MovesTable& table);

// Tries every cell of a table whose tickets are held; only "+" leaves them so.
void CheckHeldMoves(const MovesTable& table);

// Expects one row for each of `moves`, and no other.
void ExpectARowForEveryMove(const MovesTable& table,
                            std::span<const Move> moves);

// Returns the state that a cell or a column's head stands for.
v1::TicketState StateOf(std::string_view cell);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_MOVES_TABLE_H_
