#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_ALARMS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_ALARMS_H_

// Alarms of the simulated year: once a week a camera and its neighbour see
// somebody, which silences the door beside them, and while the panels are
// maintained their faults open nothing. Who is on duty looks at once.

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/simulate/story.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

inline constexpr std::string_view kAlarmCategory = "security/alarm";

// Weeks of the year in which there is an alarm; of every fourth it is true.
inline constexpr uint64_t kAlarmWeeks = 50;
inline constexpr uint64_t kTrueAlarmEvery = 4;

// The category of incidents, the rules of the classes and the maintenance.
void PutAlarms(v1::ChangeCatalogue& change);

// The signals of `scale` years, and their all-clears.
void TellAlarms(uint64_t scale, Steps& steps);

// Sees to the incidents that signals opened, which are found in the list of
// their category.
class AlarmDesk {
 public:
  // `client` outlives it.
  AlarmDesk(Client& client, std::string ledger)
      : client_(client), ledger_(std::move(ledger)) {}

  // Returns the orders of `morning`, looking at the ledger as it is at
  // `position` or later.
  absl::StatusOr<Steps> Look(absl::Time morning, uint64_t position);

 private:
  Client& client_;
  const std::string ledger_;
  std::set<std::string> known_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_ALARMS_H_
