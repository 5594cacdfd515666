// workledger-demo: fills a ledger with a month of repair work.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>
#include <string>

#include "tools/demo/fill.h"
#include "tools/workledger/exit_code.h"

namespace workledger {
namespace {

int Fail(const absl::Status& status) {
  std::cerr << FailureText(status) << std::endl;
  return static_cast<int>(ExitCodeOf(status));
}

int Main(int argc, char** argv) {
  CLI::App app("workledger-demo: a month of a bureau's repair work",
               "workledger-demo");
  app.footer(kExitCodeHelp);
  std::string server = "127.0.0.1:7400";
  std::string ledger = "demo";
  uint64_t seed = 1;
  app.add_option("--server", server, "HOST:PORT of the server")
      ->envname("WORKLEDGER_SERVER")
      ->capture_default_str();
  app.add_option("--ledger", ledger, "made if it is missing")
      ->capture_default_str();
  app.add_option("--seed", seed, "the same month for the same seed")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help comes this way too.
    if (error.get_exit_code() == 0) return app.exit(error);
    return Fail(UsageError(error.what()));
  }
  const Session session = {.server = server,
                           .ledger = ledger,
                           .zone = absl::UTCTimeZone(),
                           .output = OutputFormat::kTable,
                           .out = std::cout,
                           .err = std::cerr,
                           .draws_progress = isatty(STDERR_FILENO) == 1};
  const absl::Status status = FillLedger(seed, session);
  return status.ok() ? 0 : Fail(status);
}

}  // namespace
}  // namespace workledger

int main(int argc, char** argv) { return workledger::Main(argc, argv); }
