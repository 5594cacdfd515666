#include "engine/core/alarm/alarm_evolve.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/time.h"
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

template <typename List, typename Value>
auto PlaceIn(List& list, const Value& value) {
  return std::lower_bound(list.begin(), list.end(), value);
}

// Adds `value` to a sorted list that does not hold it.
template <typename List, typename Value>
void Insert(List& list, const Value& value) {
  const auto index = PlaceIn(list, value) - list.begin();
  *list.Add() = value;
  for (auto i = list.size() - 1; i > index; --i) {
    list.SwapElements(static_cast<int>(i), static_cast<int>(i) - 1);
  }
}

void Activate(v1::AlarmGroup& group, const std::string& device) {
  if (IsActive(group, device)) return;
  auto& devices = *group.mutable_active_devices();
  if (std::cmp_less(devices.size(), kActiveDevicesMax)) {
    Insert(devices, device);
  } else if (std::cmp_less(group.more_devices_size(), kMoreDevicesMax)) {
    Insert(*group.mutable_more_devices(), DeviceDigest(device));
  }
}

template <typename List, typename Value>
bool Erase(List& list, const Value& value) {
  const auto place = PlaceIn(list, value);
  if (place == list.end() || *place != value) return false;
  list.erase(place);
  return true;
}

void Deactivate(v1::AlarmGroup& group, const std::string& device) {
  if (Erase(*group.mutable_active_devices(), device)) return;
  Erase(*group.mutable_more_devices(), DeviceDigest(device));
}

void EndWait(v1::AlarmGroup& group) {
  group.clear_timer();
  group.clear_waiting();
  group.clear_waiting_time();
}

void StartWait(v1::AlarmGroup& group, const v1::Record& record,
               const v1::SignalRecorded& event) {
  v1::Timer& timer = *group.mutable_timer();
  timer.set_kind(v1::TIMER_KIND_GROUP_WAIT);
  *timer.mutable_due_time() = event.due_time();
  timer.set_position(record.position());
  const absl::Duration wait =
      FromTimestamp(event.due_time()) - FromTimestamp(record.record_time());
  const int64_t millis = absl::ToInt64Milliseconds(wait);
  timer.mutable_wait()->set_seconds(millis / 1000);
  timer.mutable_wait()->set_nanos(static_cast<int32_t>(millis % 1000) *
                                  1000000);
  *group.mutable_waiting() = event.signal();
  *group.mutable_waiting_time() = record.occur_time();
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

uint64_t DeviceDigest(const std::string& device) {
  const Digest digest = Sha256({device});
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof(number); ++i) {
    number = number << 8 | static_cast<uint8_t>(digest[i]);
  }
  return number;
}

bool IsActive(const v1::AlarmGroup& group, const std::string& device) {
  return std::ranges::binary_search(group.active_devices(), device) ||
         (!group.more_devices().empty() &&
          std::ranges::binary_search(group.more_devices(),
                                     DeviceDigest(device)));
}

bool IsRepeated(const v1::AlarmGroup& group, const v1::AlarmSignal& signal) {
  return std::ranges::find(group.recent_signals(), NameOf(signal)) !=
         group.recent_signals().end();
}

}  // namespace workledger
