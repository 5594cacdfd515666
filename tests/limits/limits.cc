#include "tests/limits/limits.h"

#include <regex>

namespace workledger {
namespace {

using Matches = std::sregex_iterator;

// Understands "64", "1 << 20" and "absl::Seconds(10)".
int64_t Evaluate(const std::string& expression) {
  static const std::regex number(R"((\d+)(?: << (\d+))?)");
  static const std::regex duration(R"(absl::(Seconds|Minutes)\((\d+)\))");
  std::smatch match;
  if (std::regex_match(expression, match, number)) {
    return std::stoll(match[1])
           << (match[2].matched ? std::stoll(match[2]) : 0);
  }
  if (std::regex_match(expression, match, duration)) {
    return std::stoll(match[2]) * (match[1] == "Minutes" ? 60 : 1);
  }
  return -1;
}

}  // namespace

LimitValues ParseHeader(const std::string& text) {
  static const std::regex constant(
      R"(inline constexpr\s+\S+\s+(k\w+)\s*=\s*([^;]+);)");
  LimitValues values;
  for (Matches match(text.begin(), text.end(), constant); match != Matches();
       ++match) {
    values[(*match)[1]] = Evaluate((*match)[2]);
  }
  return values;
}

LimitValues ParseTable(const std::string& text) {
  static const std::regex row(R"(\| `(k\w+)` \| (\d+) \| (\w+) \| [^|]+ \|)");
  LimitValues values;
  for (Matches match(text.begin(), text.end(), row); match != Matches();
       ++match) {
    values[(*match)[1]] =
        std::stoll((*match)[2]) * ((*match)[3] == "minutes" ? 60 : 1);
  }
  return values;
}

}  // namespace workledger
