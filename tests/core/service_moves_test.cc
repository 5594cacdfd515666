// Every order to a service ticket in every state of its own.

#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/moves_table.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

// See moves_table.h.
constexpr char kTable[] = R"(
order              REP ACC DIS ACK INP COM VER CLO REJ WIT DUP
accept             ACC  -   -   -   -   -   -   -   -   -   -
reject             REJ  -   -   -   -   -   -   -   -   -   -
appeal              -   -   -   -   -   -   -   -  REP REP REP
dispatch            -  DIS  -   -   -   -   -   -   -   -   -
force_dispatch      -  DIS  -   -   -   -   -   -   -   -   -
offer_to_pool       -   =   -   -   -   -   -   -   -   -   -
claim               -  DIS  -   -   -   -   -   -   -   -   -
return              -   -  ACC  -   -   -   -   -   -   -   -
reassign            -   -  DIS DIS DIS  -   -   -   -   -   -
acknowledge         -   -  ACK  -   -   -   -   -   -   -   -
appoint             -   -   -   =   -   -   -   -   -   -   -
start_work          -   -   -  INP  -   -   -   -   -   -   -
hold                -   -   -   =   =   -   -   -   -   -   -
resume              p   p   n   n   n   -   -   -   -   -   -
contain             -   -   -   -   =   -   -   -   -   -   -
complete            -   -   -   -  COM  -   -   -   -   -   -
accept_work         -   -   -   -   -  VER  -   -   -   -   -
reject_work         -   -   -   -   -  INP  -   -   -   -   -
close               -   -   -   -   -   -  CLO  -   -   -   -
reopen              -   -   -   -   -   -  ACC ACC  -   -   -
)";

// The same over a hold.
constexpr char kHeldTable[] = R"(
order              ACK INP
withdraw           WIT  -
link_duplicate     DUP DUP
reassign           DIS DIS
appoint             +   -
start_work          h   -
hold                h   h
resume              =   =
contain             -   +
complete            -   h
convert_to_project CLO CLO
add_note            +   +
record_step         h   h
)";

// The way of a repair without its arrival, under a kind of its own.
std::vector<v1::Event> ServicePathTo(v1::TicketState state) {
  std::vector<v1::Event> path;
  for (v1::Event& event : PathTo(state)) {
    if (event.has_arrival_recorded()) continue;
    if (event.has_ticket_reported()) {
      event.mutable_ticket_reported()->set_kind(v1::TICKET_KIND_SERVICE);
    }
    path.push_back(std::move(event));
  }
  return path;
}

Scene GivenService(v1::TicketState state, std::string_view order) {
  Scene scene = Given(ServicePathTo(state));
  scene.And(ServicePathTo(v1::TICKET_STATE_ACCEPTED), "t-2");
  if (order == "claim" && state == v1::TICKET_STATE_ACCEPTED) {
    scene.And(Happened("work_offered {}"));
  }
  return scene;
}

Scene GivenHeldService(v1::TicketState state, std::string_view order) {
  return GivenService(state, order)
      .And(Happened("work_held { reason: HOLD_REASON_AWAIT_PARTS }"));
}

constexpr MovesTable kServices = {v1::TICKET_KIND_SERVICE, kTable,
                                  GivenService};

TEST(ServiceMovesTest, EveryOrderInEveryStateDoesWhatTheTableSays) {
  CheckMoves(kServices);
}

TEST(ServiceMovesTest, EveryOrderOverAHoldDoesWhatTheTableSays) {
  CheckHeldMoves({v1::TICKET_KIND_SERVICE, kHeldTable, GivenHeldService});
}

TEST(ServiceMovesTest, HasARowForEveryOrderOfServices) {
  ExpectARowForEveryMove(kServices, ServiceMoves());
}

TEST(ServiceMovesTest, NobodyArrivesBeforeAService) {
  GivenService(v1::TICKET_STATE_ACKNOWLEDGED, "")
      .When(SampleOrder("record_arrival"))
      .ThenFails(absl::StatusCode::kFailedPrecondition,
                 v1::ERROR_REASON_KIND_FORBIDS);
}

TEST(ServiceMovesTest, CompletionCountsThoseWhoCameAndNamesNoCause) {
  const Outcome outcome =
      GivenService(v1::TICKET_STATE_IN_PROGRESS, "")
          .When(Order("complete { result: CLOSURE_CODE_FIXED headcount: 32 "
                      "quantities { item: 'tea' quantity_milli: 32000 unit: "
                      "'cup' } }",
                      Technician()));
  outcome.Then({Happened(
      "work_completed { result: CLOSURE_CODE_FIXED quantities { item: 'tea' "
      "quantity_milli: 32000 unit: 'cup' } headcount: 32 }")});
  EXPECT_EQ(outcome.ticket().headcount(), 32u);
  EXPECT_EQ(outcome.ticket().done_quantities_size(), 1);
}

}  // namespace
}  // namespace workledger
