#ifndef WORKLEDGER_CORE_ALARM_ALARM_EVOLVE_H_
#define WORKLEDGER_CORE_ALARM_ALARM_EVOLVE_H_

// Folds the events of an alarm key's stream.

#include <cstdint>
#include <string>

#include "workledger/v1/alarm.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

void EvolveAlarm(v1::AlarmGroup& group, const v1::Record& record,
                 const v1::Event& event);

// Whether the device's condition holds.
bool IsActive(const v1::AlarmGroup& group, const std::string& device);

// What `AlarmGroup.more_devices` keeps of a device.
uint64_t DeviceDigest(const std::string& device);

// Whether the signal is one of the last that the group keeps.
bool IsRepeated(const v1::AlarmGroup& group, const v1::AlarmSignal& signal);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_ALARM_ALARM_EVOLVE_H_
