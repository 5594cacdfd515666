#ifndef WORKLEDGER_LOG_BIG_ENDIAN_H_
#define WORKLEDGER_LOG_BIG_ENDIAN_H_

// Numbers in stored bytes: big-endian, so that byte order is number order.

#include <cstdint>
#include <string>
#include <string_view>

namespace workledger {

template <typename Number>
void AppendNumber(Number number, std::string& bytes) {
  for (int shift = 8 * (sizeof(Number) - 1); shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift));
  }
}

// Takes a number off the front of `bytes`, which is long enough.
template <typename Number>
Number TakeNumber(std::string_view& bytes) {
  Number number = 0;
  for (size_t i = 0; i < sizeof(Number); ++i) {
    number = static_cast<Number>(number << 8 | static_cast<uint8_t>(bytes[i]));
  }
  bytes.remove_prefix(sizeof(Number));
  return number;
}

}  // namespace workledger

#endif  // WORKLEDGER_LOG_BIG_ENDIAN_H_
