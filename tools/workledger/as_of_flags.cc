#include "tools/workledger/as_of_flags.h"

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/time_text.h"

namespace workledger {

absl::StatusOr<v1::AsOf> ParseAsOf(const AsOfFlags& flags,
                                   absl::TimeZone zone) {
  v1::AsOf as_of;
  if (flags.position.has_value()) as_of.set_position(*flags.position);
  if (!flags.known_time.empty()) {
    WL_ASSIGN_OR_RETURN(
        const absl::Time time,
        ParseTime({.flag = "--as-of-known", .text = flags.known_time}, zone));
    *as_of.mutable_known_time() = ToTimestamp(time);
  }
  if (!flags.valid_time.empty()) {
    WL_ASSIGN_OR_RETURN(
        const absl::Time time,
        ParseTime({.flag = "--as-of-valid", .text = flags.valid_time}, zone));
    *as_of.mutable_valid_time() = ToTimestamp(time);
  }
  return as_of;
}

}  // namespace workledger
