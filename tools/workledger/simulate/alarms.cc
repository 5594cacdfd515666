#include "tools/workledger/simulate/alarms.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/simulate/chapters.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// A minute before somebody looks: three are promised.
constexpr absl::Duration kSignalTime = absl::Minutes(8 * 60 + 59);
constexpr absl::Duration kClearTime = absl::Minutes(9 * 60 + 30);
constexpr char kIntrusion[] = "intrusion";
constexpr char kDoor[] = "door-open";
constexpr char kFault[] = "panel-fault";

v1::CatalogueItem& Put(v1::ChangeCatalogue& change) {
  return *change.add_changes()->mutable_put();
}

v1::AlarmRule& PutRule(const char* code, v1::ChangeCatalogue& change) {
  v1::AlarmRule& rule = *Put(change).mutable_alarm_rule();
  rule.set_code(code);
  rule.set_category(std::string(kAlarmCategory));
  return rule;
}

// A day's signals, all of one property.
class Signals {
 public:
  Signals(uint64_t week, uint64_t copy, Steps& steps)
      : name_(absl::StrCat("w", week, "-", copy)),
        zone_(PropertyCode((week + copy) % kProperties)),
        day_(YearStart() + absl::Hours(24 * 7) * static_cast<int64_t>(week)),
        steps_(steps) {}

  void Tell(const char* device, const char* alarm_class) {
    Add(device, alarm_class, kSignalTime, false);
  }
  void Clear(const char* device, const char* alarm_class) {
    Add(device, alarm_class, kClearTime, true);
  }

 private:
  void Add(const char* device, const char* alarm_class, absl::Duration time,
           bool clear) {
    Step& step = steps_.emplace_back();
    step.time = day_ + time;
    step.command.mutable_actor()->set_principal("gateway");
    step.command.mutable_actor()->set_kind(v1::ACTOR_KIND_DEVICE);
    v1::AlarmSignal& signal =
        *step.command.mutable_record_signals()->add_signals();
    signal.set_signal(absl::StrCat(name_, "-", device, clear ? "-clear" : ""));
    signal.set_device(absl::StrCat(device, "-", name_));
    signal.set_alarm_class(alarm_class);
    signal.set_site("estate");
    signal.set_zone(zone_);
    signal.set_confidence_milli(900);
    if (std::string_view(alarm_class) == kIntrusion) {
      signal.set_algorithm("person-3.1");
    }
    signal.set_clear(clear);
    *signal.mutable_device_time() = ToTimestamp(step.time);
  }

  const std::string name_;
  const std::string zone_;
  const absl::Time day_;
  Steps& steps_;
};

v1::Actor Officer() { return Person("officer-1", v1::ROLE_DUTY_OFFICER); }

void TellIncident(const v1::Ticket& ticket, absl::Time morning, Steps& steps) {
  TicketStory story(ticket.ticket(), morning, kUrgentPace, steps);
  story.Next(Officer()).mutable_verify()->set_method(v1::VERIFY_METHOD_VIDEO);
  if (ticket.number() % kTrueAlarmEvery != 0) {
    v1::DismissFalse& order = *story.Next(Officer()).mutable_dismiss_false();
    order.set_cause(v1::FALSE_ALARM_CAUSE_ALGORITHM);
    order.set_reason("a colleague");
    return;
  }
  v1::Confirm& confirm = *story.Next(Officer()).mutable_confirm();
  confirm.set_incident_class(kIntrusion);
  confirm.set_level(v1::INCIDENT_LEVEL_IV);
  TellScene(false, StoryCourse::kSmooth, story);
}

}  // namespace

void PutAlarms(v1::ChangeCatalogue& change) {
  v1::Category& category = *Put(change).mutable_category();
  category.set_code(std::string(kAlarmCategory));
  category.set_name("安防告警");
  category.set_kind(v1::TICKET_KIND_SECURITY);
  PutRule(kIntrusion, change);
  PutRule(kFault, change);
  v1::AlarmRule& door = PutRule(kDoor, change);
  door.add_inhibitors(kIntrusion);
  door.mutable_group_wait()->set_seconds(20);
  v1::Window& window = *Put(change).mutable_window();
  window.set_code("panel-maintenance");
  window.set_kind(v1::WINDOW_KIND_MAINTENANCE);
  *window.mutable_start_time() = ToTimestamp(YearStart());
  *window.mutable_end_time() = ToTimestamp(YearEnd());
  window.add_alarm_classes(kFault);
}

void TellAlarms(uint64_t scale, Steps& steps) {
  for (uint64_t week = 1; week <= kAlarmWeeks; ++week) {
    for (uint64_t copy = 0; copy < scale; ++copy) {
      Signals signals(week, copy, steps);
      signals.Tell("camera", kIntrusion);
      signals.Tell("neighbour", kIntrusion);
      signals.Tell("door", kDoor);
      signals.Tell("panel", kFault);
      signals.Clear("camera", kIntrusion);
      signals.Clear("neighbour", kIntrusion);
      signals.Clear("door", kDoor);
      signals.Clear("panel", kFault);
    }
  }
}

absl::StatusOr<Steps> AlarmDesk::Look(absl::Time morning, uint64_t position) {
  v1::ListTicketsRequest request;
  request.set_ledger(ledger_);
  request.mutable_filter()->set_category(std::string(kAlarmCategory));
  request.mutable_filter()->set_terminal(false);
  request.set_min_position(position);
  request.set_page_size(kPageSizeMax);
  Steps steps;
  do {
    WL_ASSIGN_OR_RETURN(
        const v1::ListTicketsResponse page,
        client_.Call(&v1::TicketService::Stub::ListTickets, request));
    for (const v1::Ticket& ticket : page.tickets()) {
      if (!known_.insert(ticket.ticket()).second) continue;
      TellIncident(ticket, morning, steps);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return steps;
}

}  // namespace workledger
