#ifndef WORKLEDGER_LEDGER_SIGNING_KEY_FILE_H_
#define WORKLEDGER_LEDGER_SIGNING_KEY_FILE_H_

// The key that a data folder's heads are signed with: a PEM file (PKCS #8,
// Ed25519) of mode 0600, and its public half, which stays in the data folder
// and says whose heads were published so far.

#include <filesystem>

#include "absl/status/statusor.h"
#include "engine/base/ed25519.h"

namespace workledger {

struct SigningKeyFiles {
  std::filesystem::path key;
  std::filesystem::path public_key;
};

// Reads the key. If neither file is there, as in a new data folder, it makes a
// key and writes both, durably.
//
//   FAILED_PRECONDITION  SIGNING_KEY_UNUSABLE: the key cannot be read, is
//                        missing though its public half is there, is readable
//                        by others, or is none of Ed25519.
//                        SIGNING_KEY_FOREIGN: the public half is another's.
//   UNAVAILABLE          FILE_UNWRITABLE: a file cannot be written.
absl::StatusOr<SigningKey> OpenSigningKey(const SigningKeyFiles& files);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_SIGNING_KEY_FILE_H_
