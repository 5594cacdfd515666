#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SESSION_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SESSION_H_

// What every verb gets: the global flags, and where to print.

#include <ostream>
#include <string>

#include "absl/time/time.h"

namespace workledger {

enum class OutputFormat { kTable, kJson };

struct Session {
  // HOST:PORT.
  std::string server;
  // Empty means the only ledger that there is.
  std::string ledger;
  // Of times that are read without an offset, and of all times in tables.
  absl::TimeZone zone;
  OutputFormat output = OutputFormat::kTable;
  std::ostream& out;
  // Notes and progress; errors are returned.
  std::ostream& err;
  // Whether `err` is a terminal, so that progress may be drawn.
  bool draws_progress = false;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SESSION_H_
