#include "tools/workledger/due_text.h"

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/json.h"
#include "tools/workledger/ticket_text.h"
#include "tools/workledger/time_text.h"

namespace workledger {
namespace {

constexpr size_t kPlaceWidthMax = 28;

// For example "2h 5m", or "-40m" for what is overdue.
std::string LeftText(absl::Duration left) {
  return left < absl::ZeroDuration() ? absl::StrCat("-", AgeText(-left))
                                     : AgeText(left);
}

// For example "sla resolution".
std::string ClockText(const v1::ClockKey& clock) {
  return absl::StrCat(ShortName(clock.party()), " ", ShortName(clock.metric()));
}

}  // namespace

Table DueTable() {
  return Table({{.title = "NO", .right = true},
                {"TICKET"},
                {"PRIORITY"},
                {"STATE"},
                {"CLOCK"},
                {"DUE"},
                {.title = "OPEN TIME LEFT", .right = true},
                {.title = "WALL TIME LEFT", .right = true},
                {.title = "LOCATION", .width_max = kPlaceWidthMax},
                {.title = "ASSIGNEE", .width_max = kPlaceWidthMax}});
}

void AddDueTicket(const v1::Ticket& ticket, const v1::ClockValue* clock,
                  const DueMoment& moment, Table& table) {
  std::string name;
  std::string due;
  std::string open_left;
  std::string wall_left;
  if (clock != nullptr) {
    name = ClockText(clock->terms().clock());
    open_left = LeftText(absl::Milliseconds(clock->remaining_millis()));
    if (clock->state() == v1::CLOCK_STATE_PAUSED) {
      due = "paused";
    } else {
      const absl::Time time = FromTimestamp(clock->due_time());
      due = TimeText(time, moment.zone);
      wall_left = LeftText(time - moment.now);
    }
  }
  const bool rated = ticket.priority() != v1::PRIORITY_UNSPECIFIED;
  table.AddRow({absl::StrCat(ticket.number()), ticket.ticket(),
                rated ? Bilingual(ticket.priority()) : "", StateText(ticket),
                name, due, open_left, wall_left, ticket.location(),
                AssigneeText(ticket.assignee())});
}

std::string DueJson(const v1::Ticket& ticket, const v1::ClockValue* clock) {
  std::string json = absl::StrCat("{\"ticket\":", ToJson(ticket));
  if (clock != nullptr) absl::StrAppend(&json, ",\"clock\":", ToJson(*clock));
  return json.append("}");
}

}  // namespace workledger
