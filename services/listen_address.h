#ifndef WORKLEDGER_SERVICES_LISTEN_ADDRESS_H_
#define WORKLEDGER_SERVICES_LISTEN_ADDRESS_H_

// Where a server without client certificates may listen.

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace workledger {

struct ListenAddress {
  // As given: "127.0.0.1", "[::1]", "localhost", or "unix:/run/wl.sock".
  std::string host;
  // 0 lets the system choose. A Unix socket has none.
  int port = 0;
  bool unix_socket = false;

  // What gRPC takes and people read.
  std::string ToString() const;
};

// Reads HOST:PORT or unix:PATH. Only loopback hosts are allowed: nobody is
// authenticated.
//
//   INVALID_ARGUMENT  FIELD_INVALID on "listen".
absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_LISTEN_ADDRESS_H_
