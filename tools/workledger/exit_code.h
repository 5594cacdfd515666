#ifndef WORKLEDGER_TOOLS_WORKLEDGER_EXIT_CODE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_EXIT_CODE_H_

// How the tool ends: its exit codes and the one sentence it says on failure.

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace workledger {

enum class ExitCode {
  kOk = 0,
  // The server refused, a check found violations, or what an input file says
  // is wrong.
  kRefused = 1,
  // The command line is wrong; nothing was sent.
  kUsage = 2,
  // The server cannot be reached, does not serve, stopped before it answered,
  // or gave no answer in time.
  kUnreachable = 3,
  // A local file, or standard output, cannot be read or written.
  kFile = 4,
};

// The codes as `--help` shows them.
inline constexpr char kExitCodeHelp[] =
    "Exit codes: 0 done; 1 refused by the server, violations found, or an "
    "input file says something wrong; 2 wrong usage; 3 server unreachable or "
    "not serving; 4 a local file cannot be read or written.";

// A status that ends the tool with kUsage, and with kFile.
absl::Status UsageError(std::string_view message);
absl::Status FileError(std::string_view message);

ExitCode ExitCodeOf(const absl::Status& status);

// Returns "workledger: MESSAGE (REASON)", on one line. `status` is not OK.
std::string FailureText(const absl::Status& status);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_EXIT_CODE_H_
