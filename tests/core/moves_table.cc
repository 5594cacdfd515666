#include "tests/core/moves_table.h"

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace workledger {
namespace {

struct Row {
  std::string order;
  std::vector<std::string> cells;
};

struct Refusal {
  absl::StatusCode code;
  v1::ErrorReason reason;
};

std::vector<Row> RowsOf(std::string_view table) {
  std::vector<Row> rows;
  std::istringstream lines{std::string(table)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Row row;
    if (!(words >> row.order)) continue;
    for (std::string cell; words >> cell;) row.cells.push_back(cell);
    rows.push_back(row);
  }
  return rows;
}

const std::map<std::string_view, v1::TicketState>& States() {
  static const auto* const states =
      new std::map<std::string_view, v1::TicketState>{
          {"REP", v1::TICKET_STATE_REPORTED},
          {"ACC", v1::TICKET_STATE_ACCEPTED},
          {"DIS", v1::TICKET_STATE_DISPATCHED},
          {"ACK", v1::TICKET_STATE_ACKNOWLEDGED},
          {"ONS", v1::TICKET_STATE_ON_SITE},
          {"INP", v1::TICKET_STATE_IN_PROGRESS},
          {"COM", v1::TICKET_STATE_COMPLETED},
          {"VER", v1::TICKET_STATE_VERIFIED},
          {"CLO", v1::TICKET_STATE_CLOSED},
          {"REJ", v1::TICKET_STATE_REJECTED},
          {"WIT", v1::TICKET_STATE_WITHDRAWN},
          {"DUP", v1::TICKET_STATE_DUPLICATE},
          {"PLA", v1::TICKET_STATE_PLANNED},
          {"ASS", v1::TICKET_STATE_ASSIGNED},
          {"DON", v1::TICKET_STATE_DONE},
          {"PAS", v1::TICKET_STATE_PASSED},
          {"FAI", v1::TICKET_STATE_FAILED},
          {"RCT", v1::TICKET_STATE_RECTIFYING},
          {"RCK", v1::TICKET_STATE_RECHECK},
          {"MIS", v1::TICKET_STATE_MISSED},
          {"SKI", v1::TICKET_STATE_SKIPPED},
          {"ALA", v1::TICKET_STATE_ALARMED},
          {"VFY", v1::TICKET_STATE_VERIFYING},
          {"CON", v1::TICKET_STATE_CONFIRMED},
          {"RES", v1::TICKET_STATE_RESPONDING},
          {"SCE", v1::TICKET_STATE_ON_SCENE},
          {"CNT", v1::TICKET_STATE_CONTAINED},
          {"HAN", v1::TICKET_STATE_HANDED_OVER},
          {"RSV", v1::TICKET_STATE_RESOLVED},
          {"REV", v1::TICKET_STATE_REVIEW},
          {"FAL", v1::TICKET_STATE_FALSE_ALARM}};
  return *states;
}

const Refusal* RefusalOf(std::string_view cell) {
  static const auto* const refusals = new std::map<std::string_view, Refusal>{
      {"-",
       {absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_STATE_FORBIDS}},
      {"n",
       {absl::StatusCode::kFailedPrecondition,
        v1::ERROR_REASON_TICKET_NOT_HELD}},
      {"h",
       {absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_TICKET_HELD}},
      {"q",
       {absl::StatusCode::kFailedPrecondition,
        v1::ERROR_REASON_NOTHING_TO_ANSWER}},
      {"p",
       {absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PARTY_REQUIRED}}};
  const auto found = refusals->find(cell);
  return found == refusals->end() ? nullptr : &found->second;
}

void Check(const Outcome& outcome, v1::TicketState before,
           const std::string& cell) {
  if (const Refusal* const refusal = RefusalOf(cell)) {
    outcome.ThenFails(refusal->code, refusal->reason);
    return;
  }
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  EXPECT_FALSE(outcome.events()->empty());
  const bool stays = cell == "=" || cell == "+";
  EXPECT_EQ(StateName(outcome.ticket().state()),
            StateName(stays ? before : StateOf(cell)));
}

// Calls `check` for every cell with what came of its order.
template <typename CheckCell>
void ForEachCell(const MovesTable& table, CheckCell check) {
  const std::vector<Row> rows = RowsOf(table.rows);
  ASSERT_GT(rows.size(), 1u);
  for (size_t r = 1; r < rows.size(); ++r) {
    ASSERT_EQ(rows[r].cells.size(), rows[0].cells.size()) << rows[r].order;
    for (size_t c = 0; c < rows[r].cells.size(); ++c) {
      SCOPED_TRACE(rows[r].order + " in " + rows[0].cells[c]);
      const v1::TicketState state = StateOf(rows[0].cells[c]);
      const Scene scene = table.given(state, rows[r].order);
      ASSERT_EQ(StateName(scene.ticket().state()), StateName(state));
      const Outcome outcome = scene.When(table.order(rows[r].order));
      Check(outcome, state, rows[r].cells[c]);
      check(outcome, rows[r].cells[c]);
    }
  }
}

}  // namespace

void CheckMoves(const MovesTable& table) {
  ForEachCell(table, [](const Outcome&, const std::string&) {});
}

void CheckHeldMoves(const MovesTable& table) {
  ForEachCell(table, [](const Outcome& outcome, const std::string& cell) {
    if (!outcome.events().ok()) return;
    EXPECT_EQ(outcome.ticket().has_hold(), cell == "+");
  });
}

void ExpectARowForEveryMove(const MovesTable& table,
                            std::span<const Move> moves) {
  std::map<std::string, int> rows;
  for (const Row& row : RowsOf(table.rows)) ++rows[row.order];
  rows.erase("order");
  std::map<std::string, int> want;
  for (const Move& move : moves) {
    ++want[v1::Command::descriptor()->FindFieldByNumber(move.order)->name()];
  }
  EXPECT_EQ(rows, want);
}

v1::TicketState StateOf(std::string_view cell) { return States().at(cell); }

}  // namespace workledger
