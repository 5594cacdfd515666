#ifndef WORKLEDGER_TOOLS_WORKLEDGER_COUNT_TEXT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_COUNT_TEXT_H_

// Counts as people say them.

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"

namespace workledger {

// Returns "1 ticket", "2 tickets".
inline std::string CountText(uint64_t count, std::string_view noun) {
  return absl::StrCat(count, " ", ToAbsl(noun), count == 1 ? "" : "s");
}

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_COUNT_TEXT_H_
