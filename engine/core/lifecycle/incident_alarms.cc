#include "engine/core/lifecycle/incident_alarms.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Keys of the alarms that the incident answers for, its own first.
std::vector<std::string> AlarmsOf(const v1::Ticket& incident) {
  std::vector<std::string> alarms;
  if (!incident.incident().alarm().empty()) {
    alarms.push_back(incident.incident().alarm());
  }
  alarms.insert(alarms.end(), incident.incident().joined_alarms().begin(),
                incident.incident().joined_alarms().end());
  return alarms;
}

// The masters above `ticket`, nearest first, up to the first that is not known.
std::vector<std::string> MastersOf(const v1::Ticket& ticket,
                                   const Folds& known) {
  std::vector<std::string> masters;
  const std::string* next = &ticket.master();
  while (!next->empty()) {
    masters.push_back(*next);
    if (!Known(known, v1::STREAM_KIND_TICKET, *next)) break;
    next = &TicketOf(known, *next).master();
  }
  return masters;
}

std::vector<StreamName> ReadsClosing(const v1::Ticket& ticket) {
  std::vector<StreamName> names;
  for (const std::string& alarm : AlarmsOf(ticket)) {
    names.emplace_back(v1::STREAM_KIND_ALARM, alarm);
  }
  for (const std::string& child : ticket.children()) {
    names.emplace_back(v1::STREAM_KIND_TICKET, child);
  }
  return names;
}

// The alarms as one event each; one without a key where there are none, so that
// the master's stream tells of every duplicate.
template <typename Fill>
Events EachAlarm(const v1::Ticket& duplicate, Fill fill) {
  std::vector<std::string> alarms = AlarmsOf(duplicate);
  if (alarms.empty()) alarms.emplace_back();
  Events events;
  for (const std::string& alarm : alarms) {
    auto& body = fill(events.emplace_back());
    body.set_ticket(duplicate.ticket());
    body.set_alarm(alarm);
  }
  return events;
}

}  // namespace

std::vector<StreamName> ReadsIncident(const v1::Command& command,
                                      const Folds& known) {
  const std::string& id = command.ticket();
  if (!Known(known, v1::STREAM_KIND_TICKET, id)) return {};
  const v1::Ticket& ticket = TicketOf(known, id);
  if (command.has_close()) return ReadsClosing(ticket);
  const bool unlinks = command.has_unlink_duplicate();
  if (ticket.kind() != v1::TICKET_KIND_SECURITY ||
      !(unlinks || command.has_reopen())) {
    return {};
  }
  std::vector<StreamName> names;
  if (!ticket.incident().alarm().empty()) {
    names.emplace_back(v1::STREAM_KIND_ALARM, ticket.incident().alarm());
  }
  if (unlinks) {
    for (const std::string& master : MastersOf(ticket, known)) {
      names.emplace_back(v1::STREAM_KIND_TICKET, master);
    }
  }
  return names;
}

absl::Status CheckAllClear(const TicketCase& ticket_case) {
  for (const std::string& alarm : AlarmsOf(ticket_case.ticket)) {
    const v1::AlarmGroup& group = AlarmOf(ticket_case.folds, alarm);
    const int devices = group.active_devices_size() + group.more_devices_size();
    if (devices == 0) continue;
    // Those beyond the named ones may be all that is left.
    const std::string first = group.active_devices().empty()
                                  ? absl::StrCat(devices, " devices")
                                  : group.active_devices(0);
    return Forbid(
        v1::ERROR_REASON_ALARM_ACTIVE,
        absl::StrCat("alarm: got ", first, " of ", alarm,
                     " without an all-clear, want one of each device"));
  }
  return absl::OkStatus();
}

absl::Status CheckNotSuperseded(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  const std::string& alarm = ticket.incident().alarm();
  if (alarm.empty()) return absl::OkStatus();
  const std::string& last = AlarmOf(ticket_case.folds, alarm).incident();
  if (last.empty() || last == ticket.ticket()) return absl::OkStatus();
  return Forbid(v1::ERROR_REASON_INCIDENT_SUPERSEDED,
                absl::StrCat("alarm: got an incident that ", last,
                             " came after, want that one"));
}

absl::StatusOr<Events> DecideLinkIncident(const TicketCase& ticket_case) {
  WL_ASSIGN_OR_RETURN(Events events, DecideLinkDuplicate(ticket_case));
  const v1::Ticket& master = TicketOf(
      ticket_case.folds, ticket_case.command.link_duplicate().master());
  const auto& joined = master.incident().joined_alarms();
  size_t count = static_cast<size_t>(joined.size());
  for (const std::string& alarm : AlarmsOf(ticket_case.ticket)) {
    if (!std::ranges::binary_search(joined, alarm)) ++count;
  }
  if (count <= kChildrenMax) return events;
  return Forbid(
      v1::ERROR_REASON_LIMIT_REACHED,
      absl::StrCat("got one with ", count,
                   " alarms joined to it, want at most ", kChildrenMax),
      "link_duplicate.master");
}

absl::StatusOr<Events> DecideUnlinkIncident(const TicketCase& ticket_case) {
  WL_RETURN_IF_ERROR(CheckNotSuperseded(ticket_case));
  return DecideUnlinkDuplicate(ticket_case);
}

std::vector<StreamEvents> JoinedElsewhere(const TicketCase& ticket_case,
                                          const Events& /*own*/) {
  return InStream(v1::STREAM_KIND_TICKET,
                  ticket_case.command.link_duplicate().master(),
                  EachAlarm(
                      ticket_case.ticket, [](v1::Event & e) -> auto& {
                        return *e.mutable_duplicate_joined();
                      }));
}

std::vector<StreamEvents> PartedElsewhere(const TicketCase& ticket_case,
                                          const Events& /*own*/) {
  const v1::Ticket& ticket = ticket_case.ticket;
  std::vector<StreamEvents> streams;
  for (const std::string& master : MastersOf(ticket, ticket_case.folds)) {
    std::vector<StreamEvents> parted =
        InStream(v1::STREAM_KIND_TICKET, master,
                 EachAlarm(
                     ticket, [](v1::Event & e) -> auto& {
                       return *e.mutable_duplicate_parted();
                     }));
    streams.push_back(std::move(parted[0]));
  }
  return streams;
}

}  // namespace workledger
