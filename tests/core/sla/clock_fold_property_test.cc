// Random lives of a ticket with clocks: however its events are folded, its
// clocks are the same to the byte, and nothing is raised twice. RapidCheck
// prints the seed of a failure.

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/sla/explain.h"
#include "engine/core/sla/holder.h"
#include "gtest/gtest.h"
#include "tests/core/calendar/random_calendar.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

constexpr std::string_view kPolicy =
    "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 1800 } } } "
    "rules { code: 'p' metric: METRIC_RESPONSE party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 3600 } } } "
    "rules { code: 'g' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
    "  target { open_time { seconds: 7200 } } } "
    "rules { code: 'r1' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  priorities: PRIORITY_P1 calendar: 'always' "
    "  target { open_time { seconds: 14400 } } } "
    "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "  target { working_days: 2 } } "
    "rules { code: 'c' metric: METRIC_RESOLUTION party: CLOCK_PARTY_CONTRACTOR "
    "  target { open_time { seconds: 10800 } } } "
    "rules { code: 'v' metric: METRIC_VERIFY party: CLOCK_PARTY_OLA "
    "  target { natural_days: 1 } } "
    "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true "
    "  cap { working_days: 2 } } "
    "pauses { reason: HOLD_REASON_THIRD_PARTY pause: true } "
    "levels { code: 'half' percent: 50 } "
    "levels { code: 'over' percent: 100 repeat { seconds: 7200 } } "
    "levels { code: 'watch' overdue_working_days: 1 } ";

// The orders that lead a repair round its life.
std::string NextOrder(const v1::Ticket& ticket) {
  static const auto* const orders = new std::map<v1::TicketState, std::string>{
      {v1::TICKET_STATE_ACCEPTED, "dispatch"},
      {v1::TICKET_STATE_DISPATCHED, "acknowledge"},
      {v1::TICKET_STATE_ACKNOWLEDGED, "record_arrival"},
      {v1::TICKET_STATE_ON_SITE, "start_work"},
      {v1::TICKET_STATE_IN_PROGRESS, "complete"},
      {v1::TICKET_STATE_COMPLETED, "accept_work"},
      {v1::TICKET_STATE_VERIFIED, "close"},
      {v1::TICKET_STATE_CLOSED, "reopen"}};
  return ticket.has_hold() ? "resume" : orders->at(ticket.state());
}

// What else is ordered, of which some is refused.
const std::vector<std::string>& Orders() {
  static const auto* const orders = new std::vector<std::string>{
      "reject_work",       "return",         "reassign", "urge", "contain",
      "request_extension", "grant_extension"};
  return *orders;
}

std::string DrawOrder(const ClockScene& scene) {
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return absl::StrCat("hold { reason: HOLD_REASON_",
                          *rc::gen::element<std::string>(
                              "AWAIT_REQUESTER", "THIRD_PARTY", "AWAIT_PARTS"),
                          " }");
    case 1:
      return absl::StrCat(
          "set_priority { reason: 'so' approver: 'chen' "
          "priority: PRIORITY_P",
          *rc::gen::inRange(1, 5), " }");
    case 2:
      return absl::StrCat(
          "appoint { requested: true slot_time { seconds: ",
          absl::ToUnixSeconds(scene.now() +
                              *rc::gen::inRange(1, 3000) * absl::Minutes(1)),
          " } }");
    case 3:
      return absl::StrCat(
          "correct_timeline { reason: 'so' corrected_version: ",
          *rc::gen::inRange<uint64_t>(1, scene.ticket().version() + 1),
          " correct_time { seconds: ",
          absl::ToUnixSeconds(scene.now() -
                              *rc::gen::inRange(0, 600) * absl::Minutes(1)),
          " } }");
    default:
      return "";
  }
}

// Whoever may give any order, but for judging work of their own.
v1::Actor Anyone() {
  v1::Actor actor = Technician();
  actor.add_roles(v1::ROLE_REQUESTER);
  actor.add_roles(v1::ROLE_DESK);
  actor.add_roles(v1::ROLE_SUPERVISOR);
  return actor;
}

// Whoever may judge the work of another.
v1::Actor Judge() {
  v1::Actor actor = Desk();
  actor.add_roles(v1::ROLE_REQUESTER);
  return actor;
}

v1::Command DrawCommand(const ClockScene& scene, size_t& next) {
  std::string name = NextOrder(scene.ticket());
  if (*rc::gen::inRange(0, 4) == 3) {
    const std::string order = DrawOrder(scene);
    if (!order.empty()) return Order(order, Anyone());
    name = Orders()[next++ % Orders().size()];
  }
  v1::Command command = SampleOrder(name);
  const bool judges = name == "accept_work" || name == "reject_work";
  *command.mutable_actor() = judges ? Judge() : Anyone();
  if (name == "request_extension") {
    *command.mutable_request_extension()->mutable_due_time() = ToTimestamp(
        scene.now() + *rc::gen::inRange(1, 5000) * absl::Minutes(1));
  }
  return command;
}

// A ticket's life; most of its orders take it on, some are refused, some were
// typed in later.
ClockScene DrawLife() {
  ClockScene scene;
  scene.KeepPolicy(kPolicy);
  scene.At("2026-03-05 10:00").Report("P3");
  scene.Give("accept {}", Desk());
  const int steps = *rc::gen::inRange(4, 36);
  size_t next = *rc::gen::inRange<size_t>(0, 100);
  for (int i = 0; i < steps; ++i) {
    const std::string until =
        Local(scene.now() + *rc::gen::inRange(0, 500) * absl::Minutes(1));
    if (*rc::gen::arbitrary<bool>()) {
      scene.Tick(until);
    } else {
      scene.At(until);
    }
    v1::Command command = DrawCommand(scene, next);
    if (*rc::gen::inRange(0, 6) == 5) {
      scene.Occurred(
          Local(scene.now() - *rc::gen::inRange(0, 300) * absl::Minutes(1)));
    }
    scene.Try(command).IgnoreError();
  }
  scene.FireDue();
  return scene;
}

std::string ClockBytes(const ClockScene& scene, const v1::Ticket& ticket) {
  std::string bytes = ticket.SerializeAsString();
  for (const v1::Clock& clock : ticket.clocks()) {
    bytes += EvaluateClock(
                 clock, ticket, *CalendarOf(clock.terms(), scene.catalogue()),
                 scene.now(), OriginalCalendarOf(clock, scene.catalogue()))
                 .SerializeAsString();
  }
  return bytes;
}

// Folds the log anew; after every `batch` events the fold is stored and read.
v1::Ticket FoldAgain(const ClockScene& scene, size_t batch) {
  v1::Fold fold;
  size_t count = 0;
  for (const Recorded& entry : scene.log()) {
    EvolveFold(fold, entry.record, entry.event);
    if (batch == 0 || ++count % batch != 0) continue;
    v1::Fold read;
    read.ParseFromString(fold.SerializeAsString());
    fold = std::move(read);
  }
  return fold.ticket();
}

TEST(ClockFoldPropertyTest, FoldIsTheSameHoweverItIsMade) {
  int reopened = 0;
  int stopped_again = 0;
  EXPECT_TRUE(CheckCases("fold", 800, [&] {
    const ClockScene scene = DrawLife();
    if (scene.ticket().cycle() > 1) ++reopened;
    const v1::Clock* const second =
        scene.Find(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA, 2);
    if (second != nullptr && second->has_stop_time()) ++stopped_again;
    const std::string want = ClockBytes(scene, scene.ticket());
    RC_ASSERT(ClockBytes(scene, FoldAgain(scene, 0)) == want);
    RC_ASSERT(ClockBytes(scene, FoldAgain(scene, 1)) == want);
    RC_ASSERT(ClockBytes(scene, FoldAgain(scene, *rc::gen::inRange<size_t>(
                                                     2, 20))) == want);
  }));
  // Lives that never come round again would show nothing of reopening.
  EXPECT_GT(reopened, 150);
  EXPECT_GT(stopped_again, 30);
}

TEST(ClockFoldPropertyTest, EachBreachAndEachLevelComesOnce) {
  EXPECT_TRUE(CheckCases("once", 800, [] {
    const ClockScene scene = DrawLife();
    std::set<std::string> raised;
    std::set<std::string> breached;
    for (const Recorded& entry : scene.log()) {
      if (entry.event.has_escalation_raised()) {
        const v1::EscalationRaised& event = entry.event.escalation_raised();
        RC_ASSERT(raised
                      .insert(absl::StrCat(
                          event.clock().ShortDebugString(), event.level(), " ",
                          event.deadline_revision(), " ", event.repeat()))
                      .second);
      } else if (entry.event.has_sla_breached()) {
        RC_ASSERT(
            breached
                .insert(entry.event.sla_breached().clock().ShortDebugString())
                .second);
      } else if (entry.event.has_breach_rescinded()) {
        breached.erase(
            entry.event.breach_rescinded().clock().ShortDebugString());
      }
    }
    // Nothing that is past is left to be noticed.
    for (const v1::Clock& clock : scene.ticket().clocks()) {
      const auto alarm = NextAlarm(clock, scene.ticket(), scene.catalogue());
      RC_ASSERT(!alarm || alarm->due > scene.now());
    }
  }));
}

// The time from the first to the last of intervals that follow each other.
template <typename Intervals>
absl::Duration LengthOf(const Intervals& intervals) {
  absl::Duration sum;
  for (const auto& interval : intervals) {
    sum += FromTimestamp(interval.end_time()) -
           FromTimestamp(interval.start_time());
  }
  return sum;
}

TEST(ClockFoldPropertyTest, ExplanationsAddUp) {
  EXPECT_TRUE(CheckCases("explain", 500, [] {
    const ClockScene scene = DrawLife();
    std::vector<ToldEvent> events;
    for (const Recorded& entry : scene.log()) {
      events.push_back({.record = entry.record, .event = entry.event});
    }
    const auto response = Explain(events, scene.catalogue(), scene.now());
    RC_ASSERT(response.ok());
    RC_ASSERT(response->clocks_size() == scene.ticket().clocks_size());
    for (const v1::ClockExplanation& clock : response->clocks()) {
      const v1::ClockValue& value = clock.value();
      RC_ASSERT(!clock.trials().empty() && clock.trials().rbegin()->fits());
      RC_ASSERT(clock.trials().rbegin()->rule() == value.terms().rule());
      RC_ASSERT(!clock.moves().empty());
      absl::Duration open;
      for (const v1::ClockInterval& interval : clock.intervals()) {
        if (interval.activity() == v1::CLOCK_ACTIVITY_CLOSED) continue;
        open += FromTimestamp(interval.end_time()) -
                FromTimestamp(interval.start_time());
      }
      RC_ASSERT(absl::ToInt64Milliseconds(open) ==
                value.elapsed_millis() + value.paused_millis());
      const v1::Clock& fact = *FindClock(scene.ticket(), value.terms().clock());
      const absl::Time start = FromTimestamp(value.terms().start_time());
      const absl::Time end = EndOf(fact).value_or(scene.now());
      RC_ASSERT(LengthOf(clock.intervals()) ==
                std::max(absl::ZeroDuration(), end - start));
    }
    absl::Duration held;
    for (const HolderPart& part : HolderParts(scene.ticket(), scene.now())) {
      held += part.end - part.start;
    }
    RC_ASSERT(LengthOf(response->holders()) == held);
  }));
}

}  // namespace
}  // namespace workledger
