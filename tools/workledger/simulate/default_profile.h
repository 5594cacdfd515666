#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_DEFAULT_PROFILE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_DEFAULT_PROFILE_H_

// The profile that comes with workledger, as the build found it: the simulated
// year needs no file beside the tool.

#include <string_view>

namespace workledger {

// Text of share/catalogue/cn-gov-default.toml.
extern const std::string_view kDefaultProfile;

// The notices of holidays that it names.
extern const std::string_view kHolidays2025;
extern const std::string_view kHolidays2026;

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_DEFAULT_PROFILE_H_
