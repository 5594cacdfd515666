#include "tools/workledger/hex_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace workledger {

absl::StatusOr<std::string> ParseHex(FlagValue value) {
  const std::string_view text = value.text;
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isxdigit(static_cast<unsigned char>(c));
  });
  if (!digits || text.empty() || text.size() % 2 != 0) {
    return FlagError(value, "pairs of hexadecimal digits");
  }
  return absl::HexStringToBytes(ToAbsl(text));
}

}  // namespace workledger
