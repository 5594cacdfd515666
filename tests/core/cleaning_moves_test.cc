// Every order to a cleaning ticket in every state.

#include <map>
#include <sstream>
#include <string>

#include "engine/core/lifecycle/moves.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/moves_table.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

// See moves_table.h. A duplicate was REPORTED before, so it returns there.
constexpr char kTable[] = R"(
order                REP PLA ASS INP DON PAS FAI RCT RCK CLO MIS SKI WIT DUP
withdraw             WIT  -  WIT  -   -   -   -   -   -   -   -   -   -   -
link_duplicate       DUP  -  DUP DUP  -   -   -   -   -   -   -   -   -   -
unlink_duplicate      -   -   -   -   -   -   -   -   -   -   -   -   -  REP
dispatch             ASS ASS  -   -   -   -   -   -   -   -   -   -   -   -
reassign              -   -  ASS  -   -   -   -   -   -   -   -   -   -   -
release               -  ASS  -   -   -   -   -   -   -   -   -   -   -   -
skip                  -  SKI  -   -   -   -   -   -   -   -   -   -   -   -
start_work            -   -  INP  -   -   -   -   -   -   -   -   -   -   -
hold                  -   -   -   =   -   -   -   -   -   -   -   -   -   -
resume                -   -   -   n   -   -   -   -   -   -   -   -   -   -
finish                -   -   -  DON  -   -   -   -   -   -   -   -   -   -
raise_repair          -   -   -   =   -   -   -   -   -   -   -   -   -   -
inspect               -   -   -   -  PAS  -   -   -   -   -   -   -   -   -
contest               -   -   -   -   -   -   =   -   -   -   -   -   -   -
decide_contest        -   -   -   -   -   -   =   -   -   -   -   -   -   -
order_rectification   -   -   -   -   -   -  RCT  -   -   -   -   -   -   -
submit_rectification  -   -   -   -   -   -   -  RCK  -   -   -   -   -   -
recheck               -   -   -   -   -   -   -   -  CLO  -   -   -   -   -
close                 -   -   -   -  CLO  -   -   -   -   -   -   -   -   -
close_passed          -   -   -   -   -  CLO  -   -   -   -   -   -   -   -
record_callback       -   -   -   -   -   =   -   -   -   =   -   -   -   -
rate_service          -   -   -   -   -   =   -   -   -   =   -   -   -   -
schedule_look_back    -   -   -   -   -   -   -   -   -   =   -   -   -   -
convert_to_project   CLO CLO CLO CLO CLO CLO CLO CLO CLO  -   -   -   -   -
)";

// The same over a hold.
constexpr char kHeldTable[] = R"(
order              INP
link_duplicate     DUP
hold                h
resume              =
finish              h
raise_repair        +
convert_to_project CLO
)";

// A cleaning ticket in `state`, beside an open ticket that can be a master.
Scene GivenCleaning(v1::TicketState state, std::string_view order) {
  Scene scene = Given(CleaningPathTo(state));
  scene.And(CleaningPathTo(v1::TICKET_STATE_REPORTED), "t-2");
  if (order == "decide_contest" && state == v1::TICKET_STATE_FAILED) {
    scene.And(Happened("score_contested {}"));
  }
  return scene;
}

Scene GivenHeldCleaning(v1::TicketState state, std::string_view order) {
  return GivenCleaning(state, order)
      .And(Happened("work_held { reason: HOLD_REASON_HAZARD }"));
}

TEST(CleaningMovesTest, EveryOrderInEveryStateDoesWhatTheTableSays) {
  CheckMoves({v1::TICKET_KIND_CLEANING, kTable, GivenCleaning, CleaningOrder});
}

TEST(CleaningMovesTest, EveryOrderOverAHoldDoesWhatTheTableSays) {
  CheckHeldMoves(
      {v1::TICKET_KIND_CLEANING, kHeldTable, GivenHeldCleaning, CleaningOrder});
}

TEST(CleaningMovesTest, HasARowForEveryMoveOfCleaning) {
  std::map<std::string, int> rows;
  std::istringstream lines{std::string(kTable)};
  for (std::string line; std::getline(lines, line);) {
    ++rows[line.substr(0, line.find(' '))];
  }
  for (const Move& move : CleaningMoves()) {
    const std::string& name =
        v1::Command::descriptor()->FindFieldByNumber(move.order)->name();
    EXPECT_EQ(rows[name], 1) << name;
  }
}

TEST(CleaningMovesTest, TakesNoOrderOfAnotherKind) {
  for (const char* name : {"accept", "reject", "acknowledge", "complete"}) {
    Given(CleaningPathTo(v1::TICKET_STATE_REPORTED))
        .When(SampleOrder(name))
        .ThenFails(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_KIND_FORBIDS);
  }
}

TEST(CleaningMovesTest, EveryTerminalStateHasItsClosureCode) {
  const std::map<v1::TicketState, v1::ClosureCode> codes = {
      {v1::TICKET_STATE_CLOSED, v1::CLOSURE_CODE_FIXED},
      {v1::TICKET_STATE_SKIPPED, v1::CLOSURE_CODE_SKIPPED},
      {v1::TICKET_STATE_MISSED, v1::CLOSURE_CODE_MISSED},
      {v1::TICKET_STATE_WITHDRAWN, v1::CLOSURE_CODE_WITHDRAWN},
      {v1::TICKET_STATE_DUPLICATE, v1::CLOSURE_CODE_DUPLICATE}};
  for (const auto& [state, code] : codes) {
    const Scene scene = Given(CleaningPathTo(state));
    EXPECT_EQ(scene.ticket().closure_code(), code) << StateName(state);
    EXPECT_TRUE(scene.ticket().milestones().has_close_time());
    EXPECT_TRUE(scene.ticket().timers().empty()) << StateName(state);
  }
}

struct RoleCase {
  const char* order;
  v1::TicketState state;
  v1::Actor wrong;
  v1::ErrorReason reason;
};

TEST(CleaningMovesTest, OnlyThoseWhoMayGiveAnOrderDo) {
  constexpr auto kRole = v1::ERROR_REASON_ROLE_REQUIRED;
  constexpr auto kPartyReason = v1::ERROR_REASON_PARTY_REQUIRED;
  v1::Actor other = Technician();
  other.set_party("wuye-2");
  const RoleCase cases[] = {
      {"dispatch", v1::TICKET_STATE_REPORTED, Technician(), kRole},
      {"reassign", v1::TICKET_STATE_ASSIGNED, Technician(), kRole},
      {"release", v1::TICKET_STATE_PLANNED, Technician(), kRole},
      {"skip", v1::TICKET_STATE_PLANNED, Desk(), kRole},
      {"start_work", v1::TICKET_STATE_ASSIGNED, Desk(), kPartyReason},
      {"hold", v1::TICKET_STATE_IN_PROGRESS, other, kPartyReason},
      {"finish", v1::TICKET_STATE_IN_PROGRESS, other, kPartyReason},
      {"raise_repair", v1::TICKET_STATE_IN_PROGRESS, other, kPartyReason},
      {"inspect", v1::TICKET_STATE_DONE, Desk(), kRole},
      {"contest", v1::TICKET_STATE_FAILED, Supervisor(), kPartyReason},
      {"decide_contest", v1::TICKET_STATE_FAILED, Inspector(), kRole},
      {"order_rectification", v1::TICKET_STATE_FAILED, Desk(), kRole},
      {"submit_rectification", v1::TICKET_STATE_RECTIFYING, other,
       kPartyReason},
      {"recheck", v1::TICKET_STATE_RECHECK, Desk(), kRole},
      {"close", v1::TICKET_STATE_DONE, Inspector(), kRole},
  };
  for (const RoleCase& c : cases) {
    SCOPED_TRACE(c.order);
    v1::Command command = CleaningOrder(c.order);
    *command.mutable_actor() = c.wrong;
    GivenCleaning(c.state, c.order)
        .When(command)
        .ThenFails(absl::StatusCode::kPermissionDenied, c.reason);
  }
}

}  // namespace
}  // namespace workledger
