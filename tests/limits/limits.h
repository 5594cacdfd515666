#ifndef WORKLEDGER_TESTS_LIMITS_LIMITS_H_
#define WORKLEDGER_TESTS_LIMITS_LIMITS_H_

// Reads limits.h and docs/limits.md as text, so that the two can be compared.

#include <cstdint>
#include <map>
#include <string>

namespace workledger {

// By constant name. A count for sizes and counts, seconds for durations; -1
// where the text was not understood.
using LimitValues = std::map<std::string, int64_t>;

// Returns what each `inline constexpr` of the header is set to.
LimitValues ParseHeader(const std::string& text);

// Returns the value of each row of the table.
LimitValues ParseTable(const std::string& text);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_LIMITS_LIMITS_H_
