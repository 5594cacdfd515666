// Random lives of a ticket, native and imported: whatever is accepted, the fold
// keeps its invariants. RapidCheck prints the seed of a failure.

#include <rapidcheck.h>

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/shared_timers.h"
#include "engine/core/lifecycle/timers.h"
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

// Whether tickets of the kind know the state at all.
bool InMachine(v1::TicketKind kind, v1::TicketState state) {
  return state >= v1::TICKET_STATE_REPORTED &&
         state <= v1::TICKET_STATE_DUPLICATE &&
         (kind != v1::TICKET_KIND_SERVICE || state != v1::TICKET_STATE_ON_SITE);
}

void CheckInvariants(const v1::Ticket& ticket) {
  RC_ASSERT(InMachine(ticket.kind(), ticket.state()));
  RC_ASSERT(IsTerminal(ticket.state()) ==
            (ticket.closure_code() != v1::CLOSURE_CODE_UNSPECIFIED));
  RC_ASSERT(!ticket.has_hold() || ticket.state() < v1::TICKET_STATE_COMPLETED);
  RC_ASSERT(ticket.imported() || !ticket.has_hold() ||
            Holdable(ticket.state()));
  RC_ASSERT(!ticket.offered() || ticket.state() == v1::TICKET_STATE_ACCEPTED);
  RC_ASSERT(ticket.cycle() == ticket.tallies().reopens() + 1);
  RC_ASSERT(FindTimer(ticket, v1::TIMER_KIND_HOLD_EXPIRY) == nullptr ||
            ticket.has_hold());
  RC_ASSERT(FindTimer(ticket, v1::TIMER_KIND_DEEMED_ACCEPTANCE) == nullptr ||
            ticket.state() == v1::TICKET_STATE_COMPLETED);
}

// An order led where its row says.
void CheckMove(const v1::Ticket& before, const v1::Ticket& after,
               v1::Command::OrderCase order) {
  const Move* const move = FindMove(before.kind(), order);
  RC_ASSERT(move != nullptr);
  RC_ASSERT(move->from.Contains(before.state()));
  if (order == v1::Command::kUnlinkDuplicate) {
    RC_ASSERT(after.state() == StateBeforeDuplicate(before));
  } else {
    RC_ASSERT(after.state() ==
              (move->to == kStays ? before.state() : move->to));
  }
  // The one child that there may be stays open.
  RC_ASSERT(order != v1::Command::kComplete || before.children().empty());
}

struct Firing {
  v1::TimerKind kind;
  FireTimerFunction fire;
};

constexpr Firing kFirings[] = {
    {v1::TIMER_KIND_HOLD_EXPIRY, FireHoldExpiry},
    {v1::TIMER_KIND_DEEMED_ACCEPTANCE, FireDeemedAcceptance},
    {v1::TIMER_KIND_LOOK_BACK, FireLookBack}};

// The records of one ticket, so that it can be folded anew.
class Records {
 public:
  void Add(const v1::Command& command, const Outcome& outcome) {
    for (const v1::Event& event : *outcome.events()) {
      v1::Record& record = records_.emplace_back();
      record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
      record.mutable_stream()->set_key("t-1");
      record.set_version(records_.size());
      record.set_position(records_.size());
      *record.mutable_occur_time() = ToTimestamp(kNow);
      *record.mutable_actor() = command.actor();
      if (command.has_provenance()) {
        *record.mutable_provenance() = command.provenance();
      }
      events_.push_back(event);
    }
  }

  // Folds them all, storing and loading the fold after each.
  std::string Fold() const {
    std::string row;
    for (size_t i = 0; i < records_.size(); ++i) {
      v1::Fold fold;
      RC_ASSERT(fold.ParseFromString(row));
      EvolveFold(fold, records_[i], events_[i]);
      RC_ASSERT(VersionOf(fold) == i + 1);
      row = fold.SerializeAsString();
    }
    v1::Fold fold;
    RC_ASSERT(fold.ParseFromString(row));
    return fold.ticket().SerializeAsString();
  }

 private:
  std::vector<v1::Record> records_;
  std::vector<v1::Event> events_;
};

// Most are allowed in the ticket's state, and few end it early, so that lives
// get long.
v1::Command RandomOrder(const v1::Ticket& ticket) {
  const bool any = *rc::gen::inRange(0, 4) == 0;
  std::vector<std::string> names;
  for (const std::string& name : OrderNames(ticket.kind())) {
    const auto order = static_cast<v1::Command::OrderCase>(
        v1::Command::descriptor()->FindFieldByName(name)->number());
    if (any || FindMove(ticket.kind(), order)->from.Contains(ticket.state())) {
      names.push_back(name);
    }
  }
  v1::Command command = SampleOrder(*rc::gen::elementOf(names));
  // Nothing leads back from the first two, and the child never ends.
  const bool rare =
      command.has_withdraw() || command.has_reject() || command.has_add_child();
  if (rare && *rc::gen::inRange(0, 50) != 0) command = SampleOrder("add_note");
  if (command.has_hold() && *rc::gen::arbitrary<bool>()) {
    *command.mutable_hold()->mutable_until_time() =
        ToTimestamp(kNow + absl::Hours(1));
  }
  return ByAnyone(std::move(command));
}

// Beside an open ticket, where a calendar sets deadlines.
Scene Surroundings(bool imported) {
  Scene scene = imported ? GivenImported({}) : Given({});
  scene.And(PathTo(v1::TICKET_STATE_ACCEPTED), "t-2")
      .Keep("calendar { code: 'c' weekdays: 1 weekdays: 5 }")
      .Keep("location { code: 'north' calendar: 'c' }")
      .Keep("location { code: 'north/2/201' }");
  return scene;
}

struct Life {
  v1::TicketKind kind;
  bool imported = false;
};

// Lives `steps` random orders, with timers that fire in between.
void Live(Life life, int steps) {
  Scene scene = Surroundings(life.imported);
  Records records;
  const auto take = [&](const v1::Command& command, const Outcome& outcome) {
    records.Add(command, outcome);
    CheckInvariants(outcome.ticket());
    scene.Become(outcome.ticket());
  };
  v1::Command first = SampleOrder("report");
  first.mutable_report()->set_kind(life.kind);
  if (life.imported) first = History("report {}");
  take(first, scene.When(first));
  for (int step = 0; step < steps; ++step) {
    const Firing& firing = *rc::gen::elementOf(
        std::vector<Firing>(std::begin(kFirings), std::end(kFirings)));
    if (*rc::gen::inRange(0, 8) == 0 &&
        FindTimer(scene.ticket(), firing.kind) != nullptr) {
      v1::Command timer;
      *timer.mutable_actor() = System();
      take(timer, scene.WhenFires(firing.fire, firing.kind));
      continue;
    }
    const bool history = life.imported && *rc::gen::arbitrary<bool>();
    const v1::Command command =
        history ? RandomHistory() : RandomOrder(scene.ticket());
    const Outcome outcome = scene.When(command);
    RC_ASSERT(!history || outcome.events().ok());
    if (!outcome.events().ok()) continue;
    if (!history) {
      CheckMove(scene.ticket(), outcome.ticket(), command.order_case());
    }
    take(command, outcome);
  }
  RC_TAG(StateName(scene.ticket().state()));
  RC_ASSERT(records.Fold() == scene.ticket().SerializeAsString());
}

TEST(LifecyclePropertyTest, RepairsKeepTheInvariants) {
  EXPECT_TRUE(
      rc::check("repairs", [] { Live({v1::TICKET_KIND_REPAIR}, 200); }));
}

TEST(LifecyclePropertyTest, ServicesKeepTheInvariants) {
  EXPECT_TRUE(
      rc::check("services", [] { Live({v1::TICKET_KIND_SERVICE}, 200); }));
}

TEST(LifecyclePropertyTest, ImportedLivesKeepTheInvariants) {
  EXPECT_TRUE(rc::check("imported lives", [] {
    Live({.kind = v1::TICKET_KIND_REPAIR, .imported = true}, 100);
  }));
}

}  // namespace
}  // namespace workledger
