#ifndef WORKLEDGER_BASE_CHECK_H_
#define WORKLEDGER_BASE_CHECK_H_

// WL_CHECK(condition) ends the process when a promise of our own code is
// broken. It stays on in release. Never check what a user, a disk or a network
// can cause; return a Status there.

namespace workledger {

// Prints where and what to standard error and aborts.
[[noreturn]] void CheckFailed(const char* file, int line,
                              const char* condition);

}  // namespace workledger

#define WL_CHECK(condition)     \
  (static_cast<bool>(condition) \
       ? static_cast<void>(0)   \
       : ::workledger::CheckFailed(__FILE__, __LINE__, #condition))

#endif  // WORKLEDGER_BASE_CHECK_H_
