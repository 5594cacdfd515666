#ifndef WORKLEDGER_TOOLS_WORKLEDGER_AS_OF_FLAGS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_AS_OF_FLAGS_H_

// The flags of verbs that read: as of when.

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

struct AsOfFlags {
  // Empty where they were not given.
  std::string known_time;
  std::string valid_time;
  std::optional<uint64_t> position;
  // Waits until the views have it.
  uint64_t min_position = 0;
};

absl::StatusOr<v1::AsOf> ParseAsOf(const AsOfFlags& flags, absl::TimeZone zone);

// Sets in a request that reads what the flags say.
template <typename Request>
absl::Status SetAsOf(const AsOfFlags& flags, absl::TimeZone zone,
                     Request& request) {
  request.set_min_position(flags.min_position);
  WL_ASSIGN_OR_RETURN(*request.mutable_as_of(), ParseAsOf(flags, zone));
  return absl::OkStatus();
}

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_AS_OF_FLAGS_H_
