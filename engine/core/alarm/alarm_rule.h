#ifndef WORKLEDGER_CORE_ALARM_ALARM_RULE_H_
#define WORKLEDGER_CORE_ALARM_ALARM_RULE_H_

// What the catalogue says of alarms: the rule of a class, and what may suppress
// a signal. A class without a rule opens incidents as a rule with no fields set
// would.

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "google/protobuf/timestamp.pb.h"
#include "workledger/v1/alarm.pb.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Returns the key of the stream that the signal is kept in, "{site}|{zone}|
// {class}"; no part holds a '|'.
std::string AlarmKeyOf(const v1::AlarmSignal& signal);

// Returns the innermost place that the signal names.
const std::string& PlaceOf(const v1::AlarmSignal& signal);

// Returns the rule of the class, or null.
const v1::CatalogueEntry* FindAlarmRule(const Catalogue& catalogue,
                                        const std::string& alarm_class);

// Returns the keys of the alarms that would inhibit the signal: each inhibiting
// class in the signal's zone, in every zone that this one lies in, and in the
// whole of its site.
std::vector<std::string> InhibitingKeys(const Catalogue& catalogue,
                                        const v1::AlarmSignal& signal);

// Returns the window of a drill or of maintenance that covers the signal at
// `at`, or null.
const v1::CatalogueEntry* FindQuietWindow(const Catalogue& catalogue,
                                          const v1::AlarmSignal& signal,
                                          absl::Time at);

// How long after a false alarm a signal opens it again, and how long a first
// signal waits.
absl::Duration ReopenWindowOf(const v1::CatalogueEntry* rule);
absl::Duration GroupWaitOf(const v1::CatalogueEntry* rule);

// Returns when an incident that begins at `start` is called out; nothing if it
// never is.
std::optional<google::protobuf::Timestamp> CallTimeOf(const v1::AlarmRule& rule,
                                                      absl::Time start);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_ALARM_ALARM_RULE_H_
