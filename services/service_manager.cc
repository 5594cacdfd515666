#include "services/service_manager.h"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>

namespace workledger {
namespace {

constexpr int kKeepEnvironment = 0;

}  // namespace

ServiceManager::ServiceManager() {
  uint64_t micros = 0;
  if (sd_watchdog_enabled(kKeepEnvironment, &micros) > 0) {
    watchdog_ = absl::Microseconds(micros);
  }
}

void ServiceManager::Ready() { sd_notify(kKeepEnvironment, "READY=1"); }

void ServiceManager::Stopping() { sd_notify(kKeepEnvironment, "STOPPING=1"); }

void ServiceManager::KeepAlive(const Engine& engine) {
  if (!watchdog_) return;
  const std::vector<LedgerStatus> all = engine.ListStatus();
  const auto stalled =
      std::ranges::find_if(all, [this](const LedgerStatus& status) {
        return status.commit_stall >= *watchdog_ / 2;
      });
  if (stalled == all.end()) {
    sd_notify(kKeepEnvironment, "WATCHDOG=1");
    return;
  }
  if (!stall_lines_.Take()) return;
  Log(LogLevel::kError, "commit_stalled",
      {{"ledger", stalled->ledger},
       {"seconds", absl::ToInt64Seconds(stalled->commit_stall)}});
}

}  // namespace workledger
