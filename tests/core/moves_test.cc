// Every order in every state, against a table of its own: the authority is
// DOMAIN's lifecycle, not engine/core/lifecycle/moves.cc.

#include "engine/core/lifecycle/moves.h"

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// A cell is the state after the order; "-" is STATE_FORBIDS, "n"
// TICKET_NOT_HELD and "p" PARTY_REQUIRED. A duplicate was REPORTED before, so
// it returns there.
constexpr char kTable[] = R"(
order              REP ACC DIS ACK ONS INP COM VER CLO REJ WIT DUP
accept             ACC  -   -   -   -   -   -   -   -   -   -   -
reject             REJ  -   -   -   -   -   -   -   -   -   -   -
withdraw           WIT WIT WIT WIT WIT  -   -   -   -   -   -   -
link_duplicate     DUP DUP DUP DUP DUP DUP  -   -   -   -   -   -
unlink_duplicate    -   -   -   -   -   -   -   -   -   -   -  REP
appeal              -   -   -   -   -   -   -   -   -  REP  -   -
dispatch            -  DIS  -   -   -   -   -   -   -   -   -   -
force_dispatch      -  DIS  -   -   -   -   -   -   -   -   -   -
offer_to_pool       -  ACC  -   -   -   -   -   -   -   -   -   -
claim               -  DIS  -   -   -   -   -   -   -   -   -   -
return              -   -  ACC  -   -   -   -   -   -   -   -   -
reassign            -   -  DIS DIS  -  DIS  -   -   -   -   -   -
acknowledge         -   -  ACK  -   -   -   -   -   -   -   -   -
appoint             -   -   -  ACK  -   -   -   -   -   -   -   -
record_arrival      -   -   -  ONS  -   -   -   -   -   -   -   -
start_work          -   -   -   -  INP  -   -   -   -   -   -   -
report_no_access    -   -   -   -  ONS  -   -   -   -   -   -   -
hold                -   -   -  ACK ONS INP  -   -   -   -   -   -
resume              p   p   n   n   n   n   -   -   -   -   -   -
complete            -   -   -   -   -  COM  -   -   -   -   -   -
accept_work         -   -   -   -   -   -  VER  -   -   -   -   -
reject_work         -   -   -   -   -   -  INP  -   -   -   -   -
record_callback     -   -   -   -   -   -   -  VER CLO  -   -   -
rate_service        -   -   -   -   -   -   -  VER CLO  -   -   -
close               -   -   -   -   -   -   -  CLO  -   -   -   -
reopen              -   -   -   -   -   -   -  ACC ACC  -   -   -
schedule_look_back  -   -   -   -   -   -   -   -  CLO  -   -   -
convert_to_project CLO CLO CLO CLO CLO CLO CLO CLO  -   -   -   -
)";

// The same over a hold, where "h" is TICKET_HELD and "+" leaves it held.
constexpr char kHeldTable[] = R"(
order              ACK ONS INP
withdraw           WIT WIT  -
link_duplicate     DUP DUP DUP
reassign           DIS  -  DIS
appoint             +   -   -
record_arrival      h   -   -
start_work          -   h   -
report_no_access    -   h   -
hold                h   h   h
resume             ACK ONS INP
complete            -   -   h
convert_to_project CLO CLO CLO
)";

struct Row {
  std::string order;
  std::vector<std::string> cells;
};

std::vector<Row> RowsOf(const char* table) {
  std::vector<Row> rows;
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Row row;
    if (!(words >> row.order)) continue;
    for (std::string cell; words >> cell;) row.cells.push_back(cell);
    rows.push_back(row);
  }
  return rows;
}

v1::TicketState StateOf(const std::string& cell) {
  static const std::map<std::string, v1::TicketState> kStates = {
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
      {"DUP", v1::TICKET_STATE_DUPLICATE}};
  return kStates.at(cell);
}

void Check(const Outcome& outcome, const std::string& cell) {
  if (cell == "-") {
    outcome.ThenFails(absl::StatusCode::kFailedPrecondition,
                      v1::ERROR_REASON_STATE_FORBIDS);
  } else if (cell == "n") {
    outcome.ThenFails(absl::StatusCode::kFailedPrecondition,
                      v1::ERROR_REASON_TICKET_NOT_HELD);
  } else if (cell == "h") {
    outcome.ThenFails(absl::StatusCode::kFailedPrecondition,
                      v1::ERROR_REASON_TICKET_HELD);
  } else if (cell == "p") {
    outcome.ThenFails(absl::StatusCode::kPermissionDenied,
                      v1::ERROR_REASON_PARTY_REQUIRED);
  } else {
    ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
    EXPECT_FALSE(outcome.events()->empty());
    if (cell == "+") {
      EXPECT_TRUE(outcome.ticket().has_hold());
    } else {
      EXPECT_EQ(StateName(outcome.ticket().state()), StateName(StateOf(cell)));
    }
  }
}

// An open ticket that can be a master stands beside.
Scene Beside(Scene scene) {
  return scene.And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2");
}

TEST(MovesTest, EveryOrderInEveryStateDoesWhatTheTableSays) {
  const std::vector<Row> rows = RowsOf(kTable);
  ASSERT_EQ(rows.size(), 29u);
  for (size_t r = 1; r < rows.size(); ++r) {
    ASSERT_EQ(rows[r].cells.size(), AllStates().size());
    for (size_t c = 0; c < rows[r].cells.size(); ++c) {
      SCOPED_TRACE(rows[r].order + " in " + rows[0].cells[c]);
      Scene scene = Beside(Given(PathTo(StateOf(rows[0].cells[c]))));
      if (rows[r].order == "claim" && rows[0].cells[c] == "ACC") {
        scene.And(Happened("work_offered {}"));
      }
      Check(scene.When(SampleOrder(rows[r].order)), rows[r].cells[c]);
    }
  }
}

TEST(MovesTest, EveryOrderOverAHoldDoesWhatTheTableSays) {
  const std::vector<Row> rows = RowsOf(kHeldTable);
  for (size_t r = 1; r < rows.size(); ++r) {
    for (size_t c = 0; c < rows[r].cells.size(); ++c) {
      SCOPED_TRACE(rows[r].order + " held in " + rows[0].cells[c]);
      const Scene scene = Beside(GivenHeld(StateOf(rows[0].cells[c])));
      const Outcome outcome = scene.When(SampleOrder(rows[r].order));
      Check(outcome, rows[r].cells[c]);
      if (outcome.events().ok() && rows[r].cells[c] != "+") {
        EXPECT_FALSE(outcome.ticket().has_hold());
      }
    }
  }
}

TEST(MovesTest, HasARowForEveryOrderOfTheLifecycle) {
  std::map<std::string, int> rows;
  for (const Row& row : RowsOf(kTable)) ++rows[row.order];
  const auto* const orders =
      v1::Command::descriptor()->FindOneofByName("order");
  for (int i = 0; i < orders->field_count(); ++i) {
    const std::string& name = orders->field(i)->name();
    const bool elsewhere =
        name == "report" || name == "record_history" || name == "advance_time";
    EXPECT_EQ(rows[name], elsewhere ? 0 : 1) << name;
  }
}

TEST(MovesTest, RefusalNamesTheStateAndTheOnesWanted) {
  const Outcome outcome =
      Given(PathTo(v1::TICKET_STATE_REPORTED)).When(SampleOrder("reopen"));
  EXPECT_EQ(outcome.events().status().message(),
            "state: got REPORTED, want VERIFIED or CLOSED");
}

TEST(MovesTest, AllowsWhatSomeOrderDoes) {
  v1::Ticket ticket;
  ticket.set_state(v1::TICKET_STATE_COMPLETED);
  EXPECT_TRUE(MoveAllowed(ticket, v1::TICKET_STATE_IN_PROGRESS));
  EXPECT_FALSE(MoveAllowed(ticket, v1::TICKET_STATE_ACCEPTED));
  ticket.set_state(v1::TICKET_STATE_DUPLICATE);
  ticket.set_previous_state(v1::TICKET_STATE_ON_SITE);
  EXPECT_TRUE(MoveAllowed(ticket, v1::TICKET_STATE_ON_SITE));
  EXPECT_FALSE(MoveAllowed(ticket, v1::TICKET_STATE_REPORTED));
}

TEST(MovesTest, OnlyAProjectClosesUnverifiedWork) {
  v1::Ticket ticket;
  ticket.set_state(v1::TICKET_STATE_IN_PROGRESS);
  EXPECT_TRUE(MoveAllowed(ticket, v1::TICKET_STATE_CLOSED,
                          v1::CLOSURE_CODE_DEFERRED_TO_PROJECT));
  EXPECT_FALSE(
      MoveAllowed(ticket, v1::TICKET_STATE_CLOSED, v1::CLOSURE_CODE_FIXED));
  ticket.set_state(v1::TICKET_STATE_VERIFIED);
  EXPECT_TRUE(
      MoveAllowed(ticket, v1::TICKET_STATE_CLOSED, v1::CLOSURE_CODE_FIXED));
}

}  // namespace
}  // namespace workledger
