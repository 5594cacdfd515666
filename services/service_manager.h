#ifndef WORKLEDGER_SERVICES_SERVICE_MANAGER_H_
#define WORKLEDGER_SERVICES_SERVICE_MANAGER_H_

// Tells systemd, or whoever set NOTIFY_SOCKET, how the server is
// (sd_notify(3)); does nothing where nobody did.

#include <optional>

#include "absl/time/time.h"
#include "services/log_line.h"
#include "workledger/engine.h"

namespace workledger {

// Used by one thread.
class ServiceManager {
 public:
  // Reads WATCHDOG_USEC.
  ServiceManager();

  // Calls are served.
  void Ready();
  void Stopping();

  // Calls off the watchdog for another while, if there is one, unless commands
  // of a ledger have waited for half its interval without any batch finished:
  // whoever restarts the server then helps. To be called at least four times in
  // the interval.
  void KeepAlive(const Engine& engine);

 private:
  std::optional<absl::Duration> watchdog_;
  LogBudget stall_lines_{1};
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_SERVICE_MANAGER_H_
