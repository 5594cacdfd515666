// The orders that tickets of every kind take, in every state of each of the
// four kinds.

#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/moves_table.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

// See moves_table.h. A duplicate was REPORTED before, so it returns there.
constexpr char kRepairStates[] = R"(
order              REP ACC DIS ACK ONS INP COM VER CLO REJ WIT DUP
withdraw           WIT WIT WIT WIT WIT  -   -   -   -   -   -   -
link_duplicate     DUP DUP DUP DUP DUP DUP  -   -   -   -   -   -
unlink_duplicate    -   -   -   -   -   -   -   -   -   -   -  REP
record_callback     -   -   -   -   -   -   -   =   =   -   -   -
rate_service        -   -   -   -   -   -   -   =   =   -   -   -
schedule_look_back  -   -   -   -   -   -   -   -   =   -   -   -
convert_to_project CLO CLO CLO CLO CLO CLO CLO CLO  -   -   -   -
set_priority        =   =   =   =   =   =   =   =   -   -   -   -
add_note            =   =   =   =   =   =   =   =   =   =   =   =
attach              =   =   =   =   =   =   =   =   =   =   =   =
add_child           =   =   =   =   =   =   -   -   -   -   -   -
urge                =   =   =   =   =   =   =   =   -   -   -   -
supervise           =   =   =   =   =   =   =   =   -   -   -   -
request_extension   =   =   =   =   =   =   -   -   -   -   -   -
grant_extension     =   =   =   =   =   =   -   -   -   -   -   -
refuse_extension    =   =   =   =   =   =   -   -   -   -   -   -
request_approval    =   =   =   =   =   =   -   -   -   -   -   -
grant_approval      =   =   =   =   =   =   -   -   -   -   -   -
refuse_approval     =   =   =   =   =   =   -   -   -   -   -   -
correct_timeline    =   =   =   =   =   =   =   =   =   =   =   =
excuse_breach       =   =   =   =   =   =   =   =   =   =   =   =
migrate_policy      =   =   =   =   =   =   =   =   -   -   -   -
record_look_back    -   -   -   -   -   -   -   -   =   -   -   -
record_step         -   -   -   =   =   =   -   -   -   -   -   -
)";

constexpr char kServiceStates[] = R"(
order              REP ACC DIS ACK INP COM VER CLO REJ WIT DUP
withdraw           WIT WIT WIT WIT  -   -   -   -   -   -   -
link_duplicate     DUP DUP DUP DUP DUP  -   -   -   -   -   -
unlink_duplicate    -   -   -   -   -   -   -   -   -   -  REP
record_callback     -   -   -   -   -   -   =   =   -   -   -
rate_service        -   -   -   -   -   -   =   =   -   -   -
schedule_look_back  -   -   -   -   -   -   -   =   -   -   -
convert_to_project CLO CLO CLO CLO CLO CLO CLO  -   -   -   -
set_priority        =   =   =   =   =   =   =   -   -   -   -
add_note            =   =   =   =   =   =   =   =   =   =   =
attach              =   =   =   =   =   =   =   =   =   =   =
add_child           =   =   =   =   =   -   -   -   -   -   -
urge                =   =   =   =   =   =   =   -   -   -   -
supervise           =   =   =   =   =   =   =   -   -   -   -
request_extension   =   =   =   =   =   -   -   -   -   -   -
grant_extension     =   =   =   =   =   -   -   -   -   -   -
refuse_extension    =   =   =   =   =   -   -   -   -   -   -
request_approval    =   =   =   =   =   -   -   -   -   -   -
grant_approval      =   =   =   =   =   -   -   -   -   -   -
refuse_approval     =   =   =   =   =   -   -   -   -   -   -
correct_timeline    =   =   =   =   =   =   =   =   =   =   =
excuse_breach       =   =   =   =   =   =   =   =   =   =   =
migrate_policy      =   =   =   =   =   =   =   -   -   -   -
record_look_back    -   -   -   -   -   -   -   =   -   -   -
record_step         -   -   -   =   =   -   -   -   -   -   -
)";

constexpr char kCleaningStates[] = R"(
order              REP PLA ASS INP DON PAS FAI RCT RCK MIS SKI CLO WIT DUP
withdraw           WIT  -  WIT  -   -   -   -   -   -   -   -   -   -   -
link_duplicate     DUP  -  DUP DUP  -   -   -   -   -   -   -   -   -   -
unlink_duplicate    -   -   -   -   -   -   -   -   -   -   -   -   -  REP
record_callback     -   -   -   -   -   =   -   -   -   -   -   =   -   -
rate_service        -   -   -   -   -   =   -   -   -   -   -   =   -   -
schedule_look_back  -   -   -   -   -   -   -   -   -   -   -   =   -   -
convert_to_project CLO CLO CLO CLO CLO CLO CLO CLO CLO  -   -   -   -   -
set_priority        =   =   =   =   =   =   =   =   =   -   -   -   -   -
add_note            =   =   =   =   =   =   =   =   =   =   =   =   =   =
attach              =   =   =   =   =   =   =   =   =   =   =   =   =   =
add_child           =   =   =   =   -   -   =   =   =   -   -   -   -   -
urge                =   =   =   =   =   =   =   =   =   -   -   -   -   -
supervise           =   =   =   =   =   =   =   =   =   -   -   -   -   -
request_extension   =   =   =   =   -   -   =   =   =   -   -   -   -   -
grant_extension     =   =   =   =   -   -   =   =   =   -   -   -   -   -
refuse_extension    =   =   =   =   -   -   =   =   =   -   -   -   -   -
request_approval    =   =   =   =   -   -   =   =   =   -   -   -   -   -
grant_approval      =   =   =   =   -   -   =   =   =   -   -   -   -   -
refuse_approval     =   =   =   =   -   -   =   =   =   -   -   -   -   -
correct_timeline    =   =   =   =   =   =   =   =   =   =   =   =   =   =
excuse_breach       =   =   =   =   =   =   =   =   =   =   =   =   =   =
migrate_policy      =   =   =   =   =   =   =   =   =   -   -   -   -   -
record_look_back    -   -   -   -   -   -   -   -   -   -   -   =   -   -
record_step         -   -   =   =   -   -   -   -   -   -   -   -   -   -
)";

constexpr char kSecurityStates[] = R"(
order              ALA VFY CON RES SCE CNT HAN RSV REV FAL CLO DUP
withdraw            -   -   -   -   -   -   -   -   -   -   -   -
link_duplicate     DUP DUP DUP DUP DUP DUP DUP  -   -   -   -   -
unlink_duplicate    -   -   -   -   -   -   -   -   -   -   -  REP
record_callback     -   -   -   -   -   -   -   -   -   -   =   -
rate_service        -   -   -   -   -   -   -   -   -   -   =   -
schedule_look_back  -   -   -   -   -   -   -   -   -   -   =   -
convert_to_project  -   -   -   -   -   -   -   -   -   -   -   -
set_priority        =   =   =   =   =   =   =   =   =   -   -   -
add_note            =   =   =   =   =   =   =   =   =   =   =   =
attach              =   =   =   =   =   =   =   =   =   =   =   =
add_child           =   =   =   =   =   =   =   =   =   -   -   -
urge                =   =   =   =   =   =   =   =   =   -   -   -
supervise           =   =   =   =   =   =   =   =   =   -   -   -
request_extension   =   =   =   =   =   =   =   =   =   -   -   -
grant_extension     =   =   =   =   =   =   =   =   =   -   -   -
refuse_extension    =   =   =   =   =   =   =   =   =   -   -   -
request_approval    =   =   =   =   =   =   =   =   =   -   -   -
grant_approval      =   =   =   =   =   =   =   =   =   -   -   -
refuse_approval     =   =   =   =   =   =   =   =   =   -   -   -
correct_timeline    =   =   =   =   =   =   =   =   =   =   =   =
excuse_breach       =   =   =   =   =   =   =   =   =   =   =   =
migrate_policy      =   =   =   =   =   =   =   =   =   -   -   -
record_look_back    -   -   -   -   -   -   -   -   -   -   =   -
record_step         -   -   -   -   -   -   -   -   -   -   -   -
)";

// A ticket of the kind with a checklist and a party, brought to the state by
// hand: what is tried here depends on the kind and the state alone.
Scene GivenAnyState(v1::TicketKind kind, v1::TicketState state,
                    std::string_view order) {
  std::vector<v1::Event> reported = PathTo(v1::TICKET_STATE_REPORTED);
  reported[0].mutable_ticket_reported()->set_kind(kind);
  Scene scene = Given(reported);
  scene
      .And(Happened(
          "ticket_accepted { procedure: 'p' pinned_steps { step: 's1' } }"))
      .And(PathTo(v1::TICKET_STATE_DISPATCHED).back());
  if (kind == v1::TICKET_KIND_CLEANING) {
    scene.And(Happened(
        "work_started { procedure: 'p' pinned_steps { step: 's1' } }"));
  }
  scene
      .And(Happened("state_recorded { state: " + v1::TicketState_Name(state) +
                    " }"))
      .And(reported, "t-2");
  if (order == "grant_extension" || order == "refuse_extension") {
    scene.And(Happened("extension_requested { due_time { seconds: 9 } }"));
  } else if (order == "grant_approval" || order == "refuse_approval") {
    scene.And(
        Happened("approval_requested { subject: APPROVAL_SUBJECT_HOT_WORK }"));
  } else if (order == "excuse_breach") {
    scene
        .And(Happened("clocks_started { clocks { terms { clock { metric: "
                      "METRIC_RESOLUTION party: CLOCK_PARTY_SLA cycle: 1 } } "
                      "} }"))
        .And(Happened("sla_breached { clock { metric: METRIC_RESOLUTION "
                      "party: CLOCK_PARTY_SLA cycle: 1 } }"));
  } else if (order == "migrate_policy") {
    scene.Keep("policy { code: 'p-1' calendar: 'biz' }");
  }
  return scene;
}

template <v1::TicketKind kKind>
Scene GivenOf(v1::TicketState state, std::string_view order) {
  return GivenAnyState(kKind, state, order);
}

constexpr MovesTable kTables[] = {
    {v1::TICKET_KIND_REPAIR, kRepairStates, GivenOf<v1::TICKET_KIND_REPAIR>},
    {v1::TICKET_KIND_SERVICE, kServiceStates, GivenOf<v1::TICKET_KIND_SERVICE>},
    {v1::TICKET_KIND_CLEANING, kCleaningStates,
     GivenOf<v1::TICKET_KIND_CLEANING>},
    {v1::TICKET_KIND_SECURITY, kSecurityStates,
     GivenOf<v1::TICKET_KIND_SECURITY>},
};

TEST(SharedMovesTest, EveryOrderInEveryStateOfEveryKind) {
  for (const MovesTable& table : kTables) {
    SCOPED_TRACE(v1::TicketKind_Name(table.kind));
    CheckMoves(table);
  }
}

TEST(SharedMovesTest, HaveARowForEveryOrder) {
  for (const MovesTable& table : kTables) {
    ExpectARowForEveryMove(table, SharedMoves());
  }
}

}  // namespace
}  // namespace workledger
