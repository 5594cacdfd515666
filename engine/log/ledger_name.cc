#include "engine/log/ledger_name.h"

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {

std::string NewLedgerUid() { return RandomBytes(kLedgerUidBytes); }

absl::Status CheckLedgerName(std::string_view ledger) {
  if (ledger.empty()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "ledger",
                      "got none, want 1 byte or more");
  }
  if (ledger.size() > kLedgerIdBytesMax) {
    return FieldError(v1::ERROR_REASON_FIELD_TOO_LONG, "ledger",
                      absl::StrCat("got ", ledger.size(),
                                   " bytes, want at most ", kLedgerIdBytesMax));
  }
  return absl::OkStatus();
}

absl::Status LedgerExists(std::string_view ledger) {
  return MakeError(
      absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_LEDGER_EXISTS,
      absl::StrCat("ledger: ", ToAbsl(ledger), " exists"), "ledger");
}

absl::Status LedgerNotFound(std::string_view ledger) {
  return MakeError(absl::StatusCode::kNotFound,
                   v1::ERROR_REASON_LEDGER_NOT_FOUND,
                   absl::StrCat("ledger: no ", ToAbsl(ledger)), "ledger");
}

}  // namespace workledger
