#ifndef WORKLEDGER_TOOLS_WORKLEDGER_VERIFY_VERB_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_VERIFY_VERB_H_

// `workledger verify`: a ledger on the server, by the server or by what was
// signed, or an export by itself.

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

struct VerifyFlags {
  // The export to check, without a server; the ledger on the server if empty.
  std::string export_file{};
  // File with the ledger's verifier key: check what was signed.
  std::string key_file{};
  std::string checkpoint_file{};
  uint64_t from_position = 1;
  std::optional<uint64_t> to_position;
  // See monitor.h.
  std::string monitor_file{};
  std::string interval{};
  // Compare table files with their checksums, too.
  bool deep = false;
};

// Checks what the flags name and prints what was found. Without a key, the
// server checks the ledger, or the file proves itself.
//
//   FAILED_PRECONDITION  there are violations.
//   DATA_LOSS            the export is damaged, or is not what was signed.
absl::Status RunVerify(const VerifyFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_VERIFY_VERB_H_
