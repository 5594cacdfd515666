// Every order to a repair in every state.

#include "engine/core/lifecycle/moves.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/moves_table.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// See moves_table.h. A duplicate was REPORTED before, so it returns there.
constexpr char kTable[] = R"(
order              REP ACC DIS ACK ONS INP COM VER CLO REJ WIT DUP
accept             ACC  -   -   -   -   -   -   -   -   -   -   -
reject             REJ  -   -   -   -   -   -   -   -   -   -   -
appeal              -   -   -   -   -   -   -   -   -  REP REP REP
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
recheck             -   -   -   -   -   -  COM VER  -   -   -   -
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
  std::vector<v1::Event> path = PathTo(state);
  // Only what an inspection found is looked at again.
  if (order == "recheck") {
    path[0].mutable_ticket_reported()->set_inspection("i-1");
  }
  Scene scene = Given(path);
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

std::string AllowedIn(const Outcome& outcome) {
  return absl::StrJoin(ErrorOf(outcome.events().status()).allowed_orders(),
                       " ");
}

TEST(MovesTest, RefusalNamesTheOrdersThatTheStateTakes) {
  EXPECT_EQ(AllowedIn(Given(PathTo(v1::TICKET_STATE_WITHDRAWN))
                          .When(SampleOrder("complete"))),
            "appeal add_note attach correct_timeline excuse_breach");
  // Over a hold, of another kind, and where the order's own guards refuse.
  EXPECT_EQ(AllowedIn(GivenHeld(v1::TICKET_STATE_IN_PROGRESS)
                          .When(SampleOrder("complete"))),
            "link_duplicate reassign resume convert_to_project set_priority "
            "add_note attach add_child urge supervise request_extension "
            "grant_extension refuse_extension request_approval grant_approval "
            "refuse_approval correct_timeline contain excuse_breach "
            "migrate_policy");
  EXPECT_EQ(AllowedIn(Given(PathTo(v1::TICKET_STATE_WITHDRAWN))
                          .When(CleaningOrder("skip"))),
            "appeal add_note attach correct_timeline excuse_breach");
  const Outcome twice = Given(PathTo(v1::TICKET_STATE_REJECTED))
                            .And(Happened("ticket_appealed {}"))
                            .And(Happened("ticket_rejected {}"))
                            .When(SampleOrder("appeal"));
  twice.ThenFails(absl::StatusCode::kFailedPrecondition,
                  v1::ERROR_REASON_ALREADY_APPEALED);
  EXPECT_EQ(AllowedIn(twice),
            "appeal add_note attach correct_timeline excuse_breach");
}

TEST(MovesTest, EveryAllowedOrderIsOneThatTheTableTakes) {
  v1::Ticket ticket;
  for (const v1::TicketKind kind :
       {v1::TICKET_KIND_REPAIR, v1::TICKET_KIND_CLEANING,
        v1::TICKET_KIND_SECURITY, v1::TICKET_KIND_SERVICE}) {
    ticket.set_kind(kind);
    for (int state = v1::TICKET_STATE_REPORTED;
         state <= v1::TICKET_STATE_FALSE_ALARM; ++state) {
      ticket.set_state(static_cast<v1::TicketState>(state));
      std::vector<std::string> want;
      const auto* const orders = v1::Command::descriptor();
      for (int i = 0; i < orders->field_count(); ++i) {
        const auto order =
            static_cast<v1::Command::OrderCase>(orders->field(i)->number());
        const Move* const move = FindMove(kind, order);
        if (move != nullptr && move->from.Contains(ticket.state())) {
          want.push_back(orders->field(i)->name());
        }
      }
      EXPECT_EQ(AllowedOrders(ticket), want) << StateName(ticket.state());
    }
  }
}

TEST(MovesTest, AllowsWhatSomeOrderDoes) {
  v1::Ticket ticket;
  ticket.set_state(v1::TICKET_STATE_COMPLETED);
  EXPECT_TRUE(MoveAllowed(ticket, v1::TICKET_STATE_IN_PROGRESS));
  EXPECT_FALSE(MoveAllowed(ticket, v1::TICKET_STATE_ACCEPTED));
  ticket.set_state(v1::TICKET_STATE_DUPLICATE);
  ticket.set_previous_state(v1::TICKET_STATE_ON_SITE);
  EXPECT_TRUE(MoveAllowed(ticket, v1::TICKET_STATE_ON_SITE));
  EXPECT_FALSE(MoveAllowed(ticket, v1::TICKET_STATE_ACCEPTED));
  // By an appeal.
  EXPECT_TRUE(MoveAllowed(ticket, v1::TICKET_STATE_REPORTED));
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
