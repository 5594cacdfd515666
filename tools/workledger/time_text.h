#ifndef WORKLEDGER_TOOLS_WORKLEDGER_TIME_TEXT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_TIME_TEXT_H_

// Times as people type and read them.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/workledger/flag_value.h"

namespace workledger {

// Reads an IANA name, for example "Asia/Shanghai", or "UTC".
absl::StatusOr<absl::TimeZone> ParseZone(FlagValue value);

// Reads RFC 3339, or "YYYY-MM-DD HH:MM[:SS]" as local time of `zone`. A local
// time that the zone skips or has twice is refused.
absl::StatusOr<absl::Time> ParseTime(FlagValue value, absl::TimeZone zone);

// Reads a span that is more than zero, for example "90m", "1h30m" or "2d12h".
absl::StatusOr<absl::Duration> ParseSpan(FlagValue value);

// Returns "YYYY-MM-DD HH:MM:SS" in `zone`.
std::string TimeText(absl::Time time, absl::TimeZone zone);

// Returns the two largest units, for example "3d 4h", "2h 5m" or "40s".
std::string AgeText(absl::Duration age);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_TIME_TEXT_H_
