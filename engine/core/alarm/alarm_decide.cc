#include "engine/core/alarm/alarm_decide.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/alarm/alarm_evolve.h"
#include "engine/core/alarm/alarm_rule.h"
#include "engine/core/alarm/draft.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// What suppresses a signal: a window, or the rule of its class.
using Suppressor = const v1::CatalogueEntry*;

// A ticket is named after the order that opens it.
std::string NewIncidentId(std::string_view cause, std::string_view alarm) {
  return DerivedTicketId(absl::StrCat(ToAbsl(cause), "|", ToAbsl(alarm)));
}

// The position of the signal that waited names the order that ends its wait.
// Whoever took that id before must not stop the alarm, so that it is followed
// by others until one is free; returns the first that `known` does not hold, or
// holds without events.
std::string NewIncidentId(const v1::FireTimer& order, const Folds& known) {
  // Apart from request ids, which may be numbers too.
  std::string cause = absl::StrCat("group-wait\n", order.timer().position());
  while (true) {
    std::string id = NewIncidentId(cause, order.stream().key());
    if (!Known(known, v1::STREAM_KIND_TICKET, id) ||
        TicketOf(known, id).version() == 0) {
      return id;
    }
    absl::StrAppend(&cause, "\nnext");
  }
}

// Collects names of streams that are not known yet.
class Names {
 public:
  explicit Names(const Folds& known) : known_(known) {}

  void Add(v1::StreamKind kind, const std::string& key) {
    if (!key.empty() && !Known(known_, kind, key)) names_.emplace(kind, key);
  }

  // A key, its incident, and what this one is a duplicate of.
  void AddAlarm(const std::string& key) {
    Add(v1::STREAM_KIND_ALARM, key);
    if (!Known(known_, v1::STREAM_KIND_ALARM, key)) return;
    std::string incident = AlarmOf(known_, key).incident();
    while (!incident.empty()) {
      Add(v1::STREAM_KIND_TICKET, incident);
      if (!Known(known_, v1::STREAM_KIND_TICKET, incident)) return;
      const v1::Ticket& ticket = TicketOf(known_, incident);
      Add(v1::STREAM_KIND_ALARM, ticket.incident().alarm());
      incident = ticket.master();
    }
  }

  void AddSignal(const v1::AlarmSignal& signal, const std::string& key) {
    AddAlarm(key);
    for (const std::string& inhibiting :
         InhibitingKeys(*known_.catalogue, signal)) {
      AddAlarm(inhibiting);
    }
  }

  std::vector<StreamName> Take() { return {names_.begin(), names_.end()}; }

 private:
  const Folds& known_;
  std::set<StreamName> names_;
};

// Returns the key's last incident, or the one it was found to repeat; null if
// there was none.
const v1::Ticket* FindIncident(const Draft& draft, const std::string& alarm) {
  const std::string& id = draft.Alarm(alarm).incident();
  if (id.empty()) return nullptr;
  const v1::Ticket* incident = &draft.Ticket(id);
  while (!incident->master().empty()) {
    incident = &draft.Ticket(incident->master());
  }
  return incident;
}

bool IsOpen(const v1::Ticket* incident) {
  return incident != nullptr && !IsTerminal(incident->state());
}

// Whether the incident is the last of its own key, too: a signal reaches that
// of another key through a duplicate.
bool IsLast(const Draft& draft, const v1::Ticket& incident) {
  const std::string& alarm = incident.incident().alarm();
  return alarm.empty() || draft.Alarm(alarm).incident() == incident.ticket();
}

// Whether a signal opens the incident again that a false alarm ended.
bool IsRecentFalseAlarm(const Draft& draft, const v1::Ticket* incident,
                        const v1::CatalogueEntry* rule) {
  return incident != nullptr &&
         incident->state() == v1::TICKET_STATE_FALSE_ALARM &&
         IsLast(draft, *incident) &&
         draft.context().occur_time -
                 FromTimestamp(incident->milestones().close_time()) <=
             ReopenWindowOf(rule);
}

Suppressor FindSuppressor(const Draft& draft, const v1::AlarmSignal& signal) {
  const Catalogue& catalogue = *draft.folds().catalogue;
  const v1::CatalogueEntry* const window =
      FindQuietWindow(catalogue, signal, draft.context().occur_time);
  if (window != nullptr) return window;
  const std::vector<std::string> keys = InhibitingKeys(catalogue, signal);
  const bool inhibited = std::ranges::any_of(keys, [&](const std::string& key) {
    // One that waits itself will open at the latest when its wait ends.
    return IsOpen(FindIncident(draft, key)) || draft.Alarm(key).has_timer();
  });
  return inhibited ? FindAlarmRule(catalogue, signal.alarm_class()) : nullptr;
}

// Sets the code and revision of what suppressed on `event`.
template <typename Event>
void SetRule(Suppressor suppressor, Event& event) {
  event.set_rule(KeyOf(suppressor->item()).second);
  event.set_rule_revision(suppressor->revision());
}

// An open incident goes on as it is, unless it was under control; one that a
// false alarm ended opens again.
void Resume(Draft& draft, const v1::Ticket& incident,
            const std::string& alarm) {
  const v1::TicketState previous = incident.state();
  if (previous != v1::TICKET_STATE_CONTAINED &&
      previous != v1::TICKET_STATE_HANDED_OVER &&
      previous != v1::TICKET_STATE_FALSE_ALARM) {
    return;
  }
  v1::Event event;
  v1::IncidentResumed& resumed = *event.mutable_incident_resumed();
  resumed.set_alarm(alarm);
  resumed.set_previous(previous);
  draft.Add(v1::STREAM_KIND_TICKET, std::string(incident.ticket()),
            std::move(event));
}

// Adds what the rule of the signal's class says.
void SetFromRule(const v1::CatalogueEntry& entry, absl::Time start,
                 v1::IncidentOpened& opened) {
  const v1::AlarmRule& rule = entry.item().alarm_rule();
  opened.set_category(rule.category());
  opened.set_life_safety(rule.life_safety());
  opened.set_rule_revision(entry.revision());
  if (const auto call_time = CallTimeOf(rule, start)) {
    *opened.mutable_call_time() = *call_time;
    opened.set_roster(rule.roster());
  }
}

// Opens the incident of a signal of `start` as ticket `id`, the `count`th of
// the command.
void OpenIncident(Draft& draft, const v1::AlarmSignal& signal, absl::Time start,
                  const std::string& id, uint64_t count) {
  const Catalogue& catalogue = *draft.folds().catalogue;
  v1::Event event;
  v1::IncidentOpened& opened = *event.mutable_incident_opened();
  opened.set_number(draft.folds().ledger->last_number() + count);
  opened.set_born_of(signal.algorithm().empty() ? v1::BORN_OF_SENSOR
                                                : v1::BORN_OF_AI);
  opened.set_alarm(AlarmKeyOf(signal));
  opened.set_device(signal.device());
  opened.set_algorithm(signal.algorithm());
  opened.set_alarm_class(signal.alarm_class());
  opened.set_location(PlaceOf(signal));
  const v1::CatalogueEntry* const rule =
      FindAlarmRule(catalogue, signal.alarm_class());
  if (rule != nullptr) SetFromRule(*rule, start, opened);
  opened.set_priority(opened.life_safety() ? v1::PRIORITY_P1 : v1::PRIORITY_P2);
  opened.set_size_class(SizeClassOf(catalogue, opened.category()));
  opened.set_catalogue_position(draft.folds().ledger->catalogue_position());
  const v1::CatalogueEntry* const major =
      FindWindow(catalogue, v1::WINDOW_KIND_MAJOR_EVENT, PlaceOf(signal),
                 signal.alarm_class(), start);
  if (major != nullptr) opened.set_major_event(KeyOf(major->item()).second);
  if (start != draft.context().occur_time) {
    *opened.mutable_report_time() = ToTimestamp(start);
  }
  draft.Add(v1::STREAM_KIND_TICKET, id, std::move(event));
}

absl::Status CheckNew(const Draft& draft, const std::string& id) {
  if (draft.Ticket(id).version() == 0) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_TICKET_EXISTS,
      absl::StrCat("request_id: got one whose incident would be ", id,
                   ", want one that derives an id that is new"),
      "request_id");
}

// Decides the signals of one command, one after the other.
class Triage {
 public:
  Triage(const v1::Command& command, const Folds& folds, const Context& context)
      : request_id_(command.request_id()), draft_(folds, context) {}

  absl::Status Take(const v1::AlarmSignal& signal) {
    const std::string alarm = AlarmKeyOf(signal);
    if (IsRepeated(draft_.Alarm(alarm), signal)) return absl::OkStatus();
    if (signal.clear()) {
      Clear(signal, alarm);
      return absl::OkStatus();
    }
    const v1::CatalogueEntry* const rule =
        FindAlarmRule(*draft_.folds().catalogue, signal.alarm_class());
    const v1::Ticket* const incident = FindIncident(draft_, alarm);
    if (IsOpen(incident) || IsRecentFalseAlarm(draft_, incident, rule)) {
      Correlate(signal, alarm, *incident);
    } else if (draft_.Alarm(alarm).has_timer()) {
      Keep(signal, alarm, v1::SIGNAL_OUTCOME_WAITING);
    } else if (const Suppressor suppressor = FindSuppressor(draft_, signal)) {
      Suppress(signal, alarm, suppressor);
    } else if (GroupWaitOf(rule) > absl::ZeroDuration()) {
      Wait(signal, alarm, GroupWaitOf(rule));
    } else {
      return Open(signal, alarm);
    }
    return absl::OkStatus();
  }

  std::vector<StreamEvents> TakeEvents() { return draft_.Take(); }

 private:
  void Keep(const v1::AlarmSignal& signal, const std::string& alarm,
            v1::SignalOutcome outcome, v1::SignalRecorded recorded = {}) {
    v1::Event event;
    *event.mutable_signal_recorded() = std::move(recorded);
    *event.mutable_signal_recorded()->mutable_signal() = signal;
    event.mutable_signal_recorded()->set_outcome(outcome);
    draft_.Add(v1::STREAM_KIND_ALARM, alarm, std::move(event));
  }

  void Clear(const v1::AlarmSignal& signal, const std::string& alarm) {
    const v1::Ticket* const incident = FindIncident(draft_, alarm);
    v1::SignalRecorded recorded;
    if (IsOpen(incident)) recorded.set_incident(incident->ticket());
    Keep(signal, alarm, v1::SIGNAL_OUTCOME_CLEARED, std::move(recorded));
  }

  void Correlate(const v1::AlarmSignal& signal, const std::string& alarm,
                 const v1::Ticket& incident) {
    v1::SignalRecorded recorded;
    recorded.set_incident(incident.ticket());
    Keep(signal, alarm, v1::SIGNAL_OUTCOME_CORRELATED, std::move(recorded));
    Resume(draft_, incident, alarm);
  }

  void Suppress(const v1::AlarmSignal& signal, const std::string& alarm,
                Suppressor suppressor) {
    v1::SignalRecorded recorded;
    SetRule(suppressor, recorded);
    Keep(signal, alarm, v1::SIGNAL_OUTCOME_SUPPRESSED, std::move(recorded));
  }

  void Wait(const v1::AlarmSignal& signal, const std::string& alarm,
            absl::Duration wait) {
    v1::SignalRecorded recorded;
    // From now on, not from when it happened: what might inhibit it may come
    // as late.
    *recorded.mutable_due_time() =
        ToTimestamp(FloorMillis(draft_.context().now + wait));
    Keep(signal, alarm, v1::SIGNAL_OUTCOME_WAITING, std::move(recorded));
  }

  absl::Status Open(const v1::AlarmSignal& signal, const std::string& alarm) {
    const std::string id = NewIncidentId(request_id_, alarm);
    WL_RETURN_IF_ERROR(CheckNew(draft_, id));
    v1::SignalRecorded recorded;
    recorded.set_incident(id);
    Keep(signal, alarm, v1::SIGNAL_OUTCOME_OPENED, std::move(recorded));
    OpenIncident(draft_, signal, draft_.context().occur_time, id, ++opened_);
    return absl::OkStatus();
  }

  const std::string& request_id_;
  Draft draft_;
  uint64_t opened_ = 0;
};

}  // namespace

std::vector<StreamName> ReadsRecordSignals(const v1::Command& command,
                                           const Folds& known) {
  // A storm has few keys.
  std::map<std::string, const v1::AlarmSignal*> keys;
  for (const v1::AlarmSignal& signal : command.record_signals().signals()) {
    keys.emplace(AlarmKeyOf(signal), &signal);
  }
  Names names(known);
  for (const auto& [key, signal] : keys) {
    names.AddSignal(*signal, key);
    names.Add(v1::STREAM_KIND_TICKET, NewIncidentId(command.request_id(), key));
  }
  return names.Take();
}

absl::StatusOr<std::vector<StreamEvents>> DecideRecordSignals(
    const v1::Command& command, const Folds& folds, const Context& context) {
  WL_RETURN_IF_ERROR(CheckOccurTime(context));
  Triage triage(command, folds, context);
  for (const v1::AlarmSignal& signal : command.record_signals().signals()) {
    WL_RETURN_IF_ERROR(triage.Take(signal));
  }
  return triage.TakeEvents();
}

std::vector<StreamName> ReadsGroupWait(const v1::FireTimer& order,
                                       const Folds& known) {
  const std::string& key = order.stream().key();
  Names names(known);
  names.AddAlarm(key);
  if (Known(known, v1::STREAM_KIND_ALARM, key)) {
    const v1::AlarmGroup& group = AlarmOf(known, key);
    if (group.has_waiting()) names.AddSignal(group.waiting(), key);
    names.Add(v1::STREAM_KIND_TICKET, NewIncidentId(order, known));
  }
  return names.Take();
}

absl::StatusOr<std::vector<StreamEvents>> FireGroupWait(
    const v1::FireTimer& order, const Folds& folds, const Context& context) {
  const std::string& alarm = order.stream().key();
  Draft draft(folds, context);
  const v1::AlarmSignal signal = draft.Alarm(alarm).waiting();
  const absl::Time start = FromTimestamp(draft.Alarm(alarm).waiting_time());
  const v1::Ticket* const incident = FindIncident(draft, alarm);
  v1::Event event;
  // Somebody may have opened the last one again.
  if (IsOpen(incident)) {
    event.mutable_group_released()->set_incident(incident->ticket());
    draft.Add(v1::STREAM_KIND_ALARM, alarm, std::move(event));
    Resume(draft, *incident, alarm);
    return draft.Take();
  }
  if (const Suppressor suppressor = FindSuppressor(draft, signal)) {
    SetRule(suppressor, *event.mutable_group_suppressed());
    draft.Add(v1::STREAM_KIND_ALARM, alarm, std::move(event));
    return draft.Take();
  }
  const std::string id = NewIncidentId(order, folds);
  event.mutable_group_released()->set_incident(id);
  draft.Add(v1::STREAM_KIND_ALARM, alarm, std::move(event));
  OpenIncident(draft, signal, start, id, 1);
  return draft.Take();
}

}  // namespace workledger
