#ifndef WORKLEDGER_SERVICES_EXIT_CODE_H_
#define WORKLEDGER_SERVICES_EXIT_CODE_H_

// How workledgerd ends, for its supervisor. Where sysexits(3) has a code for
// it, that one is used.

namespace workledger {

enum class ExitCode {
  kStopped = 0,
  kUsage = 64,
  kAddressUnavailable = 69,
  kCannotOpen = 71,
  kDataLocked = 73,
  kDataDamaged = 74,
  kEngineFailed = 75,
};

struct ExitCodeMeaning {
  ExitCode code;
  // As --help and docs/errors.md say it.
  const char* text;
};

inline constexpr ExitCodeMeaning kExitCodes[] = {
    {ExitCode::kStopped, "stopped by SIGTERM or SIGINT"},
    {ExitCode::kUsage, "bad flags"},
    {ExitCode::kAddressUnavailable, "the address is in use or not ours"},
    {ExitCode::kCannotOpen, "the data cannot be opened"},
    {ExitCode::kDataLocked, "another server has the data"},
    {ExitCode::kDataDamaged, "the data is damaged; do not restart"},
    {ExitCode::kEngineFailed, "the engine failed; restart"},
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_EXIT_CODE_H_
