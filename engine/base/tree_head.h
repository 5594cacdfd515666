#ifndef WORKLEDGER_BASE_TREE_HEAD_H_
#define WORKLEDGER_BASE_TREE_HEAD_H_

// Signed heads of a ledger's Merkle tree, in the form of a C2SP tlog-checkpoint
// (docs/proofs.md).

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/merkle_proof.h"
#include "engine/base/signed_note.h"

namespace workledger {

// Returns the origin of a ledger's heads, which is the name of their key, too:
// workledger/{ledger}/{uid in hex}. So a head and a key are of one ledger.
std::string OriginOf(std::string_view ledger, std::string_view uid);

// Returns the signed note. `origin` is the name of the key.
std::string SignTreeHead(std::string_view origin, const TreeRoot& tree,
                         const SigningKey& key);

// Checks the signature and returns what it says.
//
//   INVALID_ARGUMENT  FIELD_INVALID: it is no such note.
//   DATA_LOSS         SIGNATURE_INVALID: not signed by `key`, or of another
//                     origin than the key's name.
absl::StatusOr<TreeRoot> OpenTreeHead(std::string_view note,
                                      const VerifierKey& key);

}  // namespace workledger

#endif  // WORKLEDGER_BASE_TREE_HEAD_H_
