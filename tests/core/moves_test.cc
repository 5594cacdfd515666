// Every order to a repair in every state.

#include "engine/core/lifecycle/moves.h"

#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/moves_table.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

// See moves_table.h. A duplicate was REPORTED before, so it returns there.
constexpr char kTable[] = R"(
order              REP ACC DIS ACK ONS INP COM VER CLO REJ WIT DUP
accept             ACC  -   -   -   -   -   -   -   -   -   -   -
reject             REJ  -   -   -   -   -   -   -   -   -   -   -
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
contain             -   -   -   -  ONS INP  -   -   -   -   -   -
complete            -   -   -   -   -  COM  -   -   -   -   -   -
accept_work         -   -   -   -   -   -  VER  -   -   -   -   -
reject_work         -   -   -   -   -   -  INP  -   -   -   -   -
close               -   -   -   -   -   -   -  CLO  -   -   -   -
reopen              -   -   -   -   -   -   -  ACC ACC  -   -   -
)";

// The same over a hold.
constexpr char kHeldTable[] = R"(
order              ACK ONS INP
reassign           DIS  -  DIS
appoint             +   -   -
record_arrival      h   -   -
start_work          -   h   -
report_no_access    -   h   -
hold                h   h   h
resume             ACK ONS INP
contain             -   +   +
complete            -   -   h
)";

// A repair in `state`, beside an open ticket that can be a master.
Scene GivenRepair(v1::TicketState state, std::string_view order) {
  Scene scene = Given(PathTo(state));
  scene.And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2");
  if (order == "claim" && state == v1::TICKET_STATE_ACCEPTED) {
    scene.And(Happened("work_offered {}"));
  }
  return scene;
}

Scene GivenHeldRepair(v1::TicketState state, std::string_view order) {
  return GivenRepair(state, order)
      .And(Happened("work_held { reason: HOLD_REASON_AWAIT_PARTS }"));
}

constexpr MovesTable kRepairs = {v1::TICKET_KIND_REPAIR, kTable, GivenRepair};

TEST(MovesTest, EveryOrderInEveryStateDoesWhatTheTableSays) {
  CheckMoves(kRepairs);
}

TEST(MovesTest, EveryOrderOverAHoldDoesWhatTheTableSays) {
  CheckHeldMoves({v1::TICKET_KIND_REPAIR, kHeldTable, GivenHeldRepair});
}

TEST(MovesTest, HasARowForEveryOrderOfRepairs) {
  ExpectARowForEveryMove(kRepairs, RepairMoves());
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
