#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_SUMMARY_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_SUMMARY_H_

// What an import did, for people and for programs. docs/import.md explains
// every figure.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/workledger/import/batch_sender.h"

namespace workledger {

// Differences listed for each check.
inline constexpr size_t kDifferencesMax = 5;

struct CheckDifference {
  std::string ticket;
  // What the source says, and what the ledger derived.
  std::string source;
  std::string ledger;
};

struct CheckSummary {
  // The check's key in the mapping.
  std::string name;
  // Tickets for which both say the same, both say something else, and not both
  // say something.
  uint64_t equal = 0;
  uint64_t different = 0;
  uint64_t absent = 0;
  // The first ones, at most kDifferencesMax.
  std::vector<CheckDifference> differences;
};

struct ImportSummary {
  uint64_t rows = 0;
  uint64_t tickets = 0;
  // Rows that say nothing new and are not sent.
  uint64_t unchanged_rows = 0;
  SendTotals sent;
  // In the order of the mapping's reference.
  std::vector<CheckSummary> checks;
  // From the first row to the last answer; the checks come after.
  absl::Duration elapsed;

  // 0 if no time passed.
  double RowsPerSecond() const;
};

// Lines of text, each ended.
std::string ToTable(const ImportSummary& summary);

// One JSON object, without a line end after it. Counts are numbers, keys are in
// alphabetical order.
std::string ToJson(const ImportSummary& summary);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_SUMMARY_H_
