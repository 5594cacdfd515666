#include "engine/core/alarm/alarm_evolve.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Ids of signals are unique for their device only.
std::string NameOf(const v1::AlarmSignal& signal) {
  return absl::StrCat(signal.device(), "|", signal.signal());
}

void Remember(v1::AlarmGroup& group, const v1::AlarmSignal& signal) {
  auto& recent = *group.mutable_recent_signals();
  *recent.Add() = NameOf(signal);
  if (static_cast<size_t>(recent.size()) > kRecentSignalsMax) {
    recent.DeleteSubrange(0, 1);
  }
}

void Activate(v1::AlarmGroup& group, const std::string& device) {
  auto& devices = *group.mutable_active_devices();
  const auto place = std::lower_bound(devices.begin(), devices.end(), device);
  if (place != devices.end() && *place == device) return;
  if (static_cast<size_t>(devices.size()) == kActiveDevicesMax) return;
  const auto index = place - devices.begin();
  *devices.Add() = device;
  std::rotate(devices.pointer_begin() + index, devices.pointer_end() - 1,
              devices.pointer_end());
}

void Deactivate(v1::AlarmGroup& group, const std::string& device) {
  auto& devices = *group.mutable_active_devices();
  const auto place = std::lower_bound(devices.begin(), devices.end(), device);
  if (place != devices.end() && *place == device) devices.erase(place);
}

void EndWait(v1::AlarmGroup& group) {
  group.clear_timer();
  group.clear_waiting();
}

void StartWait(v1::AlarmGroup& group, const v1::Record& record,
               const v1::SignalRecorded& event) {
  v1::Timer& timer = *group.mutable_timer();
  timer.set_kind(v1::TIMER_KIND_GROUP_WAIT);
  *timer.mutable_due_time() = event.due_time();
  timer.set_position(record.position());
  *group.mutable_waiting() = event.signal();
}

void CountOutcome(v1::AlarmGroup& group, v1::SignalOutcome outcome) {
  group.set_signals(group.signals() + 1);
  if (outcome == v1::SIGNAL_OUTCOME_CORRELATED) {
    group.set_correlated(group.correlated() + 1);
  } else if (outcome == v1::SIGNAL_OUTCOME_SUPPRESSED) {
    group.set_suppressed(group.suppressed() + 1);
  }
}

void Apply(v1::AlarmGroup& group, const v1::Record& record,
           const v1::SignalRecorded& event) {
  if (!group.has_first_time()) {
    *group.mutable_first_time() = record.occur_time();
  }
  *group.mutable_last_time() = record.occur_time();
  CountOutcome(group, event.outcome());
  Remember(group, event.signal());
  if (event.signal().clear()) {
    Deactivate(group, event.signal().device());
  } else {
    Activate(group, event.signal().device());
  }
  // One that a signal was correlated with may be the master of the key's own.
  if (event.outcome() == v1::SIGNAL_OUTCOME_OPENED) {
    group.set_incident(event.incident());
  }
  if (event.has_due_time()) StartWait(group, record, event);
}

}  // namespace

void EvolveAlarm(v1::AlarmGroup& group, const v1::Record& record,
                 const v1::Event& event) {
  group.set_alarm(record.stream().key());
  group.set_version(record.version());
  if (event.has_signal_recorded()) {
    Apply(group, record, event.signal_recorded());
  } else if (event.has_group_released()) {
    EndWait(group);
    group.set_incident(event.group_released().incident());
  } else if (event.has_group_suppressed()) {
    EndWait(group);
    group.set_suppressed(group.suppressed() + 1);
  }
}

bool IsRepeated(const v1::AlarmGroup& group, const v1::AlarmSignal& signal) {
  return std::ranges::find(group.recent_signals(), NameOf(signal)) !=
         group.recent_signals().end();
}

}  // namespace workledger
