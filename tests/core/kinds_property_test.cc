// Random lives of cleaning tasks and incidents, with their children, their
// duplicates, their alarms and their timers: whatever is accepted, no path
// leaves the state machine. RapidCheck prints the seed of a failure.

#include <rapidcheck.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/timers.h"
#include "gtest/gtest.h"
#include "tests/core/alarm_scene.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

// What the two kinds take: orders in text format, in the order of a life.
const std::vector<std::string>& CleaningOrders() {
  static const std::vector<std::string> orders = {
      "dispatch { party: 'wuye-1' }",
      "release {}",
      "reassign { party: 'wuye-2' reason: 'ill' }",
      "start_work { evidence_level: EVIDENCE_LEVEL_QR_CODE }",
      "record_step { step: 'sweep' }",
      "record_step { step: 'polish' }",
      "hold { reason: HOLD_REASON_AREA_OCCUPIED }",
      "resume {}",
      "raise_repair { title: 'tap' category: 'c' priority: PRIORITY_P3 }",
      "finish {}",
      "inspect { passed: true }",
      "inspect {}",
      "contest { reason: 'rain' }",
      "decide_contest { upheld: true reason: 'no rain' }",
      "order_rectification { due_time { seconds: 1893456000 } points: 2 "
      "reason: 'dust' }",
      "submit_rectification {}",
      "recheck { passed: true }",
      "recheck { due_time { seconds: 1893456000 } }",
      "close { closure_code: CLOSURE_CODE_NOT_INSPECTED }",
      "close { closure_code: CLOSURE_CODE_FIXED }",
      "skip { reason: 'a meeting' }",
      "withdraw { reason: 'clean already' }",
      "convert_to_project { project: 'p-1' }"};
  return orders;
}

const std::vector<std::string>& IncidentOrders() {
  static const std::vector<std::string> orders = {
      "verify { method: VERIFY_METHOD_VIDEO }",
      "confirm { incident_class: 'fire' level: INCIDENT_LEVEL_II }",
      "dismiss_false { cause: FALSE_ALARM_CAUSE_TEST reason: 'a test' }",
      "reclassify { incident_class: 'fire' level: INCIDENT_LEVEL_III reason: "
      "'small' }",
      "dispatch_guards { party: 'wuye-1' headcount: 2 }",
      "request_reinforcement { headcount: 2 reason: 'many' }",
      "record_arrival {}",
      "contain {}",
      "hand_over { agency: AGENCY_FIRE receipt: '119-7' }",
      "resolve { result: CLOSURE_CODE_FIXED }",
      "report_up { stage: REPORT_STAGE_FIRST recipient: 'bureau' }",
      "submit_report { cause_code: 'wire' }",
      "hold { reason: HOLD_REASON_THIRD_PARTY }",
      "resume {}",
      "close { closure_code: CLOSURE_CODE_FIXED }",
      "reopen { reason: 'again' }",
      "unlink_duplicate { reason: 'another' }"};
  return orders;
}

// Orders to tickets of every kind, and those that end a child.
const std::vector<std::string>& SharedOrders() {
  static const std::vector<std::string> orders = {
      "set_priority { priority: PRIORITY_P1 reason: 'r' }",
      "add_note { text { clear: 'n' } }",
      "urge { reason: 'r' }",
      "supervise { reason: 'r' }",
      "request_approval { subject: APPROVAL_SUBJECT_HOLD }",
      "grant_approval { subject: APPROVAL_SUBJECT_HOLD }",
      "withdraw { reason: 'r' }",
      "schedule_look_back { due_time { seconds: 1893456000 } }"};
  return orders;
}

constexpr char kFirstZone[] = "east/b1";
constexpr char kSecondZone[] = "east/b2";

bool Of(v1::TicketState state, v1::TicketState first, v1::TicketState last) {
  return state >= first && state <= last;
}

// Whether tickets of the kind know the state at all.
bool InMachine(v1::TicketKind kind, v1::TicketState state) {
  const bool shared =
      state == v1::TICKET_STATE_CLOSED || state == v1::TICKET_STATE_DUPLICATE;
  if (kind == v1::TICKET_KIND_SECURITY) {
    return shared ||
           Of(state, v1::TICKET_STATE_ALARMED, v1::TICKET_STATE_FALSE_ALARM);
  }
  if (kind == v1::TICKET_KIND_CLEANING) {
    return shared || state == v1::TICKET_STATE_REPORTED ||
           state == v1::TICKET_STATE_IN_PROGRESS ||
           state == v1::TICKET_STATE_WITHDRAWN ||
           Of(state, v1::TICKET_STATE_PLANNED, v1::TICKET_STATE_SKIPPED);
  }
  return Of(state, v1::TICKET_STATE_REPORTED, v1::TICKET_STATE_DUPLICATE);
}

void CheckTicket(const v1::Ticket& ticket) {
  RC_ASSERT(InMachine(ticket.kind(), ticket.state()));
  RC_ASSERT(IsTerminal(ticket.state()) ==
            (ticket.closure_code() != v1::CLOSURE_CODE_UNSPECIFIED));
  RC_ASSERT(!ticket.has_hold() || !IsTerminal(ticket.state()));
  RC_ASSERT((ticket.state() == v1::TICKET_STATE_DUPLICATE) ==
            !ticket.master().empty());
  RC_ASSERT(ticket.cycle() == ticket.tallies().reopens() + 1);
  RC_ASSERT(FindTimer(ticket, v1::TIMER_KIND_HOLD_EXPIRY) == nullptr ||
            ticket.has_hold());
  RC_ASSERT(FindTimer(ticket, v1::TIMER_KIND_MISSED) == nullptr ||
            ticket.state() == v1::TICKET_STATE_PLANNED ||
            ticket.state() == v1::TICKET_STATE_ASSIGNED);
  RC_ASSERT(FindTimer(ticket, v1::TIMER_KIND_ON_CALL) == nullptr ||
            ticket.state() == v1::TICKET_STATE_ALARMED);
}

// A ledger with tickets of one kind, and what is done to them at random.
class Life {
 public:
  explicit Life(const std::vector<std::string_view>& items) : scene_(items) {}

  AlarmScene& scene() { return scene_; }

  void Give(v1::Command command) {
    command.set_request_id(absl::StrCat("r-", ++requests_));
    const std::string id = command.ticket();
    const v1::Ticket before = scene_.Ticket(id);
    std::vector<v1::Ticket> all = scene_.Tickets();
    const auto given = scene_.Give(command);
    if (!given.ok()) {
      // A refusal leaves nothing behind.
      RC_ASSERT(Texts(all) == Texts(scene_.Tickets()));
      return;
    }
    const v1::Ticket& after = scene_.Ticket(id);
    CheckVersions(*given, id, before, after);
    if (!command.has_record_signals() && before.version() > 0) {
      CheckMove(command, before, after);
    }
    CheckAll();
  }

  // Fires the first timer that is set, at its time; whether there was one.
  bool FireFirst() {
    StreamName stream;
    v1::Timer first;
    for (const auto& [name, timer] : scene_.Timers()) {
      if (first.kind() != v1::TIMER_KIND_UNSPECIFIED &&
          CompareTimestamps(first.due_time(), timer.due_time()) <= 0) {
        continue;
      }
      stream = name;
      first = timer;
    }
    if (first.kind() == v1::TIMER_KIND_UNSPECIFIED) return false;
    scene_.Later(std::max(FromTimestamp(first.due_time()) - scene_.now(),
                          absl::ZeroDuration()));
    v1::Command command;
    command.set_request_id(absl::StrCat("f-", ++requests_));
    *command.mutable_actor() = System();
    v1::FireTimer& order = *command.mutable_fire_timer();
    order.mutable_stream()->set_kind(stream.first);
    order.mutable_stream()->set_key(stream.second);
    *order.mutable_timer() = first;
    const auto fired = scene_.Decide(command);
    RC_ASSERT(fired.ok());
    // It is set no more, so that it fires once.
    RC_ASSERT(!fired->empty());
    const auto again = scene_.Decide(command);
    RC_ASSERT(again.ok());
    RC_ASSERT(again->empty());
    CheckAll();
    return true;
  }

 private:
  static std::string Texts(const std::vector<v1::Ticket>& tickets) {
    std::string texts;
    for (const v1::Ticket& ticket : tickets) texts += ticket.DebugString();
    return texts;
  }

  // Each event of the ticket is one version of it.
  static void CheckVersions(const Streams& streams, const std::string& id,
                            const v1::Ticket& before, const v1::Ticket& after) {
    uint64_t events = 0;
    for (const StreamEvents& stream : streams) {
      RC_ASSERT(!stream.events.empty());
      if (stream.stream.kind() == v1::STREAM_KIND_TICKET &&
          stream.stream.key() == id) {
        events += stream.events.size();
      }
    }
    RC_ASSERT(after.version() == before.version() + events);
  }

  // An order led where its row says.
  void CheckMove(const v1::Command& command, const v1::Ticket& before,
                 const v1::Ticket& after) {
    const Move* const move = FindMove(before.kind(), command.order_case());
    RC_ASSERT(move != nullptr);
    RC_ASSERT(move->from.Contains(before.state()));
    RC_ASSERT(move->to == kStays || after.state() == move->to ||
              // Who scores or checks says where it leads.
              command.has_inspect() || command.has_recheck() ||
              // The first of two only proposes.
              command.has_dismiss_false());
    const bool ends =
        command.has_complete() ||
        (command.has_close() && before.kind() == v1::TICKET_KIND_SECURITY);
    for (const std::string& child : before.children()) {
      RC_ASSERT(!ends || IsTerminal(scene_.Ticket(child).state()));
    }
  }

  void CheckAll() {
    std::set<std::string> keys;
    for (const v1::Ticket& ticket : scene_.Tickets()) {
      CheckTicket(ticket);
      for (const std::string& child : ticket.children()) {
        RC_ASSERT(scene_.Ticket(child).parent() == ticket.ticket());
      }
      const std::string& alarm = ticket.incident().alarm();
      if (alarm.empty() || IsTerminal(ticket.state())) continue;
      // A key has one open incident, and it is the one that signals go to.
      RC_ASSERT(keys.insert(alarm).second);
      RC_ASSERT(scene_.Alarm(alarm).incident() == ticket.ticket());
    }
  }

  AlarmScene scene_;
  int requests_ = 0;
};

// Anyone who may: every role at once, and the party that has the work.
v1::Command ByAnyone(const v1::Ticket& ticket, std::string_view order) {
  v1::Command command = Order(order, Desk());
  for (const v1::Role role :
       {v1::ROLE_SUPERVISOR, v1::ROLE_INSPECTOR, v1::ROLE_DUTY_OFFICER,
        v1::ROLE_LEADER, v1::ROLE_REQUESTER}) {
    command.mutable_actor()->add_roles(role);
  }
  // Three persons, so that some may judge what others did.
  command.mutable_actor()->set_principal(
      *rc::gen::element<std::string>("a", "b", "c"));
  if (*rc::gen::arbitrary<bool>()) {
    command.mutable_actor()->set_party(ticket.assignee().party());
  }
  command.set_ticket(ticket.ticket());
  return command;
}

// Most are allowed in the ticket's state, so that lives get long.
v1::Command RandomOrder(const v1::Ticket& ticket) {
  std::vector<std::string> orders = SharedOrders();
  const auto& own = ticket.kind() == v1::TICKET_KIND_SECURITY
                        ? IncidentOrders()
                        : CleaningOrders();
  const bool any = *rc::gen::inRange(0, 8) == 0;
  std::vector<v1::Command> fitting;
  for (const std::string& order : own) {
    v1::Command command = ByAnyone(ticket, order);
    const Move* const move = FindMove(ticket.kind(), command.order_case());
    if (move != nullptr && (any || move->from.Contains(ticket.state()))) {
      fitting.push_back(command);
    }
  }
  // Few orders end a life early.
  const bool rare = *rc::gen::inRange(0, 4) == 0 || fitting.empty();
  v1::Command command = rare ? ByAnyone(ticket, *rc::gen::elementOf(orders))
                             : *rc::gen::elementOf(fitting);
  const bool early = command.has_withdraw() || command.has_skip() ||
                     command.has_convert_to_project();
  if (early && *rc::gen::inRange(0, 20) != 0) {
    command = ByAnyone(ticket, "add_note { text { clear: 'n' } }");
  }
  return command;
}

// Links two tickets as duplicates, or as parent and child.
v1::Command RandomTie(const std::vector<v1::Ticket>& tickets) {
  const v1::Ticket& one = *rc::gen::elementOf(tickets);
  const v1::Ticket& other = *rc::gen::elementOf(tickets);
  return ByAnyone(one, absl::StrCat(*rc::gen::arbitrary<bool>()
                                        ? "link_duplicate { master: '"
                                        : "add_child { child: '",
                                    other.ticket(), "' }"));
}

v1::Command RandomReport(v1::TicketKind kind) {
  v1::Command command =
      Order(absl::StrCat(
                "report { channel: CHANNEL_HOTLINE location: 'east' category: "
                "'c' kind: ",
                v1::TicketKind_Name(kind), " }"),
            Desk());
  command.clear_ticket();
  return command;
}

v1::Command RandomSignal(int number) {
  v1::AlarmSignal signal = Signal(
      absl::StrCat("s-", number), *rc::gen::element<std::string>("d", "e"),
      *rc::gen::element<std::string>("fire", "door"),
      *rc::gen::element<std::string>(kFirstZone, kSecondZone));
  if (*rc::gen::inRange(0, 3) == 0) signal = AllClear(signal);
  return Signals({signal});
}

v1::Command RandomTask(const AlarmScene& scene, int number) {
  v1::Command command = Order("plan_task {}", Desk());
  command.set_ticket(absl::StrCat("task-", number));
  v1::PlanTask& task = *command.mutable_plan_task();
  task.set_title("lobby");
  task.set_category("c");
  task.set_location("east");
  if (*rc::gen::arbitrary<bool>()) {
    task.mutable_assignee()->set_party("wuye-1");
  }
  *task.mutable_window_start_time() = ToTimestamp(scene.now() + absl::Hours(1));
  *task.mutable_window_end_time() = ToTimestamp(scene.now() + absl::Hours(4));
  return command;
}

const std::vector<std::string_view>& Items() {
  static const std::vector<std::string_view> items = {
      "category { code: 'c' procedure: 'p' }",
      "procedure { code: 'p' steps { code: 'sweep' mandatory: true } steps { "
      "code: 'polish' } }",
      "alarm_rule { code: 'fire' life_safety: true roster: 'night' "
      "acknowledge_limit { seconds: 180 } inhibitors: 'door' }",
      "alarm_rule { code: 'door' group_wait { seconds: 30 } }"};
  return items;
}

// Lives `steps` random steps of tickets of one kind.
void Live(v1::TicketKind kind, int steps) {
  Life life(Items());
  for (int step = 0; step < steps; ++step) {
    const std::vector<v1::Ticket> tickets = life.scene().Tickets();
    const int choice = *rc::gen::inRange(0, 40);
    if (tickets.size() < 2 || (choice == 0 && tickets.size() < 4)) {
      if (kind == v1::TICKET_KIND_CLEANING && *rc::gen::arbitrary<bool>()) {
        life.Give(RandomTask(life.scene(), step));
      } else {
        life.Give(RandomReport(kind));
      }
    } else if (choice < 4 && kind == v1::TICKET_KIND_SECURITY) {
      life.Give(RandomSignal(step));
    } else if (choice == 4) {
      life.Give(RandomTie(tickets));
    } else if (choice == 5) {
      life.FireFirst();
    } else if (choice == 6) {
      life.scene().Later(absl::Minutes(*rc::gen::inRange(0, 60)));
    } else {
      life.Give(RandomOrder(*rc::gen::elementOf(tickets)));
    }
  }
  RC_TAG(StateName(life.scene().Tickets().front().state()));
}

TEST(KindsPropertyTest, CleaningKeepsTheInvariants) {
  EXPECT_TRUE(
      rc::check("cleaning", [] { Live(v1::TICKET_KIND_CLEANING, 80); }));
}

TEST(KindsPropertyTest, IncidentsKeepTheInvariants) {
  EXPECT_TRUE(
      rc::check("incidents", [] { Live(v1::TICKET_KIND_SECURITY, 80); }));
}

}  // namespace
}  // namespace workledger
