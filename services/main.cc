// workledgerd: one engine on one data folder, served over gRPC.

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "grpc/support/log.h"
#include "prometheus/registry.h"
#include "services/call_metrics.h"
#include "services/engine_metrics.h"
#include "services/exit_code.h"
#include "services/listen_address.h"
#include "services/log_line.h"
#include "services/metrics_page.h"
#include "services/server.h"
#include "services/service_manager.h"
#include "workledger/engine.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(10);
// A failed engine answers at once; only slow consumers would be waited for.
constexpr absl::Duration kGraceFailed = absl::Milliseconds(500);
// How soon a failure of the engine is seen.
constexpr absl::Duration kLookInterval = absl::Milliseconds(250);

struct Flags {
  EngineOptions engine;
  ServerOptions server;
  std::string metrics;  // empty: none
};

std::string ExitCodesText() {
  std::string text = "Exit codes:\n";
  for (const ExitCodeMeaning& meaning : kExitCodes) {
    absl::StrAppend(&text, "  ", static_cast<int>(meaning.code), "  ",
                    meaning.text, "\n");
  }
  return text;
}

void Declare(CLI::App& app, Flags& flags) {
  app.add_option("--data-dir", flags.engine.directory,
                 "Folder with the log and the views; created if missing")
      ->required()
      // To the engine an empty name means memory, which no server wants.
      ->check([](const std::string& name) {
        return std::string(name.empty() ? "got nothing, want a folder" : "");
      });
  app.add_option("--listen", flags.server.listen,
                 "HOST:PORT of a loopback host, or unix:PATH; port 0 lets the "
                 "system choose")
      ->required();
  app.add_option("--mirror", flags.engine.mirror,
                 "Keep a second copy of the log's tail, from which damage to "
                 "the first is repaired: true or false")
      ->capture_default_str();
  app.add_option("--mirror-dir", flags.engine.mirror_directory,
                 "Folder of that copy, best on another disk; \"mirror\" in the "
                 "data folder if not given");
  app.add_option("--metrics", flags.metrics,
                 "HOST:PORT of a loopback host that serves metrics at /metrics "
                 "for Prometheus; none if not given");
  app.add_option(
      "--signing-key", flags.engine.signing_key_file,
      "File of the key that heads of ledgers are signed with; made "
      "if missing and nothing was signed yet; \"signing_key.pem\" in "
      "the data folder if not given");
  app.add_option("--disk-reserve-bytes", flags.engine.disk_reserve_bytes,
                 "Refuse commands while less than this is free on the disk")
      ->capture_default_str();
  app.footer(ExitCodesText());
}

int Fail(ExitCode code, const absl::Status& status) {
  std::cerr << "workledgerd: " << status.message() << std::endl;
  return static_cast<int>(code);
}

ExitCode CodeOfOpen(const absl::Status& status) {
  if (ReasonOf(status) == v1::ERROR_REASON_STORE_LOCKED) {
    return ExitCode::kDataLocked;
  }
  if (absl::IsDataLoss(status)) return ExitCode::kDataDamaged;
  return ExitCode::kCannotOpen;
}

// The signals that stop the server.
sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Waits for a signal to stop, which is OK, or until the engine fails.
absl::Status AwaitEnd(Engine& engine, ServiceManager& manager) {
  const sigset_t signals = StopSignals();
  const timespec interval = absl::ToTimespec(kLookInterval);
  while (true) {
    if (sigtimedwait(&signals, nullptr, &interval) > 0) return absl::OkStatus();
    if (absl::Status status = engine.WaitFailed(absl::ZeroDuration());
        !status.ok()) {
      return status;
    }
    manager.KeepAlive(engine);
  }
}

// The metrics, in the order in which each is needed.
struct Metrics {
  std::shared_ptr<prometheus::Registry> registry =
      std::make_shared<prometheus::Registry>();
  EngineMetrics engine{*registry};
  CallMetrics calls{*registry};
};

// Starts the page, if it is asked for; else leaves `page` null.
absl::Status StartPage(const Flags& flags, const Metrics& metrics,
                       const Engine& engine,
                       std::unique_ptr<MetricsPage>& page) {
  if (flags.metrics.empty()) return absl::OkStatus();
  WL_ASSIGN_OR_RETURN(const ListenAddress address,
                      ParseMetricsAddress(flags.metrics));
  WL_ASSIGN_OR_RETURN(
      page,
      MetricsPage::Start(address, {metrics.registry,
                                   std::make_shared<LedgerCollector>(engine)}));
  return absl::OkStatus();
}

// Before anything is created.
absl::Status CheckAddresses(const Flags& flags) {
  WL_RETURN_IF_ERROR(ParseListenAddress(flags.server.listen).status());
  if (flags.metrics.empty()) return absl::OkStatus();
  return ParseMetricsAddress(flags.metrics).status();
}

int Run(Flags flags) {
  if (const absl::Status addresses = CheckAddresses(flags); !addresses.ok()) {
    return Fail(ExitCode::kUsage, addresses);
  }
  Metrics metrics;
  if (!flags.metrics.empty()) {
    flags.engine.observer = &metrics.engine;
    flags.server.call_metrics = &metrics.calls;
  }
  const auto engine = Engine::Open(flags.engine);
  if (!engine.ok()) return Fail(CodeOfOpen(engine.status()), engine.status());
  const auto server = Server::Start(**engine, flags.server);
  if (!server.ok()) {
    return Fail(ExitCode::kAddressUnavailable, server.status());
  }
  std::unique_ptr<MetricsPage> page;
  if (const absl::Status started = StartPage(flags, metrics, **engine, page);
      !started.ok()) {
    return Fail(ExitCode::kAddressUnavailable, started);
  }
  Log(LogLevel::kInfo, "listening",
      {{"address", (*server)->address()},
       {"metrics", page == nullptr ? "" : page->address()}});
  std::cout << "workledgerd listening on " << (*server)->address() << std::endl;
  ServiceManager manager;
  manager.Ready();
  const absl::Status end = AwaitEnd(**engine, manager);
  manager.Stopping();
  Log(end.ok() ? LogLevel::kInfo : LogLevel::kError, "stopping",
      {{"reason", end.ok() ? "signal" : ToStd(end.message())}});
  (*server)->Stop(end.ok() ? kGrace : kGraceFailed);
  if (!end.ok()) return Fail(ExitCode::kEngineFailed, end);
  return static_cast<int>(ExitCode::kStopped);
}

}  // namespace
}  // namespace workledger

int main(int argc, char** argv) {
  // Before there is any thread, so that every thread inherits it.
  const sigset_t signals = workledger::StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // Whoever reads our output may go away.
  signal(SIGPIPE, SIG_IGN);
  // What fails is told once, in our own sentence; gRPC's are for who asks.
  if (std::getenv("GRPC_VERBOSITY") == nullptr) {
    gpr_set_log_function([](gpr_log_func_args*) {});
  }
  // Debian's Abseil looks for deadlocks at every lock that gRPC takes.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);

  workledger::Flags flags;
  CLI::App app("Serves the ledgers of one data folder over gRPC.",
               "workledgerd");
  workledger::Declare(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // CLI11 knows no other way.
    return app.exit(error) == 0
               ? 0
               : static_cast<int>(workledger::ExitCode::kUsage);
  }
  return workledger::Run(flags);
}
