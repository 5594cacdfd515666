#ifndef WORKLEDGER_TESTS_E2E_SOURCE_HISTORY_H_
#define WORKLEDGER_TESTS_E2E_SOURCE_HISTORY_H_

// What the source of the real history says of its tickets itself, read from
// the file without any code of the importer.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace workledger {

struct SourceTicket {
  // From the last row.
  uint32_t reopens = 0;
  uint32_t reassignments = 0;
  bool sla_met = false;
  std::string priority;  // "1 - Critical"
  absl::Time close_time;
  // Where the ticket has a row in state Resolved and a value.
  std::optional<absl::Time> resolve_time;
};

// By ticket id as the ledger has it (lower case).
absl::StatusOr<std::map<std::string, SourceTicket>> ReadSourceHistory(
    const std::string& csv_gz);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_E2E_SOURCE_HISTORY_H_
