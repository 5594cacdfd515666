#ifndef WORKLEDGER_BASE_DIGEST_H_
#define WORKLEDGER_BASE_DIGEST_H_

// SHA-256 (FIPS 180-4), by OpenSSL.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace workledger {

using Digest = std::array<uint8_t, 32>;

// Returns SHA-256 of the parts, one after the other.
Digest Sha256(std::initializer_list<std::string_view> parts);

// The digest's 32 bytes as text, without a copy; valid as long as `digest`.
inline std::string_view AsBytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Lower-case hexadecimal.
std::string ToHex(std::string_view bytes);

// Returns `count` bytes from the operating system's random source.
std::string RandomBytes(size_t count);

}  // namespace workledger

#endif  // WORKLEDGER_BASE_DIGEST_H_
