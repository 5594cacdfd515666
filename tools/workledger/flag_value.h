#ifndef WORKLEDGER_TOOLS_WORKLEDGER_FLAG_VALUE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_FLAG_VALUE_H_

// What a person typed after a flag, with the flag's name for the error.

#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "tools/workledger/exit_code.h"

namespace workledger {

struct FlagValue {
  // For example "--priority".
  std::string_view flag;
  std::string_view text;
};

// Returns the usage error `FLAG: got "TEXT", want WANT`.
inline absl::Status FlagError(FlagValue value, std::string_view want) {
  return UsageError(absl::StrCat(ToAbsl(value.flag), ": got \"",
                                 ToAbsl(value.text), "\", want ",
                                 ToAbsl(want)));
}

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_FLAG_VALUE_H_
