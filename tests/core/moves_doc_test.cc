// Keeps the tables of docs/events.md and the lifecycles together: each row's
// order, who may give it, from where, to where, and whether a hold stops it.

#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/base/string_view.h"
#include "engine/core/lifecycle/moves.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

// One row, or one move, in words.
using Rows = std::map<std::string, std::string>;

constexpr absl::string_view kHeader =
    "| order | who | from | to | event | own guards |";

std::string ReadDoc() {
  std::ifstream file(WORKLEDGER_EVENTS_DOC);
  EXPECT_TRUE(file) << WORKLEDGER_EVENTS_DOC;
  return {std::istreambuf_iterator<char>(file), {}};
}

v1::TicketState StateNamed(absl::string_view name) {
  v1::TicketState state = v1::TICKET_STATE_UNSPECIFIED;
  EXPECT_TRUE(
      v1::TicketState_Parse(absl::StrCat("TICKET_STATE_", name), &state))
      << name;
  return state;
}

// Reads "A, B to C" or one of the words that the page explains.
StateSet StatesOf(absl::string_view cell) {
  if (cell == "every") return kAllStates;
  if (cell == "open") return kOpenStates;
  if (cell == "unfinished") {
    return kOpenStates.Without(
        {v1::TICKET_STATE_COMPLETED, v1::TICKET_STATE_VERIFIED,
         v1::TICKET_STATE_DONE, v1::TICKET_STATE_PASSED});
  }
  StateSet states;
  for (const absl::string_view part : absl::StrSplit(cell, ", ")) {
    const std::vector<absl::string_view> ends = absl::StrSplit(part, " to ");
    for (int state = StateNamed(ends.front()); state <= StateNamed(ends.back());
         ++state) {
      states.Insert(static_cast<v1::TicketState>(state));
    }
  }
  return states;
}

// Reads the state that a cell begins with; anything else is no state of its
// own.
std::string TargetOf(absl::string_view cell) {
  const absl::string_view word =
      *absl::StrSplit(cell, absl::ByAnyChar(", ")).begin();
  return word == "stays" || word == "the" ? "stays" : std::string(word);
}

std::string InWords(std::string who, StateSet from, std::string_view to,
                    bool while_held) {
  return absl::StrCat("by ", who, " from ", StateNames(from), " to ",
                      ToAbsl(to), while_held ? " (h)" : "");
}

std::string WhoGives(const Move& move) {
  std::vector<std::string> names;
  if (move.by_party) names.push_back("party");
  if (move.roles.Contains(v1::ROLE_REQUESTER)) names.push_back("requester");
  const bool desk = move.roles.Contains(v1::ROLE_DESK);
  const bool supervisor = move.roles.Contains(v1::ROLE_SUPERVISOR);
  if (desk && supervisor) {
    names.push_back("bureau");
  } else if (desk) {
    names.push_back("desk");
  } else if (supervisor) {
    names.push_back("supervisor");
  }
  return names.empty() ? "anyone" : absl::StrJoin(names, ", ");
}

Rows InCode(std::span<const Move> moves) {
  Rows rows;
  for (const Move& move : moves) {
    const auto* const field =
        v1::Command::descriptor()->FindFieldByNumber(move.order);
    rows[field->name()] = InWords(
        WhoGives(move), move.from,
        move.to == kStays ? "stays" : StateName(move.to), move.while_held);
  }
  return rows;
}

// Returns the first table with kHeader below "## `section`"; empty if there is
// no such section.
Rows InDoc(absl::string_view doc, absl::string_view section) {
  Rows rows;
  bool here = false;
  bool in_table = false;
  for (const absl::string_view line : absl::StrSplit(doc, '\n')) {
    if (absl::StartsWith(line, "## ")) here = line.substr(3) == section;
    if (!here) continue;
    if (line == kHeader) in_table = true;
    if (!in_table || !absl::StartsWith(line, "| `")) continue;
    const std::vector<absl::string_view> cells = absl::StrSplit(line, " | ");
    if (cells.size() < 4) continue;
    absl::string_view order = absl::StripPrefix(cells[0], "| `");
    const bool while_held = absl::ConsumeSuffix(&order, " (h)");
    absl::ConsumeSuffix(&order, "`");
    rows[std::string(order)] =
        InWords(std::string(cells[1]), StatesOf(cells[2]), TargetOf(cells[3]),
                while_held);
  }
  return rows;
}

TEST(MovesDocTest, TablesSayWhatTheCodeDoes) {
  const std::string doc = ReadDoc();
  EXPECT_EQ(InDoc(doc, "Repairs"), InCode(RepairMoves()));
  EXPECT_EQ(InDoc(doc, "Services"), InCode(ServiceMoves()));
  EXPECT_EQ(InDoc(doc, "Orders to every ticket"), InCode(SharedMoves()));
  EXPECT_EQ(InDoc(doc, "Cleaning"), InCode(CleaningMoves()));
  EXPECT_EQ(InDoc(doc, "Security incidents"), InCode(SecurityMoves()));
}

}  // namespace
}  // namespace workledger
