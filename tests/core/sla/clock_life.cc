#include "tests/core/sla/clock_life.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "tests/core/calendar/random_calendar.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr int kStepsMax = 30;

// Rules with all units, pauses with and without a cap, levels that come again.
constexpr std::string_view kPolicy =
    "policy { code: 'p-1' calendar: 'biz' earliest_duplicate: true "
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
    "levels { code: 'watch' overdue_working_days: 1 } }";

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

// Sample orders by name, parsed once: a life must not cost more than it says.
const v1::Command& Sample(const std::string& name) {
  static auto* const samples = new std::map<std::string, v1::Command>();
  const auto [entry, is_new] = samples->try_emplace(name);
  if (!is_new) return entry->second;
  entry->second = SampleOrder(name);
  const bool judges = name == "accept_work" || name == "reject_work";
  *entry->second.mutable_actor() = judges ? Judge() : Anyone();
  return entry->second;
}

v1::Command Blank() {
  v1::Command command;
  command.set_ticket("t-1");
  *command.mutable_actor() = Anyone();
  return command;
}

// The order that leads a repair round its life.
const std::string& NextOrder(const v1::Ticket& ticket) {
  static const auto* const orders = new std::map<v1::TicketState, std::string>{
      {v1::TICKET_STATE_REPORTED, "accept"},
      {v1::TICKET_STATE_ACCEPTED, "dispatch"},
      {v1::TICKET_STATE_DISPATCHED, "acknowledge"},
      {v1::TICKET_STATE_ACKNOWLEDGED, "record_arrival"},
      {v1::TICKET_STATE_ON_SITE, "start_work"},
      {v1::TICKET_STATE_IN_PROGRESS, "complete"},
      {v1::TICKET_STATE_COMPLETED, "accept_work"},
      {v1::TICKET_STATE_VERIFIED, "close"},
      {v1::TICKET_STATE_CLOSED, "reopen"},
      {v1::TICKET_STATE_REJECTED, "appeal"},
      {v1::TICKET_STATE_WITHDRAWN, "appeal"},
      {v1::TICKET_STATE_DUPLICATE, "unlink_duplicate"}};
  static const auto* const resume = new std::string("resume");
  if (ticket.has_hold()) return *resume;
  const auto order = orders->find(ticket.state());
  return order == orders->end() ? *resume : order->second;
}

v1::Command HoldOrder(Choices& choices) {
  constexpr v1::HoldReason kReasons[] = {v1::HOLD_REASON_AWAIT_REQUESTER,
                                         v1::HOLD_REASON_THIRD_PARTY,
                                         v1::HOLD_REASON_AWAIT_PARTS};
  v1::Command command = Blank();
  command.mutable_hold()->set_reason(choices.Of(kReasons));
  return command;
}

v1::Command PriorityOrder(Choices& choices) {
  v1::Command command = Blank();
  v1::SetPriority& order = *command.mutable_set_priority();
  order.set_priority(static_cast<v1::Priority>(choices.In(1, 5)));
  order.set_reason("so");
  order.set_approver("chen");
  return command;
}

v1::Command CorrectionOrder(const ClockScene& scene, Choices& choices) {
  v1::Command command = Blank();
  v1::CorrectTimeline& order = *command.mutable_correct_timeline();
  order.set_reason("so");
  order.set_corrected_version(static_cast<uint64_t>(
      1 + choices.Below(static_cast<int>(scene.ticket().version()))));
  *order.mutable_correct_time() =
      ToTimestamp(scene.now() - choices.Below(600) * kMinute);
  return command;
}

// Excuses the first breach that stands; refused where none does.
v1::Command ExcuseOrder(const ClockScene& scene) {
  v1::Command command = Blank();
  v1::ExcuseBreach& order = *command.mutable_excuse_breach();
  order.set_reason("so");
  order.mutable_clock()->set_metric(v1::METRIC_RESOLUTION);
  order.mutable_clock()->set_party(v1::CLOCK_PARTY_SLA);
  for (const v1::Clock& clock : scene.ticket().clocks()) {
    if (clock.breach().state() != v1::BREACH_STATE_STANDING) continue;
    *order.mutable_clock() = clock.terms().clock();
    break;
  }
  return command;
}

v1::Command TimedOrder(const ClockScene& scene, Choices& choices,
                       bool appoint) {
  v1::Command command = Blank();
  const absl::Time time = scene.now() + choices.In(1, 5000) * kMinute;
  if (appoint) {
    command.mutable_appoint()->set_requested(true);
    *command.mutable_appoint()->mutable_slot_time() = ToTimestamp(time);
  } else {
    command.mutable_request_extension()->set_reason("so");
    *command.mutable_request_extension()->mutable_due_time() =
        ToTimestamp(time);
  }
  return command;
}

// One that does not simply take the ticket on.
v1::Command OtherOrder(const ClockScene& scene, Choices& choices) {
  static const auto* const kPlain = new std::vector<std::string>{
      "reject_work", "return",   "reassign", "urge",
      "contain",     "withdraw", "reject",   "appeal"};
  v1::Command command = Blank();
  switch (choices.Below(10)) {
    case 0:
      return HoldOrder(choices);
    case 1:
      return PriorityOrder(choices);
    case 2:
      return TimedOrder(scene, choices, /*appoint=*/true);
    case 3:
      return CorrectionOrder(scene, choices);
    case 4:
      return TimedOrder(scene, choices, /*appoint=*/false);
    case 5:
      command.mutable_grant_extension()->set_reason("so");
      return command;
    case 6:
      command.mutable_link_duplicate()->set_master("t-2");
      return command;
    case 7:
      command.mutable_migrate_policy()->set_reason("so");
      return command;
    case 8:
      return ExcuseOrder(scene);
    default:
      return Sample(choices.Of(*kPlain));
  }
}

class Life {
 public:
  explicit Life(Choices& choices) : choices_(choices) {
    RandomCalendar drawn = MakeCalendar(Drawer());
    // Minutes of a day that is as ordinary as any.
    center_ = absl::FromUnixSeconds(absl::ToUnixSeconds(drawn.center));
    calendar_ = std::move(drawn.calendar);
    calendar_.set_code("biz");
    scene_.At(center_ - absl::Hours(30));
    *item_.mutable_calendar() = calendar_;
    scene_.Put(item_);
    static const auto* const policy =
        new v1::CatalogueItem(FromText<v1::CatalogueItem>(kPolicy));
    policy_ = *policy;
    scene_.Put(policy_);
    Report("t-1");
    Report("t-2");
  }

  ClockScene Live() && {
    // Some lives are told from later on.
    for (int orders = choices_.Below(10); orders > 0; --orders) {
      scene_.Tick(scene_.now() + 20 * kMinute);
      scene_.Try(Sample(NextOrder(scene_.ticket()))).IgnoreError();
    }
    for (int i = 0; i < kStepsMax && !choices_.Empty(); ++i) Step();
    scene_.FireDue();
    return std::move(scene_);
  }

 private:
  InRange Drawer() {
    return [this](int first, int last) { return choices_.In(first, last); };
  }

  void Report(const std::string& ticket) {
    v1::Command command = Blank();
    command.set_ticket(ticket);
    v1::Report& report = *command.mutable_report();
    report.set_channel(v1::CHANNEL_HOTLINE);
    report.set_location("north/1");
    report.set_category("mep/lamp");
    report.set_priority(v1::PRIORITY_P3);
    scene_.Try(std::move(command)).IgnoreError();
  }

  // A notice, or another revision of the policy, which the ticket may follow.
  void ChangeCatalogue() {
    if (choices_.Below(2) == 0) {
      DrawOverrides(center_, Drawer(), calendar_);
      *item_.mutable_calendar() = calendar_;
      scene_.Put(item_);
      scene_.FollowCalendars();
      return;
    }
    v1::PolicyRule& rule =
        *policy_.mutable_policy()->mutable_rules(choices_.Below(7));
    if (choices_.Below(3) == 0) {
      rule.mutable_target()->set_working_days(
          static_cast<uint32_t>(choices_.In(1, 4)));
    } else {
      rule.mutable_target()->mutable_open_time()->set_seconds(
          choices_.In(10, 600) * 60);
    }
    scene_.Put(policy_);
    if (choices_.Below(2) == 0) {
      scene_.Try(Sample("migrate_policy")).IgnoreError();
    }
  }

  void Step() {
    const absl::Time until = scene_.now() + choices_.Below(500) * kMinute;
    if (choices_.Below(2) == 0) {
      scene_.Tick(until);
    } else {
      scene_.At(until);
    }
    const int what = choices_.Below(16);
    if (what == 15) return ChangeCatalogue();
    v1::Command command = what < 10 ? Sample(NextOrder(scene_.ticket()))
                                    : OtherOrder(scene_, choices_);
    if (choices_.Below(6) == 5) {
      *command.mutable_occur_time() =
          ToTimestamp(scene_.now() - choices_.Below(300) * kMinute);
    }
    scene_.Try(std::move(command)).IgnoreError();
  }

  Choices& choices_;
  ClockScene scene_;
  absl::Time center_;
  v1::Calendar calendar_;
  v1::CatalogueItem item_;
  v1::CatalogueItem policy_;
};

}  // namespace

ClockScene LifeOf(Choices& choices) { return Life(choices).Live(); }

void CountLife(const ClockScene& scene, LifeCounts& counts) {
  counts.reopened += scene.ticket().cycle() > 1;
  counts.linked += scene.Count(v1::Event::kDuplicateLinked) > 0;
  counts.migrated += scene.Count(v1::Event::kPolicyMigrated) > 0;
  counts.excused += scene.Count(v1::Event::kBreachExcused) > 0;
  counts.notices += std::ranges::any_of(scene.log(), [](const Recorded& entry) {
    return entry.event.deadline_moved().cause() == v1::CLOCK_CAUSE_CALENDAR;
  });
}

}  // namespace workledger
