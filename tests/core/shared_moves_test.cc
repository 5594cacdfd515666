// The orders that tickets of every kind take, in every state there is. Where a
// kind's own table has one of them, the kind's own test tries it.

#include <string_view>

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

constexpr char kCleaningStates[] = R"(
order              PLA ASS DON PAS FAI RCT RCK MIS SKI
withdraw            -  WIT  -   -   -   -   -   -   -
link_duplicate      -  DUP  -   -   -   -   -   -   -
unlink_duplicate    -   -   -   -   -   -   -   -   -
record_callback     -   -   -   =   -   -   -   -   -
rate_service        -   -   -   =   -   -   -   -   -
schedule_look_back  -   -   -   -   -   -   -   -   -
convert_to_project CLO CLO CLO CLO CLO CLO CLO  -   -
set_priority        =   =   =   =   =   =   =   -   -
add_note            =   =   =   =   =   =   =   =   =
attach              =   =   =   =   =   =   =   =   =
add_child           =   =   -   -   =   =   =   -   -
urge                =   =   =   =   =   =   =   -   -
supervise           =   =   =   =   =   =   =   -   -
request_extension   =   =   -   -   =   =   =   -   -
grant_extension     =   =   -   -   =   =   =   -   -
refuse_extension    =   =   -   -   =   =   =   -   -
request_approval    =   =   -   -   =   =   =   -   -
grant_approval      =   =   -   -   =   =   =   -   -
refuse_approval     =   =   -   -   =   =   =   -   -
correct_timeline    =   =   =   =   =   =   =   =   =
excuse_breach       =   =   =   =   =   =   =   =   =
migrate_policy      =   =   =   =   =   =   =   -   -
record_look_back    -   -   -   -   -   -   -   -   -
record_step         -   =   -   -   -   -   -   -   -
)";

constexpr char kSecurityStates[] = R"(
order              ALA VFY CON RES SCE CNT HAN RSV REV FAL
withdraw            -   -   -   -   -   -   -   -   -   -
link_duplicate     DUP DUP DUP  -   -   -   -   -   -   -
unlink_duplicate    -   -   -   -   -   -   -   -   -   -
record_callback     -   -   -   -   -   -   -   -   -   -
rate_service        -   -   -   -   -   -   -   -   -   -
schedule_look_back  -   -   -   -   -   -   -   -   -   -
convert_to_project  -   -   -   -   -   -   -   -   -   -
set_priority        =   =   =   =   =   =   =   =   =   -
add_note            =   =   =   =   =   =   =   =   =   =
attach              =   =   =   =   =   =   =   =   =   =
add_child           =   =   =   =   =   =   =   =   =   -
urge                =   =   =   =   =   =   =   =   =   -
supervise           =   =   =   =   =   =   =   =   =   -
request_extension   =   =   =   =   =   =   =   =   =   -
grant_extension     =   =   =   =   =   =   =   =   =   -
refuse_extension    =   =   =   =   =   =   =   =   =   -
request_approval    =   =   =   =   =   =   =   =   =   -
grant_approval      =   =   =   =   =   =   =   =   =   -
refuse_approval     =   =   =   =   =   =   =   =   =   -
correct_timeline    =   =   =   =   =   =   =   =   =   =
excuse_breach       =   =   =   =   =   =   =   =   =   =
migrate_policy      =   =   =   =   =   =   =   =   =   -
record_look_back    -   -   -   -   -   -   -   -   -   -
record_step         -   -   -   -   -   -   -   -   -   -
)";

// A ticket with a checklist and a party, brought to the state by hand: what is
// tried here depends on the state alone.
Scene GivenAnyState(v1::TicketState state, std::string_view order) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_REPORTED));
  scene
      .And(Happened(
          "ticket_accepted { procedure: 'p' pinned_steps { step: 's1' } }"))
      .And(PathTo(v1::TICKET_STATE_DISPATCHED).back())
      .And(Happened("state_recorded { state: " + v1::TicketState_Name(state) +
                    " }"))
      .And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2");
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

constexpr MovesTable TableOf(std::string_view rows) {
  return {v1::TICKET_KIND_REPAIR, rows, GivenAnyState};
}

TEST(SharedMovesTest, EveryOrderInEveryStateOfRepairs) {
  CheckMoves(TableOf(kRepairStates));
}

TEST(SharedMovesTest, EveryOrderInEveryStateOfCleaning) {
  CheckMoves(TableOf(kCleaningStates));
}

TEST(SharedMovesTest, EveryOrderInEveryStateOfIncidents) {
  CheckMoves(TableOf(kSecurityStates));
}

TEST(SharedMovesTest, HaveARowForEveryOrder) {
  for (const char* const rows :
       {kRepairStates, kCleaningStates, kSecurityStates}) {
    ExpectARowForEveryMove(TableOf(rows), SharedMoves());
  }
}

}  // namespace
}  // namespace workledger
