#ifndef WORKLEDGER_TOOLS_WORKLEDGER_HEX_TEXT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_HEX_TEXT_H_

// Bytes as people paste them.

#include <string>

#include "absl/status/statusor.h"
#include "tools/workledger/flag_value.h"

namespace workledger {

// Reads an even number of hexadecimal digits, at least two.
absl::StatusOr<std::string> ParseHex(FlagValue value);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_HEX_TEXT_H_
