#include "services/listen_address.h"

#include <arpa/inet.h>

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr int kPortMax = 65535;

absl::Status Invalid(std::string_view got, std::string_view want) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "listen",
                    absl::StrCat("got ", ToAbsl(got), ", want ", ToAbsl(want)));
}

bool IsLoopback(const std::string& host) {
  if (host == "localhost" || host == "[::1]") return true;
  in_addr address;
  if (inet_pton(AF_INET, host.c_str(), &address) != 1) return false;
  return (ntohl(address.s_addr) >> 24) == 127;
}

}  // namespace

std::string ListenAddress::ToString() const {
  return unix_socket ? host : absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text) {
  if (text.substr(0, kUnixPrefix.size()) == kUnixPrefix) {
    if (text.size() == kUnixPrefix.size()) return Invalid(text, "unix:PATH");
    return ListenAddress{.host = std::string(text), .unix_socket = true};
  }
  const size_t colon = text.rfind(':');
  ListenAddress address;
  if (colon == std::string_view::npos ||
      !absl::SimpleAtoi(ToAbsl(text.substr(colon + 1)), &address.port) ||
      address.port < 0 || address.port > kPortMax) {
    return Invalid(text, "HOST:PORT with a port of 0 to 65535, or unix:PATH");
  }
  address.host = std::string(text.substr(0, colon));
  if (!IsLoopback(address.host)) {
    return Invalid(text,
                   "a loopback host (127.0.0.1, [::1], localhost) or a Unix "
                   "socket, because clients are not authenticated");
  }
  return address;
}

}  // namespace workledger
