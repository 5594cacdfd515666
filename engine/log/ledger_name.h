#ifndef WORKLEDGER_LOG_LEDGER_NAME_H_
#define WORKLEDGER_LOG_LEDGER_NAME_H_

// What every log store has in common about the names and uids of ledgers.

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace workledger {

inline constexpr size_t kLedgerUidBytes = 16;  // as random as a UUID

// Returns the uid of a new ledger.
std::string NewLedgerUid();

// Checks the name of a new ledger: FIELD_REQUIRED or FIELD_TOO_LONG.
absl::Status CheckLedgerName(std::string_view ledger);

// ALREADY_EXISTS, LEDGER_EXISTS.
absl::Status LedgerExists(std::string_view ledger);

// NOT_FOUND, LEDGER_NOT_FOUND.
absl::Status LedgerNotFound(std::string_view ledger);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_LEDGER_NAME_H_
