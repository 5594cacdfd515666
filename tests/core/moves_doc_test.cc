// Keeps the tables of docs/events.md and the lifecycles together: each row's
// order, who may give it, from where, to where, and whether a hold stops it.

#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/core/lifecycle/moves.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

// What the page says of one order. Several rows of one order add up.
struct Said {
  std::string who;
  StateSet from;
  std::string to;
  bool while_held = false;
};

using Table = std::map<std::string, Said>;
// In words, so that a difference can be read.
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

// Adds "A, B to C", or what one of the page's words stands for.
void AddStates(absl::string_view cell, StateSet& states) {
  if (cell == "every") cell = "REPORTED to FALSE_ALARM";
  const bool unfinished = cell == "unfinished";
  const StateSet done = {v1::TICKET_STATE_COMPLETED, v1::TICKET_STATE_VERIFIED,
                         v1::TICKET_STATE_DONE, v1::TICKET_STATE_PASSED};
  if (cell == "open" || unfinished) {
    states = unfinished ? kOpenStates.Without(done) : kOpenStates;
    return;
  }
  for (const absl::string_view part : absl::StrSplit(cell, ", ")) {
    const std::vector<absl::string_view> ends = absl::StrSplit(part, " to ");
    for (int state = StateNamed(ends.front()); state <= StateNamed(ends.back());
         ++state) {
      states.Insert(static_cast<v1::TicketState>(state));
    }
  }
}

std::string InWords(StateSet from, bool while_held) {
  return absl::StrCat("from ", StateNames(from), while_held ? " (h)" : "");
}

std::string OrderOf(const Move& move) {
  return v1::Command::descriptor()->FindFieldByNumber(move.order)->name();
}

std::string WhoGives(const Move& move) {
  std::vector<std::string> names;
  if (move.by_party) names.push_back("party");
  if (move.roles.Contains(v1::ROLE_REQUESTER)) names.push_back("requester");
  if (move.roles.Contains(v1::ROLE_INSPECTOR)) names.push_back("inspector");
  const bool desk = move.roles.Contains(v1::ROLE_DESK);
  const bool supervisor = move.roles.Contains(v1::ROLE_SUPERVISOR);
  if (move.roles.Contains(v1::ROLE_DUTY_OFFICER)) {
    EXPECT_TRUE(supervisor) << OrderOf(move);
    names.push_back("control");
    if (desk) names.push_back("desk");
    if (move.roles.Contains(v1::ROLE_LEADER)) names.push_back("leader");
  } else if (desk && supervisor) {
    names.push_back("bureau");
  } else if (desk) {
    names.push_back("desk");
  } else if (supervisor) {
    names.push_back("supervisor");
  }
  return names.empty() ? "anyone" : absl::StrJoin(names, ", ");
}

// Reads the table with kHeader below "## `section`", but for what opens a
// ticket; empty if there is no such section.
Table InDoc(absl::string_view doc, absl::string_view section) {
  Table table;
  bool here = false;
  bool in_table = false;
  for (const absl::string_view line : absl::StrSplit(doc, '\n')) {
    if (absl::StartsWith(line, "## ")) here = line.substr(3) == section;
    in_table = here && (in_table || line == kHeader);
    if (!in_table || !absl::StartsWith(line, "| `")) continue;
    const std::vector<absl::string_view> cells = absl::StrSplit(line, " | ");
    if (cells.size() < 4 || cells[2] == "new") continue;
    const std::vector<absl::string_view> order = absl::StrSplit(cells[0], '`');
    Said& said = table[std::string(order[1])];
    said.who = std::string(cells[1]);
    AddStates(cells[2], said.from);
    absl::StrAppend(&said.to, cells[3], ";");
    said.while_held = absl::EndsWith(cells[0], "(h)");
  }
  return table;
}

// From where each order comes, and whether over a hold, is said exactly; where
// it leads is among what is said.
void Compare(const Table& table, std::span<const Move> moves) {
  Rows said;
  for (const auto& [order, row] : table) {
    said[order] = InWords(row.from, row.while_held);
  }
  Rows done;
  for (const Move& move : moves) {
    done[OrderOf(move)] = InWords(move.from, move.while_held);
    const auto row = table.find(OrderOf(move));
    if (row == table.end() || move.to == kStays) continue;
    EXPECT_TRUE(absl::StrContains(row->second.to, StateName(move.to)))
        << OrderOf(move) << " to " << row->second.to;
  }
  EXPECT_EQ(said, done);
}

// Besides, who gives it, and that it stays where nothing else is said.
void CompareAll(const Table& table, std::span<const Move> moves) {
  Compare(table, moves);
  for (const Move& move : moves) {
    const auto row = table.find(OrderOf(move));
    if (row == table.end()) continue;
    EXPECT_EQ(row->second.who, WhoGives(move)) << OrderOf(move);
    const std::string to = move.to == kStays ? "stays" : StateName(move.to);
    // They lead to where the ticket was, and from each state to another.
    const bool varies = move.order == v1::Command::kUnlinkDuplicate ||
                        (move.order == v1::Command::kReopen && to == "stays");
    EXPECT_TRUE(varies || absl::StartsWith(row->second.to, to))
        << OrderOf(move) << " to " << row->second.to;
  }
}

TEST(MovesDocTest, SaysWhatRepairsAndServicesDo) {
  const std::string doc = ReadDoc();
  CompareAll(InDoc(doc, "Repairs"), RepairMoves());
  CompareAll(InDoc(doc, "Services"), ServiceMoves());
}

TEST(MovesDocTest, SaysWhatEveryTicketDoes) {
  CompareAll(InDoc(ReadDoc(), "Orders to every ticket"), SharedMoves());
}

TEST(MovesDocTest, SaysWhatCleaningAndIncidentsDo) {
  const std::string doc = ReadDoc();
  CompareAll(InDoc(doc, "Cleaning"), CleaningMoves());
  CompareAll(InDoc(doc, "Security incidents"), SecurityMoves());
}

}  // namespace
}  // namespace workledger
