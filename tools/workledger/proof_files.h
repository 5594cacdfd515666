#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PROOF_FILES_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PROOF_FILES_H_

// The files that proofs are checked with: a ledger's public key, and signed
// checkpoints (docs/proofs.md).

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/signed_note.h"

namespace workledger {

// Each fails with a FileError if the file cannot be read or written, or is
// larger than such a file may be.

// Returns the text of a key's file, and the key.
absl::StatusOr<std::string> ReadKeyText(const std::string& file);
absl::StatusOr<VerifierKey> ReadKey(const std::string& file);

absl::StatusOr<std::string> ReadCheckpoint(const std::string& file);

// Replaces the file as a whole, durably: a monitor that forgot what it saw
// could be shown another history.
absl::Status WriteCheckpoint(const std::string& file,
                             const std::string& checkpoint);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PROOF_FILES_H_
