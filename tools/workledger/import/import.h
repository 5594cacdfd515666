#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_IMPORT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_IMPORT_H_

// Imports another system's history: start here. docs/import.md says what a
// mapping is and what an import does.
//
//   WL_ASSIGN_OR_RETURN(
//       const ImportSummary summary,
//       Import({.file = "history.csv.gz", .mapping_file = "mine.toml",
//               .ledger = "bureau"},
//              client));
//   std::cout << ToTable(summary);

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tools/workledger/import/import_client.h"
#include "tools/workledger/import/summary.h"
#include "workledger/clock.h"
#include "workledger/limits.h"

namespace workledger {

struct ImportProgress {
  uint64_t rows = 0;
  // How much of the file, as it is stored, was read, and its size.
  uint64_t bytes_read = 0;
  uint64_t bytes_total = 0;
};

struct ImportOptions {
  // CSV, plain or gzip.
  std::string file;
  std::string mapping_file;
  // It exists already.
  std::string ledger;
  // Batches under way at once, 1 to kLanesMax.
  int lanes = 4;
  // Commands in a batch, 1 to kBatchCommandsMax.
  int batch_commands = kBatchCommandsMax;
  // Called on the importing thread every kProgressRows rows and at the end of
  // the file. May be null.
  std::function<void(const ImportProgress&)> progress;
  // Not owned. The machine's clock if null.
  const Clock* clock = nullptr;
  // Waits before a call is tried again; on any thread of the import.
  std::function<void(absl::Duration)> sleep = absl::SleepFor;
};

inline constexpr uint64_t kProgressRows = 1024;

// Reads the file, sends what its rows say and, when all is answered, compares
// what the ledger derived with the mapping's check columns. A second run sends
// the same commands, which the ledger knows by their request ids, so it adds no
// event; that is also how to go on after any error.
//
//   INVALID_ARGUMENT  mapping, file or options are wrong; `field` says where.
//                     Rows before a wrong row are imported.
//   NOT_FOUND         LEDGER_NOT_FOUND; nothing was sent.
//   any other code    a command was refused, or the server was away for too
//                     long; the message names the row. Rows before it, and some
//                     after it, may be imported.
absl::StatusOr<ImportSummary> Import(const ImportOptions& options,
                                     ImportClient& client);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_IMPORT_H_
