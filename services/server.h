#ifndef WORKLEDGER_SERVICES_SERVER_H_
#define WORKLEDGER_SERVICES_SERVER_H_

// Serves an engine over gRPC: the services of workledger.v1, health and
// reflection.
//
//   WL_ASSIGN_OR_RETURN(auto server,
//                       Server::Start(*engine, {.listen = "127.0.0.1:0"}));
//   std::cout << server->address() << std::endl;
//   server->Stop(absl::Seconds(10));

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "workledger/engine.h"
#include "workledger/limits.h"

namespace workledger {

class CallMetrics;

struct ServerOptions {
  // HOST:PORT or unix:PATH; the host must be a loopback one. Port 0 lets the
  // system choose.
  std::string listen;
  // A subscriber that takes nothing for so long is ended.
  absl::Duration stall_max = kStallMax;
  // Counts the calls. Not owned; outlives the server. Nobody if null.
  CallMetrics* call_metrics = nullptr;
};

// Thread-safe.
class Server {
 public:
  // Starts to serve `engine`, which outlives the server.
  //
  //   INVALID_ARGUMENT  FIELD_INVALID on "listen": not an address, or not a
  //                     loopback one.
  //   UNAVAILABLE       the address is in use, or is not one of this machine.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      Engine& engine, const ServerOptions& options);

  // Stops without grace unless it is stopped.
  virtual ~Server() = default;

  // Where it listens, with the port that it got.
  virtual const std::string& address() const = 0;

  // Reports NOT_SERVING, begins the engine's shutdown, so that more calls are
  // refused, and waits for those under way, at most for `grace`. Then it hangs
  // up on all clients. Can be called again.
  virtual void Stop(absl::Duration grace) = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_SERVER_H_
