#ifndef WORKLEDGER_CORE_ALARM_ALARM_DECIDE_H_
#define WORKLEDGER_CORE_ALARM_ALARM_DECIDE_H_

// Signals of devices: every one is kept in the stream of its key (site, zone
// and class), and becomes part of an incident, opens one, waits or is
// suppressed. docs/events.md tells the rules to users.

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// Refuses signals that have no key of their own: a part with a '|'
// (FIELD_INVALID), a key that is too long (FIELD_TOO_LONG); a confidence above
// 1,000 or a digest of another size (FIELD_INVALID).
absl::Status CheckRecordSignals(const v1::Command& command);

// Returns the streams that the signals read, as far as `known` tells: their
// keys, the incidents of these, the tickets that they would open, and the same
// of what might inhibit them.
std::vector<StreamName> ReadsRecordSignals(const v1::Command& command,
                                           const Folds& known);

// Decides each signal against what those before it left. A signal that its key
// knows already gives no event.
//
//   INVALID_ARGUMENT  TIME_AHEAD.
//   ALREADY_EXISTS    TICKET_EXISTS: somebody has the id that is derived for a
//                     new incident.
absl::StatusOr<std::vector<StreamEvents>> DecideRecordSignals(
    const v1::Command& command, const Folds& folds, const Context& context);

// Returns the streams that FireGroupWait reads, as far as `known` tells.
std::vector<StreamName> ReadsGroupWait(const v1::FireTimer& order,
                                       const Folds& known);

// A key's first signal has waited: opens the incident, or suppresses it. The
// caller has checked that the fold still has exactly this timer.
absl::StatusOr<std::vector<StreamEvents>> FireGroupWait(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_ALARM_ALARM_DECIDE_H_
