// Random lives of a ticket, native and imported: whatever is accepted, the fold
// keeps its invariants. RapidCheck prints the seed of a failure.

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "engine/core/decide.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/moves.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

// Every order that tickets of `kind` take.
std::vector<std::string> OrderNames(v1::TicketKind kind) {
  std::vector<std::string> names;
  const auto* const orders =
      v1::Command::descriptor()->FindOneofByName("order");
  for (int i = 0; i < orders->field_count(); ++i) {
    const auto order =
        static_cast<v1::Command::OrderCase>(orders->field(i)->number());
    if (FindMove(kind, order) != nullptr) {
      names.push_back(orders->field(i)->name());
    }
  }
  return names;
}

// By whom the work can always go on: everyone at once.
v1::Command ByAnyone(v1::Command command) {
  v1::Actor& actor = *command.mutable_actor();
  actor.clear_roles();
  for (const v1::Role role : {v1::ROLE_REQUESTER, v1::ROLE_DESK,
                              v1::ROLE_SUPERVISOR, v1::ROLE_TECHNICIAN}) {
    actor.add_roles(role);
  }
  return command;
}

v1::Command RandomHistory() {
  const auto state = *rc::gen::elementOf(RepairStates());
  std::string move;
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      move = "hold { reason: HOLD_REASON_AWAIT_PARTS }";
      break;
    case 1:
      move = "unknown_state: '-100'";
      break;
    default:
      move = "state { state: " + v1::TicketState_Name(state);
      if (state == v1::TICKET_STATE_WITHDRAWN) {
        move += " closure_code: CLOSURE_CODE_WITHDRAWN";
      } else if (state == v1::TICKET_STATE_DUPLICATE) {
        move += " closure_code: CLOSURE_CODE_DUPLICATE";
      } else if (IsTerminal(state)) {
        move += " closure_code: CLOSURE_CODE_FIXED";
      }
      move += " }";
  }
  return History(move + " assignee { party: '" +
                 *rc::gen::element<std::string>("", "a", "wuye-1") + "' }");
}

bool Holdable(v1::TicketState state) {
  return state == v1::TICKET_STATE_ACKNOWLEDGED ||
         state == v1::TICKET_STATE_ON_SITE ||
         state == v1::TICKET_STATE_IN_PROGRESS;
}

void CheckInvariants(const v1::Ticket& ticket, size_t events) {
  RC_ASSERT(ticket.version() == events);
  RC_ASSERT(ticket.state() != v1::TICKET_STATE_UNSPECIFIED);
  RC_ASSERT(IsTerminal(ticket.state()) ==
            (ticket.closure_code() != v1::CLOSURE_CODE_UNSPECIFIED));
  RC_ASSERT(!ticket.has_hold() || ticket.state() < v1::TICKET_STATE_COMPLETED);
  RC_ASSERT(ticket.imported() || !ticket.has_hold() ||
            Holdable(ticket.state()));
  RC_ASSERT(!ticket.offered() || ticket.state() == v1::TICKET_STATE_ACCEPTED);
  RC_ASSERT(ticket.cycle() == ticket.tallies().reopens() + 1);
}

// Lives `steps` random orders; imports some of them if `imported`.
void Live(int steps, bool imported) {
  Scene scene = imported ? GivenImported(PathTo(v1::TICKET_STATE_REPORTED))
                         : Given(PathTo(v1::TICKET_STATE_REPORTED));
  scene.And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2");
  const std::vector<std::string> orders = OrderNames(v1::TICKET_KIND_REPAIR);
  size_t events = 1;
  for (int step = 0; step < steps; ++step) {
    const bool history = imported && *rc::gen::arbitrary<bool>();
    const v1::Command command =
        history ? RandomHistory()
                : ByAnyone(SampleOrder(*rc::gen::elementOf(orders)));
    const Outcome outcome = scene.When(command);
    RC_ASSERT(!history || outcome.events().ok());
    if (!outcome.events().ok()) continue;
    events += outcome.events()->size();
    CheckInvariants(outcome.ticket(), events);
    scene.Become(outcome.ticket());
  }
}

TEST(LifecyclePropertyTest, NativeLivesKeepTheInvariants) {
  EXPECT_TRUE(rc::check("native lives", [] { Live(200, false); }));
}

TEST(LifecyclePropertyTest, ImportedLivesKeepTheInvariants) {
  EXPECT_TRUE(rc::check("imported lives", [] { Live(100, true); }));
}

}  // namespace
}  // namespace workledger
