#ifndef WORKLEDGER_TOOLS_WORKLEDGER_TYPED_WORD_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_TYPED_WORD_H_

// Checks of a word as it was typed, for CLI11: they return what is wrong with
// it, or nothing.
//
//   verb.add_option("--request-id", id)->check(CheckNotEmpty);

#include <string>

namespace workledger {

inline std::string CheckNotEmpty(const std::string& text) {
  return text.empty() ? "got \"\", want something or not to be given" : "";
}

// CLI11 would take the number from the other end of the range.
inline std::string CheckNotNegative(const std::string& text) {
  if (text.empty() || text.front() != '-') return "";
  return "got \"" + text + "\", want a whole number from 0";
}

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_TYPED_WORD_H_
