#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PROOF_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PROOF_VERBS_H_

// `workledger proof checkpoint|key`: what a server signs, for publication.

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

// Prints the ledger's latest signed checkpoint.
absl::Status RunProofCheckpoint(const Session& session);

// Prints the ledger's verifier key, as the server says.
absl::Status RunProofKey(const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PROOF_VERBS_H_
