// workledgerd: one engine on one data folder, served over gRPC.

#include <grpc/support/log.h>
#include <signal.h>

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
#include "services/exit_code.h"
#include "services/listen_address.h"
#include "services/server.h"
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
absl::Status AwaitEnd(Engine& engine) {
  const sigset_t signals = StopSignals();
  const timespec interval = absl::ToTimespec(kLookInterval);
  while (true) {
    if (sigtimedwait(&signals, nullptr, &interval) > 0) return absl::OkStatus();
    if (absl::Status status = engine.WaitFailed(absl::ZeroDuration());
        !status.ok()) {
      return status;
    }
  }
}

int Run(const Flags& flags) {
  // Before anything is created.
  const auto address = ParseListenAddress(flags.server.listen);
  if (!address.ok()) return Fail(ExitCode::kUsage, address.status());
  const auto engine = Engine::Open(flags.engine);
  if (!engine.ok()) return Fail(CodeOfOpen(engine.status()), engine.status());
  const auto server = Server::Start(**engine, flags.server);
  if (!server.ok()) {
    return Fail(ExitCode::kAddressUnavailable, server.status());
  }
  std::cout << "workledgerd listening on " << (*server)->address() << std::endl;
  const absl::Status end = AwaitEnd(**engine);
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
